import { bytes, list, table, when } from '../print.ts'
import { say } from '../../kernel/words.ts'
import { type FolderView, scanRoutes, type ScanView } from '../../library/scan/contract.ts'
import { type Cli, EXIT, type ExitCode, show } from '../cli.ts'
import type { Action, Args } from '../command.ts'
import { followRun } from '../follow-run.ts'
import { findLibraryId } from './libraries.ts'

const { routes } = scanRoutes
const heads = (...names: string[]): string[] => names.map((head) => say(`cli.head.${head}`))

const STEPS = ['probe', 'artwork', 'cache', 'enrich', 'publish'] as const

export const scan: Action = async (cli, { positional: [given], options }) => {
  const params = { libraryId: await findLibraryId(cli, given) }
  const { folder, full, most, acceptMissing } = options as Record<string, never>
  const steps = Object.fromEntries(STEPS.filter((step) => options[step] === false).map((step) => [step, false]))
  const body = {
    full: full === true,
    ...(folder === undefined ? {} : { folder: String(folder) }),
    ...(most === undefined ? {} : { mostFolders: Number(most) }),
    ...(acceptMissing === undefined ? {} : { acceptMissing: Number(acceptMissing) }),
    steps,
  }
  const { body: started } = await cli.api().call(routes.start, { params, body })
  if (options['wait'] === false) {
    show(cli, started, () => say('cli.run.started', { runId: started.runId }))
    return EXIT.ok
  }
  cli.note(say('cli.run.started', { runId: started.runId }))
  const code = await followRun(cli, started.runId)
  if (cli.signal.aborted) return code
  const { body: ended } = await cli.api().call(routes.get, { params: { scanId: started.scanId } })
  tellScan(cli, ended)
  if (code !== EXIT.ok) return code
  return (ended.counts['notes.bad'] ?? 0) > 0 ? EXIT.findings : EXIT.ok
}

const stateOf = (one: ScanView): string =>
  one.outcome === null ? say(`library.scan.phase.${one.phase}`) : say(`library.scan.outcome.${one.outcome}`)

function tellScan(cli: Cli, one: ScanView): ExitCode {
  show(cli, one, () =>
    [
      list([
        [say('cli.head.scan'), one.scanId],
        [say('cli.head.library'), one.libraryName],
        [say('cli.head.state'), stateOf(one)],
        [say('cli.head.reason'), one.reason?.text ?? ''],
        ...Object.entries(one.counts).map(([name, count]): [string, number] => [
          say(`library.scan.count.${name}`),
          count,
        ]),
      ]),
      table(
        heads('phase', 'start', 'end', 'done', 'total'),
        one.phases.map(({ phase, startedAt, endedAt, done, total }) => [
          say(`library.scan.phase.${phase}`),
          when(startedAt),
          when(endedAt),
          done,
          total,
        ]),
      ),
    ].join('\n\n'),
  )
  return EXIT.ok
}

export const listScans: Action = async (cli, { positional: [given], options }) => {
  const libraryId = given === undefined ? undefined : await findLibraryId(cli, given)
  const query = { libraryId, limit: options['limit'] } as never
  const { body } = await cli.api().call(routes.list, { query })
  show(cli, body, () =>
    table(
      heads('scan', 'library', 'mode', 'state', 'start', 'end', 'added', 'missing'),
      body.items.map((one) => [
        one.scanId,
        one.libraryName,
        one.folder ?? say(`library.scan.mode.${one.mode}`),
        stateOf(one),
        when(one.startedAt),
        when(one.endedAt),
        one.counts['titles.added'] ?? 0,
        one.counts['titles.missing'] ?? 0,
      ]),
    ),
  )
  return EXIT.ok
}

export const showScan: Action = async (cli, { positional: [scanId] }) =>
  tellScan(cli, (await cli.api().call(routes.get, { params: { scanId } })).body)

export const listNotes: Action = async (cli, { positional: [scanId], options: { level, limit } }) => {
  const query = { level, limit } as never
  const { body } = await cli.api().call(routes.notes, { params: { scanId }, query })
  show(cli, body, () =>
    table(
      heads('level', 'says'),
      body.items.map((one) => [say(`library.scan.level.${one.level}`), one.says.text]),
    ),
  )
  return body.items.some(({ level: one }) => one === 'bad') ? EXIT.findings : EXIT.ok
}

export const cancelScan: Action = async (cli, { positional: [scanId] }) =>
  tellScan(cli, (await cli.api().call(routes.cancel, { params: { scanId } })).body)

export const listUnknownFiles: Action = async (cli, { positional: [given], options }) => {
  const libraryId = given === undefined ? undefined : await findLibraryId(cli, given)
  const { ignored, kind, text, limit } = options
  const query = { libraryId, which: ignored === true ? 'ignored' : undefined, kind, text, limit } as never
  const { body } = await cli.api().call(routes.unknownFiles, { query })
  show(cli, body, () =>
    table(
      heads('file', 'kind', 'size', 'path', 'title'),
      body.items.map((one) => [one.fileId, one.kind, bytes(one.size), one.relPath, one.title]),
    ),
  )
  return EXIT.ok
}

const sayOf =
  (use: 'ignored' | null | undefined): Action =>
  async (cli, args) => {
    const [said] = args.positional
    const body = { fileIds: args.rest.map(Number), use: use === undefined ? said : use, ...languageOf(args) } as never
    const { body: told } = await cli.api().call(routes.sayFiles, { body })
    show(cli, told, () => say('cli.unknown-files.changed', { count: told.changed }))
    return EXIT.ok
  }

const languageOf = ({ options: { language } }: Args) => (language === undefined ? {} : { language })

export const ignoreFiles = sayOf('ignored')
export const sayFiles = sayOf(undefined)
export const takeBackFiles = sayOf(null)

function tellFolder(cli: Cli, one: FolderView): ExitCode {
  show(cli, one, () =>
    list([
      [say('cli.head.id'), one.folderId],
      [say('cli.head.folder'), one.relPath],
      [say('cli.head.state'), say(`library.folder.state.${one.state}`)],
      [say('cli.head.reason'), one.reason?.text ?? ''],
      [say('cli.head.said'), one.said === null ? '' : JSON.stringify(one.said)],
    ]),
  )
  return EXIT.ok
}

export const showFolder: Action = async (cli, { positional: [folderId] }) =>
  tellFolder(cli, (await cli.api().call(routes.getFolder, { params: { folderId } })).body)

/** An empty value takes a part back. */
export const sayFolder: Action = async (cli, { positional: [folderId], options }) => {
  const { title, year, tmdb, imdb, tvdb, ignore, takeBack } = options as Record<string, string | boolean | undefined>
  const ids = { tmdb, imdb, tvdb }
  const told = Object.fromEntries(Object.entries(ids).filter(([, value]) => value !== undefined && value !== ''))
  const back = { isIgnored: null, title: null, year: null, ids: null }
  const body = {
    ...(takeBack === true ? back : {}),
    ...(ignore === true ? { isIgnored: true } : {}),
    ...(title === undefined ? {} : { title: title === '' ? null : title }),
    ...(year === undefined ? {} : { year: year === '' ? null : Number(year) }),
    ...(Object.keys(told).length === 0 ? {} : { ids: told }),
  } as never
  return tellFolder(cli, (await cli.api().call(routes.sayFolder, { params: { folderId }, body })).body)
}
