import {
  ownEpisodeRoutes,
  type OwnEpisodeView,
  ownShowRoutes,
  type OwnShowView,
} from '../../radio/programme/own/contract.ts'
import { say } from '../../kernel/words.ts'
import { type Cli, EXIT, type ExitCode, show } from '../cli.ts'
import type { Action, Args } from '../command.ts'
import { table, when } from '../print.ts'

const heads = (...names: string[]): string[] => names.map((head) => say(`cli.head.${head}`))
const isSet = (args: Args, name: string): boolean => args.options[name] === true
const text = (args: Args, name: string): string | undefined => args.options[name] as string | undefined
const removedOf = (args: Args) => (isSet(args, 'removed') ? ('yes' as const) : ('no' as const))

/** Only what was given. */
const given = <Fields extends object>(fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields

const showTable = (shows: readonly OwnShowView[]): string =>
  table(
    heads('id', 'title', 'hosts', 'episodes', 'remote'),
    shows.map((one) => [one.showId, one.title, one.hosts, one.episodes, one.playoutShowId]),
  )

const episodeTable = (episodes: readonly OwnEpisodeView[]): string =>
  table(
    heads('id', 'in-names', 'show', 'title', 'airStatus', 'start', 'length', 'track'),
    episodes.map((one) => [
      one.episodeId,
      one.ref,
      one.showTitle,
      one.title,
      say(`cli.programme.status.${one.airStatus}`),
      when(one.scheduledAt),
      clockLength(one.realDurationMs ?? one.durationMs),
      one.trackId,
    ]),
  )

const clockLength = (ms: number | null): string | null =>
  ms === null ? null : new Date(ms).toISOString().slice(11, 19)

function tellShow(cli: Cli, one: OwnShowView): ExitCode {
  show(cli, one, () => showTable([one]))
  return EXIT.ok
}

function tellEpisode(cli: Cli, one: OwnEpisodeView): ExitCode {
  show(cli, one, () => episodeTable([one]))
  return EXIT.ok
}

export const listShows: Action = async (cli, args) => {
  const request = { params: { stationId: args.positional[0] }, query: { removed: removedOf(args) } }
  const { body } = await cli.api().call(ownShowRoutes.routes.list, request)
  show(cli, body, () => showTable(body.items))
  return EXIT.ok
}

export const showShow: Action = async (cli, { positional: [showId] }) =>
  tellShow(cli, (await cli.api().call(ownShowRoutes.routes.get, { params: { showId } })).body)

const showPartsOf = (args: Args) =>
  given({
    hosts: text(args, 'hosts'),
    description: text(args, 'description'),
    playoutShowId: numberOrNone(args, 'playoutShow'),
  })

/** 0 takes it away. */
function numberOrNone({ options }: Args, name: string): number | null | undefined {
  const value = options[name]
  return value === undefined ? undefined : Number(value) || null
}

export const addShow: Action = async (cli, args) => {
  const [stationId, title = ''] = args.positional
  const body = { title, ...showPartsOf(args) }
  return tellShow(cli, (await cli.api().call(ownShowRoutes.routes.add, { params: { stationId }, body })).body)
}

export const changeShow: Action = async (cli, args) => {
  const params = { showId: args.positional[0] }
  const { body: before } = await cli.api().call(ownShowRoutes.routes.get, { params })
  const body = { ...given({ title: text(args, 'title') }), ...showPartsOf(args) }
  const extras = { ifMatch: before.etag }
  return tellShow(cli, (await cli.api().call(ownShowRoutes.routes.change, { params, body }, extras)).body)
}

export const removeShow: Action = async (cli, { positional: [showId] }) =>
  tellShow(cli, (await cli.api().call(ownShowRoutes.routes.remove, { params: { showId } })).body)

export const restoreShow: Action = async (cli, { positional: [showId] }) =>
  tellShow(cli, (await cli.api().call(ownShowRoutes.routes.restore, { params: { showId }, body: {} })).body)

export const listEpisodes: Action = async (cli, args) => {
  const { show: showId, status, limit } = args.options
  const query = given({ text: text(args, 'text'), showId, airStatus: status, limit, removed: removedOf(args) }) as never
  const request = { params: { stationId: args.positional[0] }, query }
  const { body } = await cli.api().call(ownEpisodeRoutes.routes.list, request)
  show(cli, body, () => episodeTable(body.items))
  return EXIT.ok
}

export const showEpisode: Action = async (cli, { positional: [episodeId] }) =>
  tellEpisode(cli, (await cli.api().call(ownEpisodeRoutes.routes.get, { params: { episodeId } })).body)

function publishedOf(args: Args): OwnEpisodeView['publishedStatus'] | undefined {
  if (isSet(args, 'published')) return 'published'
  return isSet(args, 'unpublished') ? 'draft' : undefined
}

/** An empty time takes it away, and so does 0 a show or a length. */
function episodePartsOf(args: Args) {
  const time = (name: string): string | null | undefined => (text(args, name) === '' ? null : text(args, name))
  const minutes = numberOrNone(args, 'minutes')
  return given({
    showId: numberOrNone(args, 'show'),
    description: text(args, 'description'),
    publishedStatus: publishedOf(args),
    pendingReview: args.options['review'] as boolean | undefined,
    airStatus: text(args, 'status') as OwnEpisodeView['airStatus'] | undefined,
    scheduledAt: time('starts'),
    scheduledEndAt: time('ends'),
    durationMs: typeof minutes === 'number' ? Math.round(minutes * 60_000) : minutes,
  })
}

export const addEpisode: Action = async (cli, args) => {
  const [stationId, title = ''] = args.positional
  const body = { title, ...episodePartsOf(args) }
  return tellEpisode(cli, (await cli.api().call(ownEpisodeRoutes.routes.add, { params: { stationId }, body })).body)
}

export const changeEpisode: Action = async (cli, args) => {
  const params = { episodeId: args.positional[0] }
  const { body: before } = await cli.api().call(ownEpisodeRoutes.routes.get, { params })
  const others = given({ title: text(args, 'title'), trackId: numberOrNone(args, 'track') })
  const request = { params, body: { ...others, ...episodePartsOf(args) } }
  const extras = { ifMatch: before.etag }
  return tellEpisode(cli, (await cli.api().call(ownEpisodeRoutes.routes.change, request, extras)).body)
}

export const removeEpisode: Action = async (cli, { positional: [episodeId] }) =>
  tellEpisode(cli, (await cli.api().call(ownEpisodeRoutes.routes.remove, { params: { episodeId } })).body)

export const restoreEpisode: Action = async (cli, { positional: [episodeId] }) =>
  tellEpisode(cli, (await cli.api().call(ownEpisodeRoutes.routes.restore, { params: { episodeId }, body: {} })).body)
