import { availableParallelism } from 'node:os'
import { stringify } from 'csv-stringify/sync'
import { archiveRoutes, type ItemWhy } from '../../archive/contract.ts'
import { MOST_HASHES, whereRoutes, type WhereView } from '../../archive/where/contract.ts'
import { say } from '../../kernel/words.ts'
import { createHashPool } from '../../media/hash.ts'
import { showPath } from '../../media/path-key.ts'
import { type Cli, EXIT, type ExitCode, show } from '../cli.ts'
import type { Action } from '../command.ts'
import { hashLocalFiles, listLocalFiles, type LocalFile, type LocalHash } from '../local-files.ts'
import { bytes, plain, table, when } from '../print.ts'
import { writeNewFile } from '../write-file.ts'

/** What is said of one file. */
interface FileAnswer {
  path: string
  size: number
  verdict: WhereView['verdict']
  /** Null when its bytes could not be read. */
  where: WhereView | null
  missing: string[]
}

const MIB = 1 << 20

/** Files and folders of this machine, or with `--root` of the server. */
export const where: Action = async (cli, { rest, options }) => {
  const root = options['root']
  if (root === undefined && rest.length === 0) {
    cli.note(say('cli.where.what'))
    return EXIT.usage
  }
  const asked = typeof root === 'string' ? await askServer(cli, root, rest) : await askLocal(cli, rest)
  return tell(cli, asked, options)
}

async function askLocal(cli: Cli, wanted: readonly string[]): Promise<FileAnswer[]> {
  const { files, systemFiles } = await listLocalFiles(wanted, cli.signal)
  if (systemFiles > 0) cli.note(say('cli.where.system-files', { count: systemFiles }))
  const hashes = await hashAll(cli, files)
  const known = files.flatMap((file, index) => {
    const hash = hashes[index]
    return hash?.kind === 'hashed' ? [{ file, asked: askedOf(file, hash.sha256) }] : []
  })
  const views = new Map<LocalFile, WhereView>()
  for (let start = 0; start < known.length; start += MOST_HASHES) {
    const chunk = known.slice(start, start + MOST_HASHES)
    const { body } = await cli.api().call(whereRoutes.routes.ask, { body: { files: chunk.map(({ asked }) => asked) } })
    for (const [index, { file }] of chunk.entries()) {
      const view = body.answers[index]
      if (view !== undefined) views.set(file, view)
    }
  }
  return files.map((file, index) => answerOf(file, hashes[index], views.get(file)))
}

/** With what tells the server that this very file is its own copy, should it lie in the archive. */
const askedOf = ({ path, identity }: LocalFile, sha256: string) => ({
  sha256,
  ...(identity === null
    ? {}
    : { self: { path: showPath(path), dev: String(identity.dev), ino: String(identity.ino) } }),
})

async function hashAll(cli: Cli, files: readonly LocalFile[]): Promise<LocalHash[]> {
  await using pool = createHashPool(Math.max(2, availableParallelism()))
  const total = files.reduce((sum, { identity }) => sum + (identity?.size ?? 0), 0)
  let done = 0
  let told = 0
  const onDone = (size: number): void => {
    done += size
    if (!cli.isTty || done - told < 512 * MIB) return
    told = done
    cli.note(say('cli.where.reading', { done: bytes(done), total: bytes(total) }))
  }
  // Awaited here: else its threads would be gone before they answer.
  return await hashLocalFiles(files, pool, { signal: cli.signal, onDone })
}

function answerOf(file: LocalFile, hash: LocalHash | undefined, view: WhereView | undefined): FileAnswer {
  const { shown, identity } = file
  const facts = { path: plain(shown), size: identity?.size ?? 0 }
  if (view !== undefined) return { ...facts, ...ofView(view) }
  const { code, errno } = hash?.kind === 'no' ? hash : { code: 'unreadable', errno: '' }
  const why = say(`reason.where.${code}`, { errno, path: shown })
  return { ...facts, verdict: 'could-not-look', where: null, missing: [why] }
}

const ofView = (view: WhereView): Pick<FileAnswer, 'verdict' | 'where' | 'missing'> => ({
  verdict: view.verdict,
  where: view,
  missing: view.verdict === 'unknown' ? [say('cli.where.never-seen')] : view.missing.map(({ text }) => text),
})

async function askServer(cli: Cli, root: string, paths: readonly string[]): Promise<FileAnswer[]> {
  const answers: FileAnswer[] = []
  for (const path of paths.length === 0 ? [''] : paths) {
    let cursor: string | undefined
    do {
      const { body } = await cli.api().call(whereRoutes.routes.look, { query: { root, path, cursor } })
      for (const file of body.files) {
        const of =
          file.where === null
            ? { verdict: 'could-not-look' as const, where: null, missing: [file.reason?.text ?? ''] }
            : ofView(file.where)
        answers.push({ path: plain(file.path), size: file.size, ...of })
      }
      cursor = body.nextCursor ?? undefined
    } while (cursor !== undefined)
  }
  return answers
}

const COLUMNS = ['file', 'size', 'verdict', 'sha256', 'copies', 'missing'] as const

async function tell(
  cli: Cli,
  answers: readonly FileAnswer[],
  options: Readonly<Record<string, unknown>>,
): Promise<ExitCode> {
  const unsafe = answers.filter(({ verdict }) => verdict !== 'safe')
  const shown = options['all'] === true ? answers : unsafe
  const csv = options['csv']
  if (typeof csv === 'string') await writeCsv(cli, csv, answers)
  if (csv !== '-')
    show(cli, { files: answers.length, safe: answers.length - unsafe.length, answers: shown }, () =>
      [
        ...(shown.length === 0 ? [] : [tableOf(shown), '']),
        say(unsafe.length === 0 ? 'cli.where.all-safe' : 'cli.where.summary', {
          count: unsafe.length === 0 ? answers.length : unsafe.length,
          safe: answers.length - unsafe.length,
          total: answers.length,
        }),
      ].join('\n'),
    )
  return unsafe.length === 0 && answers.length > 0 ? EXIT.ok : EXIT.findings
}

const tableOf = (answers: readonly FileAnswer[]): string =>
  table(
    ['file', 'size', 'verdict', 'why'].map((head) => say(`cli.head.${head}`)),
    answers.map((one) => [one.path, bytes(one.size), say(`cli.where.verdict.${one.verdict}`), whyOf(one)]),
  )

const whyOf = ({ verdict, missing, where: view }: FileAnswer): string =>
  verdict === 'safe' ? copiesOf(view).join('; ') : missing.join(' ')

const copiesOf = (view: WhereView | null): string[] =>
  (view?.copies ?? [])
    .filter(({ isVerified }) => isVerified)
    .map(({ name, path, verifiedAt }) => say('cli.where.copy', { name, path: path ?? '', at: when(verifiedAt) }).trim())

async function writeCsv(cli: Cli, file: string, answers: readonly FileAnswer[]): Promise<void> {
  const rows = answers.map((one) => [
    one.path,
    one.size,
    one.verdict,
    one.where?.sha256 ?? '',
    copiesOf(one.where).join('; '),
    one.missing.join(' '),
  ])
  // A file may be called so that a spreadsheet would take its name for a formula.
  const text = stringify([[...COLUMNS], ...rows], { escape_formulas: true })
  if (file === '-') return cli.out(text.trimEnd())
  await writeNewFile(file, text)
  cli.note(say('cli.where.written', { file }))
}

/** Of an item by its number, or of a file of this machine by its bytes. */
export const why: Action = async (cli, { positional: [asked = ''] }) => {
  const itemIds = /^\d+$/.test(asked) ? [Number(asked)] : await itemsOfFile(cli, asked)
  if (itemIds.length === 0) {
    cli.note(say('cli.where.never-seen'))
    return EXIT.findings
  }
  const items: ItemWhy[] = []
  for (const itemId of itemIds)
    items.push((await cli.api().call(archiveRoutes.routes.getItem, { params: { itemId } })).body)
  show(cli, items.length === 1 ? items[0] : items, () =>
    items
      .map((item) =>
        [plain(`${item.root}/${item.path}`), ...item.because.map(({ text }) => `  ${plain(text)}`)].join('\n'),
      )
      .join('\n\n'),
  )
  return EXIT.ok
}

async function itemsOfFile(cli: Cli, file: string): Promise<number[]> {
  const [answer] = await askLocal(cli, [file])
  if (answer?.where == null) throw new Error(answer?.missing.join(' ') ?? file)
  return answer.where.copies.flatMap(({ itemId }) => itemId ?? [])
}
