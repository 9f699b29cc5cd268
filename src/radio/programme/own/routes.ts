import { instant, instantOrNull } from '../../../kernel/contract.ts'
import { decodeCursor, pageFrom } from '../../../kernel/paging.ts'
import { type Actor, type BoundRoute, bindRoutes, withEtag } from '../../../kernel/routes.ts'
import { getStation } from '../../stations/index.ts'
import { ownEpisodeRoutes, type OwnEpisodeView, ownShowRoutes, type OwnShowView } from './contract.ts'
import { episodeRef, type OwnEpisode, type OwnShow, showRef } from './model.ts'
import {
  addEpisode,
  addShow,
  changeEpisode,
  changeShow,
  getEpisode,
  getShow,
  type OwnProgrammeDeps,
  removeEpisode,
  removeShow,
  restoreEpisode,
  restoreShow,
} from './own-programme.ts'
import { countEpisodes, countEpisodesByShow, findShow, listShows, pageOfEpisodes, titlesOfShows } from './store.ts'

export const ownProgrammeRoutesOf = (deps: OwnProgrammeDeps): BoundRoute[] => [
  ...showRoutes(deps),
  ...episodeRoutes(deps),
]

function showRoutes(deps: OwnProgrammeDeps): BoundRoute[] {
  const { read } = deps.db
  const use = { add: addShow(deps), change: changeShow(deps), remove: removeShow(deps), restore: restoreShow(deps) }
  const answer = async (show: OwnShow) => {
    const episodes = (await countEpisodesByShow(read, show.stationId)).get(show.showId) ?? 0
    return withEtag(toShowView(show, episodes), String(show.version))
  }
  return bindRoutes(ownShowRoutes, {
    list: async ({ params: { stationId }, query }) => {
      await getStation(read, stationId)
      const [shows, counts] = await Promise.all([
        listShows(read, stationId, query.removed === 'yes'),
        countEpisodesByShow(read, stationId),
      ])
      return { items: shows.map((show) => toShowView(show, counts.get(show.showId) ?? 0)) }
    },
    add: async ({ params, body, ...call }) => answer(await use.add(params.stationId, body, byOf(call))),
    get: async ({ params }) => answer(await getShow(read, params.showId)),
    change: async ({ params, body, ...call }) => answer(await use.change(params.showId, body, byOf(call))),
    remove: async ({ params, ...call }) => answer(await use.remove(params.showId, byOf(call))),
    restore: async ({ params, ...call }) => answer(await use.restore(params.showId, byOf(call))),
  })
}

function episodeRoutes(deps: OwnProgrammeDeps): BoundRoute[] {
  const { read } = deps.db
  const use = {
    add: addEpisode(deps),
    change: changeEpisode(deps),
    remove: removeEpisode(deps),
    restore: restoreEpisode(deps),
  }
  const answer = async (episode: OwnEpisode) => {
    const show = episode.showId === null ? undefined : await findShow(read, episode.showId)
    return withEtag(toEpisodeView(episode, show?.title ?? null), String(episode.version))
  }
  return bindRoutes(ownEpisodeRoutes, {
    list: async ({ params: { stationId }, query: { cursor, limit, removed, ...query } }) => {
      await getStation(read, stationId)
      const filter = { ...query, isRemoved: removed === 'yes' }
      const before = decodeCursor(cursor)
      const [rows, total, titles] = await Promise.all([
        pageOfEpisodes(read, stationId, { ...filter, before, limit: limit + 1 }),
        before === undefined ? countEpisodes(read, stationId, filter) : null,
        titlesOfShows(read, stationId),
      ])
      const { items, nextCursor } = pageFrom(rows, limit, ({ episodeId }) => episodeId)
      return { items: items.map((one) => toEpisodeView(one, titles.get(one.showId ?? 0) ?? null)), nextCursor, total }
    },
    add: async ({ params, body, ...call }) => {
      const times = { scheduledAt: msOrNull(body.scheduledAt), scheduledEndAt: msOrNull(body.scheduledEndAt) }
      return answer(await use.add(params.stationId, { ...body, ...times }, byOf(call)))
    },
    get: async ({ params }) => answer(await getEpisode(read, params.episodeId)),
    change: async ({ params, body, ...call }) => {
      const { scheduledAt, scheduledEndAt, trackId, ...others } = body
      const change = {
        ...others,
        ...(scheduledAt === undefined ? {} : { scheduledAt: msOrNull(scheduledAt) }),
        ...(scheduledEndAt === undefined ? {} : { scheduledEndAt: msOrNull(scheduledEndAt) }),
        ...(trackId === undefined ? {} : { trackId: trackId === null ? null : String(trackId) }),
      }
      return answer(await use.change(params.episodeId, change, byOf(call)))
    },
    remove: async ({ params, ...call }) => answer(await use.remove(params.episodeId, byOf(call))),
    restore: async ({ params, ...call }) => answer(await use.restore(params.episodeId, byOf(call))),
  })
}

const byOf = ({ actor, request }: { actor: Actor; request: { address: string; ifMatch: string | undefined } }) => ({
  actor: actor.id,
  address: request.address,
  ifMatch: request.ifMatch,
})

const msOrNull = (text: string | null): number | null => (text === null ? null : Date.parse(text))

const toShowView = (show: OwnShow, episodes: number): OwnShowView => ({
  showId: show.showId,
  ref: showRef(show.showId),
  stationId: show.stationId,
  title: show.title,
  hosts: show.hosts,
  description: show.description,
  playoutShowId: show.playoutShowId,
  episodes,
  createdAt: instant(show.createdAt),
  changedAt: instant(show.changedAt),
  removedAt: instantOrNull(show.removedAt),
  etag: String(show.version),
})

const toEpisodeView = (episode: OwnEpisode, showTitle: string | null): OwnEpisodeView => ({
  episodeId: episode.episodeId,
  ref: episodeRef(episode.episodeId),
  stationId: episode.stationId,
  showId: episode.showId,
  showTitle,
  title: episode.title,
  description: episode.description,
  publishedStatus: episode.publishedStatus,
  pendingReview: episode.pendingReview,
  airStatus: episode.airStatus,
  scheduledAt: instantOrNull(episode.scheduledAt),
  scheduledEndAt: instantOrNull(episode.scheduledEndAt),
  durationMs: episode.durationMs,
  realDurationMs: episode.realDurationMs,
  trackId: episode.trackId,
  trackRelPath: episode.trackRelPath,
  firstAiredAt: instantOrNull(episode.firstAiredAt),
  lastAiredAt: instantOrNull(episode.lastAiredAt),
  airCount: episode.airCount ?? 0,
  createdAt: instant(episode.createdAt),
  changedAt: instant(episode.changedAt),
  removedAt: instantOrNull(episode.removedAt),
  etag: String(episode.version),
})
