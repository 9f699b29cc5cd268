import { ConflictError, InvalidInputError, NotFoundError } from '../../../kernel/errors.ts'
import type { Episode, PlayoutShow, Show } from '../../programme/index.ts'
import { cmsOfStation, type Station } from '../../stations/index.ts'
import type { LibraryTrack } from '../../tracks/index.ts'
import type { PlannerDeps } from '../deps.ts'
import type { AiringWish, ResolvedWish } from '../model.ts'

/** Where wishes find what they name; a look-up that failed has thrown before. */
export interface Sources {
  hasCms: boolean
  episode(episodeId: string): Episode | undefined
  cmsShow(showId: string): Show | undefined
  playoutShow(showId: string): PlayoutShow | undefined
  track(trackId: number): LibraryTrack | undefined
}

/** @throws ConflictError `radio/no-library` */
export function libraryOf({ libraryConnectionId, name }: Station): number {
  if (libraryConnectionId === null) throw new ConflictError('radio/no-library', { params: { name } })
  return libraryConnectionId
}

/**
 * What a wish comes to; pure.
 * @throws NotFoundError, InvalidInputError, ConflictError: what is missing, or does not go together
 */
export function resolveWith(sources: Sources, wish: AiringWish): ResolvedWish {
  const { startsAt, endsAt } = wish
  const what = wish.episodeId === undefined ? ofTrack(wish) : ofEpisode(sources, wish, wish.episodeId)
  const show = showOf(sources, what.showId)
  const track = sources.track(what.trackId)
  if (track === undefined) throw new NotFoundError('radio/no-such-track', { params: { trackId: what.trackId } })
  const audioMs = usableLength(track)
  const title = what.title ?? (track.title === '' ? `#${track.trackId}` : track.title)
  return { startsAt, endsAt, episodeId: wish.episodeId ?? null, trackId: what.trackId, title, audioMs, ...show }
}

function ofTrack({ trackId, showId }: AiringWish) {
  if (trackId === undefined) throw new InvalidInputError('radio/nothing-to-plan', {})
  if (showId === undefined) throw new InvalidInputError('radio/no-show-named', {})
  return { trackId, showId, title: undefined }
}

function ofEpisode({ hasCms, episode: find }: Sources, wish: AiringWish, episodeId: string) {
  if (wish.trackId !== undefined) throw new InvalidInputError('radio/episode-or-track', {})
  if (!hasCms) throw new ConflictError('radio/no-cms', {})
  const episode = find(episodeId)
  if (episode === undefined) throw new NotFoundError('radio/no-such-episode', { params: { episodeId } })
  if (wish.showId !== undefined && episode.showId !== null && episode.showId !== wish.showId)
    throw new InvalidInputError('radio/show-mismatch', { params: { episodeId, showId: wish.showId } })
  const showId = episode.showId ?? wish.showId
  if (showId === undefined) throw new InvalidInputError('radio/no-show-named', {})
  return { trackId: trackIdOf(episode), showId, title: episode.title === '' ? undefined : episode.title }
}

/** As CMS and playout spell it: a text of digits. */
export function trackIdOf({ episodeId, title, trackId }: Pick<Episode, 'episodeId' | 'title' | 'trackId'>): number {
  if (trackId === null || trackId === '')
    throw new InvalidInputError('radio/episode-has-no-track', { params: { episodeId, title } })
  if (!/^[1-9]\d{0,14}$/.test(trackId))
    throw new InvalidInputError('radio/bad-track-id', { params: { episodeId, trackId: trackId.slice(0, 60) } })
  return Number(trackId)
}

function showOf(sources: Sources, showId: string) {
  if (!sources.hasCms) {
    const show = sources.playoutShow(showId)
    if (show === undefined) throw new NotFoundError('radio/no-such-show', { params: { showId } })
    return { showId, showTitle: show.title, isShowOfCms: false, playoutShowId: show.playoutShowId }
  }
  const show = sources.cmsShow(showId)
  if (show === undefined) throw new NotFoundError('radio/no-such-show', { params: { showId } })
  const { playoutShowId } = show
  const known = playoutShowId !== null && /^[1-9]\d{0,14}$/.test(playoutShowId) ? Number(playoutShowId) : null
  return { showId, showTitle: show.title, isShowOfCms: true, playoutShowId: known }
}

/** @throws ConflictError `radio/track-not-usable` */
function usableLength({ trackId, state, lengthMs, title }: LibraryTrack): number {
  if (state === 'usable' && lengthMs !== null && lengthMs > 0) return lengthMs
  throw new ConflictError('radio/track-not-usable', { params: { trackId, title, state } })
}

/** Looks up one wish, with as few questions as it takes. */
export async function resolveOne(
  deps: PlannerDeps,
  station: Station,
  wish: AiringWish & { signal: AbortSignal },
): Promise<ResolvedWish> {
  const { signal, episodeId } = wish
  const where = cmsOfStation(station)
  const connectionId = libraryOf(station)
  const cms = where === null ? undefined : await deps.outside.cms(where)
  const episode = cms === undefined || episodeId === undefined ? undefined : await cms.findEpisode(episodeId, signal)
  const showId = episode?.showId ?? wish.showId
  const cmsShow = cms === undefined || showId === undefined ? undefined : await cms.findShow(showId, signal)
  const playoutShows = cms === undefined ? await deps.reads.read(connectionId, 'shows') : []
  const tracks = new Map<number, LibraryTrack>()
  const sources: Sources = {
    hasCms: cms !== undefined,
    episode: () => episode,
    cmsShow: () => cmsShow,
    playoutShow: (id) => playoutShows.find(({ playoutShowId }) => String(playoutShowId) === id),
    track: (id) => tracks.get(id),
  }
  const trackId = wish.trackId ?? (episode === undefined ? undefined : digits(episode.trackId))
  const found = trackId === undefined ? undefined : await findTrack(deps, connectionId, { trackId, signal })
  if (found !== undefined) tracks.set(found.trackId, found)
  return resolveWith(sources, wish)
}

const digits = (text: string | null): number | undefined =>
  text !== null && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined

async function findTrack(
  deps: PlannerDeps,
  connectionId: number,
  { trackId, signal }: { trackId: number; signal: AbortSignal },
): Promise<LibraryTrack | undefined> {
  try {
    return await (await deps.outside.library(connectionId)).getTrack(trackId, signal)
  } catch (error) {
    if (error instanceof NotFoundError) return undefined
    throw error
  }
}

/** Reads all that many wishes may name, once. */
export async function readSources(deps: PlannerDeps, station: Station): Promise<Sources> {
  const connectionId = libraryOf(station)
  const cms = cmsOfStation(station)
  const [episodes, cmsShows, playoutShows, tracks] = await Promise.all([
    cms === null ? [] : deps.reads.read(cms, 'episodes'),
    cms === null ? [] : deps.reads.read(cms, 'cmsShows'),
    deps.reads.read(connectionId, 'shows'),
    deps.reads.read(connectionId, 'tracks'),
  ])
  return sourcesOf({ hasCms: cms !== null, episodes, cmsShows, playoutShows, tracks })
}

export function sourcesOf(lists: {
  hasCms: boolean
  episodes: readonly Episode[]
  cmsShows: readonly Show[]
  playoutShows: readonly PlayoutShow[]
  tracks: readonly LibraryTrack[]
}): Sources {
  const episodes = new Map(lists.episodes.map((one) => [one.episodeId, one]))
  const cmsShows = new Map(lists.cmsShows.map((one) => [one.showId, one]))
  const playoutShows = new Map(lists.playoutShows.map((one) => [String(one.playoutShowId), one]))
  const tracks = new Map(lists.tracks.map((one) => [one.trackId, one]))
  return {
    hasCms: lists.hasCms,
    episode: (id) => episodes.get(id),
    cmsShow: (id) => cmsShows.get(id),
    playoutShow: (id) => playoutShows.get(id),
    track: (id) => tracks.get(id),
  }
}
