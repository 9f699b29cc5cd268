import { checkupRoutes, type CheckupView } from '../../radio/checkup/contract.ts'
import { inboxRoutes, type InboxView } from '../../radio/hydration/contract.ts'
import { stationRoutes, type StationView } from '../../radio/stations/contract.ts'
import { say } from '../../kernel/words.ts'
import { type Cli, EXIT, type ExitCode, show } from '../cli.ts'
import type { Action, Args } from '../command.ts'
import { followRun } from '../follow-run.ts'
import { bytes, plain, table } from '../print.ts'
import { tellSummary } from './episode-inboxes.ts'

const heads = (...names: string[]): string[] => names.map((head) => say(`cli.head.${head}`))
const isSet = (args: Args, name: string): boolean => args.options[name] === true

const stationTable = (stations: readonly StationView[]): string =>
  table(
    heads('id', 'name', 'zone', 'library', 'cms'),
    stations.map((one) => [
      one.stationId,
      one.name,
      one.timeZone,
      one.libraryConnectionId,
      one.keepsProgramme ? say('cli.radio.own-programme') : one.cmsConnectionId,
    ]),
  )

const inboxTable = (inboxes: readonly InboxView[]): string =>
  table(
    heads('id', 'station', 'folder', 'mode', 'type', 'watched'),
    inboxes.map((one) => [
      one.inboxId,
      one.stationName,
      one.path,
      say(`radio.inbox.mode.${one.mode}`),
      one.typeCode,
      one.isWatched ? say('cli.yes') : '',
    ]),
  )

function tellStation(cli: Cli, station: StationView): ExitCode {
  show(cli, station, () => stationTable([station]))
  return EXIT.ok
}

function tellInbox(cli: Cli, inbox: InboxView): ExitCode {
  show(cli, inbox, () => inboxTable([inbox]))
  return EXIT.ok
}

/** Patchbay keeps a programme in place of a CMS, never beside one. */
function servicesOf({ options }: Args) {
  const { library, cms, ownProgramme } = options
  return {
    ...(library === undefined ? {} : { libraryConnectionId: Number(library) }),
    ...(ownProgramme === true ? { cmsConnectionId: null } : {}),
    ...(cms === undefined ? {} : { cmsConnectionId: Number(cms) }),
    ...(ownProgramme === undefined ? {} : { keepsProgramme: ownProgramme === true }),
  }
}

export const listStations: Action = async (cli) => {
  const { body } = await cli.api().call(stationRoutes.routes.list, {})
  show(cli, body, () => stationTable(body.items))
  return EXIT.ok
}

export const showStation: Action = async (cli, { positional: [stationId] }) =>
  tellStation(cli, (await cli.api().call(stationRoutes.routes.get, { params: { stationId } })).body)

export const addStation: Action = async (cli, args) => {
  const [name = '', timeZone = ''] = args.positional
  const body = { name, timeZone, ...servicesOf(args) }
  return tellStation(cli, (await cli.api().call(stationRoutes.routes.add, { body })).body)
}

export const changeStation: Action = async (cli, args) => {
  const [stationId] = args.positional
  const { body: before } = await cli.api().call(stationRoutes.routes.get, { params: { stationId } })
  const { name, zone } = args.options as { name?: string; zone?: string }
  const body = {
    ...(name === undefined ? {} : { name }),
    ...(zone === undefined ? {} : { timeZone: zone }),
    ...servicesOf(args),
  }
  const request = { params: { stationId }, body }
  return tellStation(cli, (await cli.api().call(stationRoutes.routes.change, request, { ifMatch: before.etag })).body)
}

export const removeStation: Action = async (cli, { positional: [stationId] }) => {
  const { body } = await cli.api().call(stationRoutes.routes.remove, { params: { stationId } })
  show(cli, body, () => say('cli.radio.station-removed', { stationId: body.removed }))
  return EXIT.ok
}

/** Nothing wrong is 0; findings, and what can't be told, are 3. */
export const checkStation: Action = async (cli, args) => {
  const params = { stationId: args.positional[0] }
  const { body } = isSet(args, 'last')
    ? await cli.api().call(checkupRoutes.routes.get, { params })
    : await cli.api().call(checkupRoutes.routes.look, { params })
  show(cli, body, () => checkupText(body))
  return body.level === 'ok' ? EXIT.ok : EXIT.findings
}

function checkupText({ stationName, findings, untold, well }: CheckupView): string {
  const found = findings.flatMap(({ level, fault, said, seen, cure }) => [
    `${say(`cli.doctor.${level}`)}  ${said.text}${fault === null ? '' : ` (${fault})`}`,
    ...seen.map((line) => `        ${line}`),
    ...cure.map((step, index) => `      ${index + 1}. ${step}`),
  ])
  const open = untold.map(({ text, why }) => `${say('cli.doctor.unknown')}  ${text}? ${why.text}`)
  const fine = well.map(({ text }) => `${say('cli.doctor.ok')}  ${text}`)
  return [stationName, ...found, ...open, ...fine].map(plain).join('\n')
}

export const listInboxes: Action = async (cli) => {
  const { body } = await cli.api().call(inboxRoutes.routes.list, {})
  show(cli, body, () => inboxTable(body.items))
  return EXIT.ok
}

export const addInbox: Action = async (cli, args) => {
  const [stationId, path = ''] = args.positional
  const body = {
    stationId: Number(stationId),
    path,
    ...typeOf(args),
    isWatched: isSet(args, 'watch'),
    ...settleOf(args),
    ...rulesOf(args),
  }
  return tellInbox(cli, (await cli.api().call(inboxRoutes.routes.add, { body })).body)
}

export const changeInbox: Action = async (cli, args) => {
  const [inboxId] = args.positional
  const { body: before } = await cli.api().call(inboxRoutes.routes.get, { params: { inboxId } })
  const watch = isSet(args, 'watch') ? { isWatched: true } : isSet(args, 'byHand') ? { isWatched: false } : {}
  const request = {
    params: { inboxId },
    body: { ...typeOf(args), ...settleOf(args), ...rulesOf(args, before.audio), ...watch },
  }
  return tellInbox(cli, (await cli.api().call(inboxRoutes.routes.change, request, { ifMatch: before.etag })).body)
}

/** An empty code takes the type away. */
const typeOf = ({ options }: Args): { typeCode?: string | null } =>
  options['type'] === undefined ? {} : { typeCode: options['type'] === '' ? null : (options['type'] as string) }
const settleOf = ({ options }: Args): { settleSec?: number } =>
  options['settle'] === undefined ? {} : { settleSec: options['settle'] as number }

const textOf = (text: unknown): string | null => (text === '' ? null : String(text))
const NOTHING_ASKED = { leastKbps: null, mostKbps: null, sampleRateHz: null, shortBySec: null, silenceSec: null }
const POLICY = {
  leastKbps: 'leastKbps',
  mostKbps: 'mostKbps',
  sampleRateHz: 'sampleRate',
  shortBySec: 'shortBy',
  silenceSec: 'silence',
} as const

/** An empty text takes a pattern or an archive away, and so does 0 what is asked of the audio, but for how short it may be. */
function rulesOf({ options }: Args, before: InboxView['audio'] = NOTHING_ASKED) {
  const { mode, pattern, archive } = options
  const asked = Object.entries(POLICY).flatMap(([field, option]) => {
    const value = options[option] as number | undefined
    return value === undefined ? [] : [[field, value === 0 && field !== 'shortBySec' ? null : value] as const]
  })
  return {
    ...(mode === undefined ? {} : { mode: mode as InboxView['mode'] }),
    ...(pattern === undefined ? {} : { pattern: textOf(pattern) }),
    ...(archive === undefined ? {} : { archiveFolder: textOf(archive) }),
    ...(asked.length === 0 ? {} : { audio: { ...before, ...Object.fromEntries(asked) } }),
  }
}

export const removeInbox: Action = async (cli, { positional: [inboxId] }) => {
  const { body } = await cli.api().call(inboxRoutes.routes.remove, { params: { inboxId } })
  show(cli, body, () => say('cli.radio.inbox-removed', { inboxId: body.removed }))
  return EXIT.ok
}

export const importFiles: Action = async (cli, args) => {
  const [inboxId] = args.positional
  if (isSet(args, 'dryRun')) return listFiles(cli, inboxId)
  const { body: inbox } = await cli.api().call(inboxRoutes.routes.get, { params: { inboxId } })
  const { body } = await cli.api().call(inboxRoutes.routes.importFiles, { params: { inboxId } })
  if (args.options['wait'] !== false) {
    const exit = await followRun(cli, body.runId)
    return inbox.mode === 'tracks' || cli.signal.aborted ? exit : tellSummary(cli, inboxId)
  }
  show(cli, body, () => say('cli.run.started', { runId: body.runId }))
  return EXIT.ok
}

const NEEDS_PERSON: ReadonlySet<string> = new Set(['ambiguous', 'unmatched', 'failed'])

async function listFiles(cli: Cli, inboxId: string | undefined): Promise<ExitCode> {
  const { body } = await cli.api().call(inboxRoutes.routes.files, { params: { inboxId } })
  show(cli, body, () =>
    table(
      heads('file', 'size', 'episode', 'verdict', 'reason'),
      body.items.map(({ relPath, sizeBytes, episode, verdict, reason }) => [
        relPath,
        bytes(sizeBytes),
        episode?.title,
        say(`radio.inbox.verdict.${verdict}`),
        [reason?.text, reason?.todo].filter(Boolean).join(' '),
      ]),
    ),
  )
  return body.items.some(({ verdict }) => NEEDS_PERSON.has(verdict)) ? EXIT.attention : EXIT.ok
}
