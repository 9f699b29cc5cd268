import { AppError } from '../../../kernel/errors.ts'
import { instantOrNull } from '../../../kernel/contract.ts'
import { encodeCursor } from '../../../kernel/paging.ts'
import { foldText } from '../../../kernel/fold-text.ts'
import { sayCode } from '../../../kernel/words.ts'
import type { Episode } from '../../programme/index.ts'
import { cmsOfStation, type Station } from '../../stations/index.ts'
import type { LibraryTrack } from '../../tracks/index.ts'
import { PaletteItem, type ProgrammeShowView } from '../contract.ts'
import type { PlannerDeps } from '../deps.ts'
import { readSources, resolveWith, type Sources } from '../wishes/resolve.ts'
import { libraryOf } from '../wishes/resolve.ts'
import { readRebroadcasts, type Rebroadcasts } from './views.ts'

export interface PaletteWish {
  kind?: 'episode' | 'track' | undefined
  text?: string | undefined
  showId?: string | undefined
  typeId?: number | undefined
  minMs?: number | undefined
  maxMs?: number | undefined
  plannable?: 'yes' | 'no' | undefined
  aired?: 'never' | 'once' | 'often' | undefined
  sort: 'newest' | 'title' | 'length' | 'least-aired'
  /** Place of the last one of the page before. */
  after: number | undefined
  limit: number
}

/** An item and how new it is. */
type Sorted = PaletteItem & { newness: number }

/** What can be planned, and why the rest can't. */
export async function readPalette(deps: PlannerDeps, station: Station, wish: PaletteWish) {
  const hasCms = cmsOfStation(station) !== null
  const kind = wish.kind ?? (hasCms ? 'episode' : 'track')
  const sources = await readSources(deps, station)
  const rebroadcasts = await readRebroadcasts(deps.db.read, station.stationId)
  const context = { sources, rebroadcasts, now: deps.clock.now() }
  const all =
    kind === 'episode'
      ? (await episodesOf(deps, station)).map((episode) => ofEpisode(episode, context))
      : (await deps.reads.read(libraryOf(station), 'tracks')).map((track) => ofTrack(track, context))
  const found = all.filter(matching(wish)).toSorted(ORDERS[wish.sort])
  const from = wish.after === undefined ? 0 : wish.after + 1
  const items = found.slice(from, from + wish.limit).map((item) => PaletteItem.parse(item))
  const isMore = from + wish.limit < found.length
  return {
    items,
    nextCursor: isMore ? encodeCursor(from + wish.limit - 1) : null,
    total: wish.after === undefined ? found.length : null,
  }
}

async function episodesOf(deps: PlannerDeps, station: Station): Promise<readonly Episode[]> {
  const cms = cmsOfStation(station)
  return cms === null ? [] : deps.reads.read(cms, 'episodes')
}

interface Context {
  sources: Sources
  rebroadcasts: Rebroadcasts
  now: number
}

function ofEpisode(episode: Episode, { sources, rebroadcasts, now }: Context): Sorted {
  const { episodeId, title, showId } = episode
  const trackId = episode.trackId !== null && /^\d+$/.test(episode.trackId) ? Number(episode.trackId) : null
  const track = trackId === null ? undefined : sources.track(trackId)
  const lengthMs = track?.lengthMs ?? episode.realDurationMs ?? episode.durationMs
  return {
    kind: 'episode',
    id: episodeId,
    episodeId,
    trackId,
    title,
    artist: track?.artist ?? '',
    showId,
    showTitle: showId === null ? null : (sources.cmsShow(showId)?.title ?? null),
    typeId: track?.typeId ?? null,
    lengthMs,
    ...plannability(() => resolveWith(sources, { episodeId, startsAt: 0, endsAt: 0 })),
    ...times(rebroadcasts.timesOf({ episodeId, trackId }), now),
    newness: episode.changedAt ?? 0,
  }
}

function ofTrack(track: LibraryTrack, { rebroadcasts, now }: Context): Sorted {
  const { trackId, title, artist, typeId, lengthMs, state } = track
  const isPlannable = state === 'usable' && lengthMs !== null && lengthMs > 0
  return {
    kind: 'track',
    id: String(trackId),
    episodeId: null,
    trackId,
    title: title === '' ? `#${trackId}` : title,
    artist,
    showId: null,
    showTitle: null,
    typeId,
    lengthMs,
    isPlannable,
    reason: isPlannable ? null : sayCode('radio/track-not-usable', { trackId, title, state }),
    ...times(rebroadcasts.timesOf({ episodeId: null, trackId }), now),
    newness: trackId,
  }
}

function plannability(resolve: () => unknown): Pick<PaletteItem, 'isPlannable' | 'reason'> {
  try {
    resolve()
    return { isPlannable: true, reason: null }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { isPlannable: false, reason: sayCode(error.code, error.params) }
  }
}

const times = (all: readonly number[], now: number) => ({
  airings: all.length,
  nextAiringAt: instantOrNull(all.find((at) => at > now) ?? null),
  lastAiringAt: instantOrNull(all.findLast((at) => at <= now) ?? null),
})

function matching(wish: PaletteWish): (item: PaletteItem) => boolean {
  const words = foldText(wish.text ?? '')
    .split(/\s+/)
    .filter((word) => word !== '')
  const { showId, typeId, minMs, maxMs, plannable, aired } = wish
  const tests: ((item: PaletteItem) => boolean)[] = [
    ...(words.length === 0
      ? []
      : [
          ({ title, artist, showTitle }: PaletteItem) => {
            const text = foldText(`${title} ${artist} ${showTitle ?? ''}`)
            return words.every((word) => text.includes(word))
          },
        ]),
    ...(showId === undefined ? [] : [(item: PaletteItem) => item.showId === showId]),
    ...(typeId === undefined ? [] : [(item: PaletteItem) => item.typeId === typeId]),
    ...(minMs === undefined ? [] : [({ lengthMs }: PaletteItem) => lengthMs !== null && lengthMs >= minMs]),
    ...(maxMs === undefined ? [] : [({ lengthMs }: PaletteItem) => lengthMs !== null && lengthMs <= maxMs]),
    ...(plannable === undefined ? [] : [({ isPlannable }: PaletteItem) => isPlannable === (plannable === 'yes')]),
    ...(aired === undefined ? [] : [({ airings }: PaletteItem) => OFTEN[aired](airings)]),
  ]
  return (item) => tests.every((test) => test(item))
}

const OFTEN = {
  never: (count: number) => count === 0,
  once: (count: number) => count === 1,
  often: (count: number) => count > 1,
} as const

const byTitle = (a: Sorted, b: Sorted): number => (foldText(a.title) < foldText(b.title) ? -1 : 1)
const byNewness = (a: Sorted, b: Sorted): number => b.newness - a.newness || (a.id < b.id ? 1 : -1)
const ORDERS: Readonly<Record<PaletteWish['sort'], (a: Sorted, b: Sorted) => number>> = {
  newest: byNewness,
  title: byTitle,
  length: (a, b) => (a.lengthMs ?? 0) - (b.lengthMs ?? 0) || byTitle(a, b),
  'least-aired': (a, b) => a.airings - b.airings || byNewness(a, b),
}

/** Shows of the CMS, or of the playout where there is none; by title. */
export async function readShows(deps: PlannerDeps, station: Station): Promise<ProgrammeShowView[]> {
  const cms = cmsOfStation(station)
  const shows =
    cms === null
      ? (await deps.reads.read(libraryOf(station), 'shows')).map(({ playoutShowId, title }) => ({
          showId: String(playoutShowId),
          title,
          playoutShowId,
          source: 'playout' as const,
        }))
      : (await deps.reads.read(cms, 'cmsShows')).map(({ showId, title, playoutShowId }) => ({
          showId,
          title,
          playoutShowId: playoutShowId !== null && /^\d+$/.test(playoutShowId) ? Number(playoutShowId) : null,
          source: 'cms' as const,
        }))
  return shows.toSorted((a, b) => (foldText(a.title) < foldText(b.title) ? -1 : 1))
}
