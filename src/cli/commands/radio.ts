import { checkupRoutes, type CheckupView } from '../../radio/checkup/contract.ts'
import { inboxRoutes, type InboxView } from '../../radio/hydration/contract.ts'
import { stationRoutes, type StationView } from '../../radio/stations/contract.ts'
import { say } from '../../kernel/words.ts'
import { type Cli, EXIT, type ExitCode, show } from '../cli.ts'
import type { Action, Args } from '../command.ts'
import { followRun } from '../follow-run.ts'
import { bytes, plain, table } from '../print.ts'

const heads = (...names: string[]): string[] => names.map((head) => say(`cli.head.${head}`))
const isSet = (args: Args, name: string): boolean => args.options[name] === true

const stationTable = (stations: readonly StationView[]): string =>
  table(
    heads('id', 'name', 'zone', 'library'),
    stations.map((one) => [one.stationId, one.name, one.timeZone, one.libraryConnectionId]),
  )

const inboxTable = (inboxes: readonly InboxView[]): string =>
  table(
    heads('id', 'station', 'folder', 'type', 'watched'),
    inboxes.map((one) => [one.inboxId, one.stationName, one.path, one.typeCode, one.isWatched ? say('cli.yes') : '']),
  )

function tellStation(cli: Cli, station: StationView): ExitCode {
  show(cli, station, () => stationTable([station]))
  return EXIT.ok
}

function tellInbox(cli: Cli, inbox: InboxView): ExitCode {
  show(cli, inbox, () => inboxTable([inbox]))
  return EXIT.ok
}

const libraryOf = ({ options }: Args): { libraryConnectionId?: number } =>
  options['library'] === undefined ? {} : { libraryConnectionId: Number(options['library']) }

export const listStations: Action = async (cli) => {
  const { body } = await cli.api().call(stationRoutes.routes.list, {})
  show(cli, body, () => stationTable(body.items))
  return EXIT.ok
}

export const showStation: Action = async (cli, { positional: [stationId] }) =>
  tellStation(cli, (await cli.api().call(stationRoutes.routes.get, { params: { stationId } })).body)

export const addStation: Action = async (cli, args) => {
  const [name = '', timeZone = ''] = args.positional
  const body = { name, timeZone, ...libraryOf(args) }
  return tellStation(cli, (await cli.api().call(stationRoutes.routes.add, { body })).body)
}

export const changeStation: Action = async (cli, args) => {
  const [stationId] = args.positional
  const { body: before } = await cli.api().call(stationRoutes.routes.get, { params: { stationId } })
  const { name, zone } = args.options as { name?: string; zone?: string }
  const body = {
    ...(name === undefined ? {} : { name }),
    ...(zone === undefined ? {} : { timeZone: zone }),
    ...libraryOf(args),
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
  }
  return tellInbox(cli, (await cli.api().call(inboxRoutes.routes.add, { body })).body)
}

export const changeInbox: Action = async (cli, args) => {
  const [inboxId] = args.positional
  const { body: before } = await cli.api().call(inboxRoutes.routes.get, { params: { inboxId } })
  const watch = isSet(args, 'watch') ? { isWatched: true } : isSet(args, 'byHand') ? { isWatched: false } : {}
  const request = { params: { inboxId }, body: { ...typeOf(args), ...settleOf(args), ...watch } }
  return tellInbox(cli, (await cli.api().call(inboxRoutes.routes.change, request, { ifMatch: before.etag })).body)
}

/** An empty code takes the type away. */
const typeOf = ({ options }: Args): { typeCode?: string | null } =>
  options['type'] === undefined ? {} : { typeCode: options['type'] === '' ? null : (options['type'] as string) }
const settleOf = ({ options }: Args): { settleSec?: number } =>
  options['settle'] === undefined ? {} : { settleSec: options['settle'] as number }

export const removeInbox: Action = async (cli, { positional: [inboxId] }) => {
  const { body } = await cli.api().call(inboxRoutes.routes.remove, { params: { inboxId } })
  show(cli, body, () => say('cli.radio.inbox-removed', { inboxId: body.removed }))
  return EXIT.ok
}

export const importFiles: Action = async (cli, args) => {
  const [inboxId] = args.positional
  if (isSet(args, 'dryRun')) return listFiles(cli, inboxId)
  const { body } = await cli.api().call(inboxRoutes.routes.importFiles, { params: { inboxId } })
  if (args.options['wait'] !== false) return followRun(cli, body.runId)
  show(cli, body, () => say('cli.run.started', { runId: body.runId }))
  return EXIT.ok
}

async function listFiles(cli: Cli, inboxId: string | undefined): Promise<ExitCode> {
  const { body } = await cli.api().call(inboxRoutes.routes.files, { params: { inboxId } })
  show(cli, body, () =>
    table(
      heads('file', 'size', 'verdict', 'reason'),
      body.items.map(({ relPath, sizeBytes, verdict, reason }) => [
        relPath,
        bytes(sizeBytes),
        say(`radio.inbox.verdict.${verdict}`),
        reason?.text ?? '',
      ]),
    ),
  )
  return EXIT.ok
}
