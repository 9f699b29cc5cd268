import { say } from '../../kernel/words.ts'
import {
  type SyncView,
  type TrackCountsView,
  trackRoutes,
  type TrackTypesView,
  type TrackUseView,
  type TrackView,
} from '../../radio/tracks/contract.ts'
import { onAirRoutes, type OnAirItem } from '../../radio/on-air/contract.ts'
import { type Cli, EXIT, type ExitCode, show } from '../cli.ts'
import type { Action, Args } from '../command.ts'
import { followRun } from '../follow-run.ts'
import { list, table, when } from '../print.ts'

const heads = (...names: string[]): string[] => names.map((head) => say(`cli.head.${head}`))
const length = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString().slice(11, 19))
const type = (track: Pick<TrackView, 'typeCode' | 'libraryCode'>): string =>
  track.typeCode ?? say('tracks.unmapped', { code: track.libraryCode ?? '' })

const given = <Fields extends object>(fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields

const trackTable = (tracks: readonly TrackView[]): string =>
  table(
    heads('id', 'title', 'artist', 'type', 'length', 'state', 'genre'),
    tracks.map((one) => [
      one.trackId,
      one.title,
      one.artist,
      type(one),
      length(one.lengthMs),
      one.goneAt === null ? one.state : say('tracks.gone'),
      one.genre,
    ]),
  )

export const listTracks: Action = async (cli, { positional: [stationId], options }) => {
  const { text, type: typeCode, state, genre, measured, sort, limit, unmapped, gone, down } = options
  const flags = { unmapped: unmapped && 'yes', gone: gone && 'yes', order: down && 'down' }
  const query = given({ text, type: typeCode, state, genre, measured, sort, limit, ...flags }) as never
  const { body } = await cli.api().call(trackRoutes.routes.list, { params: { stationId }, query })
  show(cli, body, () => `${trackTable(body.items)}\n${say('cli.tracks.age', { at: when(body.readAt) })}`)
  return EXIT.ok
}

function tellTrack(cli: Cli, one: TrackView): ExitCode {
  show(cli, one, () =>
    list([
      [say('tracks.field.title'), one.title],
      [say('tracks.field.artist'), one.artist],
      [say('tracks.field.album'), one.album],
      [say('tracks.field.genre'), one.genre],
      [say('tracks.field.type'), type(one)],
      [say('tracks.field.state'), one.goneAt === null ? one.state : say('tracks.gone')],
      [say('tracks.field.length'), length(one.lengthMs)],
      [say('tracks.field.cues'), [one.cueInMs, one.cueOutMs].map((ms) => length(ms) ?? '–').join(' – ')],
      [say('tracks.field.file'), one.fileName],
      [say('tracks.field.md5'), one.md5],
      [say('tracks.field.sponsor'), one.sponsor],
      [say('tracks.field.product'), one.product],
      [say('tracks.field.intro'), length(one.introMs)],
      [say('tracks.field.loudness'), one.loudness?.integratedLufs],
      [say('tracks.field.not-measured'), one.measureFailure?.reason.text],
      [say('tracks.field.played'), when(one.playedAt)],
    ]),
  )
  return EXIT.ok
}

const params = ([stationId, trackId]: Args['positional']) => ({ params: { stationId, trackId } })

export const showTrack: Action = async (cli, { positional }) =>
  tellTrack(cli, (await cli.api().call(trackRoutes.routes.get, params(positional))).body)

/** An empty text, and an intro of 0, take it away. */
export const changeTrack: Action = async (cli, { positional, options }) => {
  const { body: before } = await cli.api().call(trackRoutes.routes.get, params(positional))
  const { sponsor, product, intro } = options
  const introMs = intro === undefined ? undefined : Math.round(Number(intro) * 1000) || null
  const body = given({ sponsor, product, introMs }) as never
  const extras = { ifMatch: before.etag }
  const { body: after } = await cli.api().call(trackRoutes.routes.change, { ...params(positional), body }, extras)
  return tellTrack(cli, after)
}

const useRow = (one: TrackUseView) => [say(`tracks.use.${one.what}`), one.title, when(one.startsAt), when(one.endsAt)]

export const usage: Action = async (cli, { positional }) => {
  const { body } = await cli.api().call(trackRoutes.routes.usage, params(positional))
  show(cli, body, () => {
    const rows = [...(body.lastAired === null ? [] : [body.lastAired]), ...body.ahead].map(useRow)
    const played = list([[say('tracks.field.played'), when(body.playedAt)]])
    return `${table(heads('what', 'title', 'start', 'end'), rows)}\n${played}`
  })
  return EXIT.ok
}

async function follow(cli: Cli, { runId }: { runId: number }, { options }: Args): Promise<ExitCode> {
  if (options['wait'] !== false) return followRun(cli, runId)
  show(cli, { runId }, () => say('cli.run.started', { runId }))
  return EXIT.ok
}

export const measure: Action = async (cli, args) =>
  follow(cli, (await cli.api().call(trackRoutes.routes.measure, params(args.positional))).body, args)

/** Those with these numbers, else all that fit; stopped and gone on with as any run. */
export const measureMany: Action = async (cli, args) => {
  const { positional, rest, options } = args
  const { text, type: typeCode, genre, unmapped, which } = options
  const trackIds = rest.length === 0 ? undefined : rest.map(Number)
  const choice = { trackIds, text, type: typeCode, genre, which, unmapped: unmapped && 'yes' }
  const request = { params: { stationId: positional[0] }, body: given(choice) as never }
  const { body } = await cli.api().call(trackRoutes.routes.measureMany, request)
  cli.note(say('cli.tracks.measuring', { count: body.tracks, runId: body.runId }))
  return follow(cli, body, args)
}

export const waveform: Action = async (cli, { positional }) => {
  const { body } = await cli.api().call(trackRoutes.routes.waveform, params(positional))
  show(cli, body, () =>
    list([
      [say('radio.audio.length'), length(body.durationMs)],
      [say('radio.audio.loudness'), body.integratedLufs],
      [say('radio.audio.range'), body.loudnessRangeLu],
      [say('radio.audio.peak'), body.peakDb],
      [say('tracks.field.measured'), when(body.measuredAt)],
    ]),
  )
  return EXIT.ok
}

export const sync: Action = async (cli, args) => {
  const request = { params: { stationId: args.positional[0] } }
  return follow(cli, (await cli.api().call(trackRoutes.routes.sync, request)).body, args)
}

const syncRow = (one: SyncView) => [
  when(one.endedAt),
  say(`tracks.outcome.${one.outcome}`),
  one.listed,
  one.created,
  one.changed,
  one.gone,
  one.returned,
  one.reason?.text ?? '',
]

const syncTable = (syncs: readonly SyncView[]): string =>
  table(heads('when', 'outcome', 'listed', 'new', 'changed', 'gone', 'back', 'reason'), syncs.map(syncRow))

/** Ends with 1 when the last one did not go well. */
export const listSyncs: Action = async (cli, { positional: [stationId], options: { limit } }) => {
  const request = { params: { stationId }, query: given({ limit }) as never }
  const { body } = await cli.api().call(trackRoutes.routes.listSyncs, request)
  show(cli, body, () => syncTable(body.items))
  return body.items[0] !== undefined && body.items[0].outcome !== 'done' ? EXIT.error : EXIT.ok
}

function countTable({ byType, unmapped, total, gone, unmeasured, lastSync }: TrackCountsView): string {
  const rows = byType.map(({ typeCode, count }) => [typeCode, say(`track-type.${typeCode}`), count] as const)
  const others = [
    ['–', say('tracks.unmapped-tracks'), unmapped],
    ['', say('tracks.all'), total],
    ['', say('tracks.gone'), gone],
    ['', say('tracks.unmeasured'), unmeasured],
  ] as const
  const counted = table(heads('type', 'name', 'count'), [...rows, ...others])
  return lastSync === null ? counted : `${counted}\n\n${syncTable([lastSync])}`
}

export const counts: Action = async (cli, { positional: [stationId] }) => {
  const { body } = await cli.api().call(trackRoutes.routes.counts, { params: { stationId } })
  show(cli, body, () => countTable(body))
  return EXIT.ok
}

/** Ends with 4 while tracks have a type that stands for nothing. */
function tellTypes(cli: Cli, types: TrackTypesView): ExitCode {
  show(cli, types, () => {
    const rows = types.items.map((one) => [one.code, one.name, one.typeCode, one.tracks] as const)
    const missing = types.missing.map(({ typeCode, name }) => `${typeCode} (${name})`).join(', ')
    const there = table(heads('code', 'name', 'stands-for', 'tracks'), rows)
    return missing === '' ? there : `${there}\n\n${say('cli.tracks.missing', { missing })}`
  })
  const isOpen = types.items.some(({ typeCode, tracks }) => typeCode === null && tracks > 0)
  return isOpen ? EXIT.attention : EXIT.ok
}

export const listTypes: Action = async (cli, { positional: [stationId] }) =>
  tellTypes(cli, (await cli.api().call(trackRoutes.routes.listTypes, { params: { stationId } })).body)

export const mapType: Action = async (cli, { positional: [stationId, code = '', typeCode] }) => {
  const body = { types: [{ code, typeCode: (typeCode ?? null) as 'MUS' | null }] }
  return tellTypes(cli, (await cli.api().call(trackRoutes.routes.mapTypes, { params: { stationId }, body })).body)
}

export const ensureTypes: Action = async (cli, args) => {
  const request = { params: { stationId: args.positional[0] } }
  if (args.options['dryRun'] === true)
    return tellTypes(cli, (await cli.api().call(trackRoutes.routes.listTypes, request)).body)
  const { body } = await cli.api().call(trackRoutes.routes.ensureTypes, { ...request, body: {} })
  return follow(cli, body, args)
}

const itemRow = (name: string, one: OnAirItem | null) => [say(name), one?.title, one?.artist, when(one?.startsAt)]

export const onAir: Action = async (cli, { positional: [stationId] }) => {
  const { body } = await cli.api().call(onAirRoutes.routes.get, { params: { stationId } })
  const next = body.next.map((one) => itemRow('on-air.next', one))
  show(cli, body, () => table(heads('what', 'title', 'artist', 'start'), [itemRow('on-air.now', body.now), ...next]))
  return EXIT.ok
}

/** Ends with 1 when the library does not answer. */
export const probe: Action = async (cli, { positional: [stationId] }) => {
  const { body } = await cli.api().call(onAirRoutes.routes.library, { params: { stationId } })
  show(cli, body, () => body.problem?.text ?? say('on-air.answers'))
  return body.isAnswering ? EXIT.ok : EXIT.error
}
