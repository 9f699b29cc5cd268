import { resolve } from 'node:path'
import { listBackups } from '../../db/backup.ts'
import { chooseDatabaseUrl, dataPaths } from '../../db/data-paths.ts'
import { importPostgres } from '../../db/postgres-import.ts'
import { backUpNow, inspectSqlite, restoreSqlite } from '../../db/restore.ts'
import { InvalidInputError } from '../../kernel/errors.ts'
import { say } from '../../kernel/words.ts'
import { type Cli, EXIT, show } from '../cli.ts'
import type { Action } from '../command.ts'
import { list } from '../print.ts'

export const backup: Action = async (cli) => {
  const file = await backUpNow(dataPaths(cli.dataFolder), chooseDatabaseUrl(cli.env), Date.now())
  show(cli, { file }, () => say('cli.backup.made', { file }))
  return EXIT.ok
}

export const backups: Action = async (cli) => {
  const files = listBackups(dataPaths(cli.dataFolder))
  show(cli, { files }, () => (files.length === 0 ? say('cli.nothing') : files.join('\n')))
  return EXIT.ok
}

/** Needs `--yes` or an answer, because it replaces the database. */
export const restore: Action = async (cli, { positional: [name = ''], options }) => {
  const file = resolve(name)
  const url = chooseDatabaseUrl(cli.env)
  const isDryRun = options['dryRun'] === true
  if (!isDryRun) await confirmRestore(cli, file, options['yes'] === true)
  if (url !== undefined) {
    if (isDryRun) throw new InvalidInputError('cli/no-dry-run-here')
    const { rows } = await importPostgres(url, file)
    show(cli, { file, rows }, () => say('cli.restore.rows', { rows }))
    return EXIT.ok
  }
  const restored = restoreSqlite(dataPaths(cli.dataFolder), file, { isDryRun, at: Date.now() })
  show(cli, { file, isDryRun, ...restored }, () => {
    const { schema, events } = restored.holds
    if (isDryRun) return say('cli.restore.would', { file, schema, events })
    return say('cli.restore.done', { file, schema, events, replaced: restored.replaced ?? '–' })
  })
  return EXIT.ok
}

async function confirmRestore(cli: Cli, file: string, isYes: boolean): Promise<void> {
  if (isYes) return
  if (!cli.isTty) throw new InvalidInputError('cli/needs-yes')
  const { confirm, isCancel } = await import('@clack/prompts')
  const answer = await confirm({ message: say('cli.restore.ask', { file }), initialValue: false })
  if (isCancel(answer) || !answer) throw new InvalidInputError('cli/cancelled')
}

/** Every page of the database and of each backup; media files are not read. */
export const check: Action = async (cli) => {
  const paths = dataPaths(cli.dataFolder)
  const isSqlite = chooseDatabaseUrl(cli.env) === undefined
  const files = [...(isSqlite ? [paths.database] : []), ...listBackups(paths).filter((file) => file.endsWith('.db'))]
  const results = files.map((file) => ({ file, problem: problemOf(file) }))
  show(cli, { results }, () =>
    results.length === 0
      ? say('cli.nothing')
      : list(results.map(({ file, problem }) => [file, problem ?? say('cli.check.ok')])),
  )
  return results.some(({ problem }) => problem !== null) ? EXIT.findings : EXIT.ok
}

function problemOf(file: string): string | null {
  try {
    inspectSqlite(file)
    return null
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error
    return String(error.params['problem'])
  }
}
