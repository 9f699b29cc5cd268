import { resolve } from 'node:path'
import { listBackups } from '../../db/backup.ts'
import { chooseDatabaseUrl, type DataPaths, dataPaths } from '../../db/data-paths.ts'
import { inspectExport } from '../../db/export-file.ts'
import { importPostgres } from '../../db/postgres-import.ts'
import { backUpRecordings, countMissing, restoreRecordings } from '../../db/recordings.ts'
import { backUpNow, inspectSqlite, restoreSqlite } from '../../db/restore.ts'
import { AppError, InvalidInputError } from '../../kernel/errors.ts'
import { say, sayError } from '../../kernel/words.ts'
import { type Cli, EXIT, show } from '../cli.ts'
import type { Action } from '../command.ts'
import { list } from '../print.ts'

/** A command is stopped with its process. */
const NEVER = new AbortController().signal

export const backup: Action = async (cli) => {
  const paths = dataPaths(cli.dataFolder)
  const file = await backUpNow(paths, chooseDatabaseUrl(cli.env), Date.now())
  const { count: recordings } = await backUpRecordings(paths, NEVER)
  show(cli, { file, recordings }, () =>
    [
      say('cli.backup.made', { file }),
      ...(recordings > 0 ? [say('cli.backup.recordings', { count: recordings })] : []),
    ].join('\n'),
  )
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
  const withMoved = (text: string): string => (isDryRun ? text : `${text}\n${say('cli.restore.moved')}`)
  if (!isDryRun) await confirmRestore(cli, file, options['yes'] === true)
  const paths = dataPaths(cli.dataFolder)
  if (url !== undefined) {
    const holds = await importPostgres(url, file, { isDryRun })
    const recordings = await bringRecordings(paths, file, isDryRun)
    show(cli, { file, isDryRun, ...holds, recordings }, () =>
      withMoved(say(isDryRun ? 'cli.restore.wouldRows' : 'cli.restore.rows', { file, ...holds }) + tell(recordings)),
    )
    return EXIT.ok
  }
  const restored = restoreSqlite(paths, file, { isDryRun, at: Date.now() })
  const recordings = await bringRecordings(paths, file, isDryRun)
  show(cli, { file, isDryRun, ...restored, recordings }, () => {
    const { schema, events } = restored.holds
    if (isDryRun) return say('cli.restore.would', { file, schema, events }) + tell(recordings)
    const replaced = restored.replaced ?? '–'
    return withMoved(say('cli.restore.done', { file, schema, events, replaced }) + tell(recordings))
  })
  return EXIT.ok
}

/** How many the data folder lacks, and gets unless it is only asked. */
const bringRecordings = async (paths: DataPaths, file: string, isDryRun: boolean): Promise<number> =>
  isDryRun ? countMissing(paths, file) : (await restoreRecordings(paths, file, NEVER)).copied

const tell = (recordings: number): string =>
  recordings === 0 ? '' : `\n${say('cli.restore.recordings', { count: recordings })}`

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
  const files = [...(isSqlite ? [paths.database] : []), ...listBackups(paths)]
  const results = await Promise.all(files.map(async (file) => ({ file, problem: await problemOf(file) })))
  show(cli, { results }, () =>
    results.length === 0
      ? say('cli.nothing')
      : list(results.map(({ file, problem }) => [file, problem ?? say('cli.check.ok')])),
  )
  return results.some(({ problem }) => problem !== null) ? EXIT.findings : EXIT.ok
}

async function problemOf(file: string): Promise<string | null> {
  try {
    if (file.endsWith('.db')) inspectSqlite(file)
    else await inspectExport(file)
    return null
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return error instanceof InvalidInputError ? String(error.params['problem']) : sayError(error).text
  }
}
