import type { Db, Tx } from '../../../db/db.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { InvalidInputError, NotFoundError } from '../../../kernel/errors.ts'
import type { EventLog } from '../../../live/event-log.ts'
import { programmeChanged } from '../changes.ts'
import { stationRef } from '../contract.ts'
import { type Episode, type EpisodeChange, type EpisodeField, isWantedBy, type Show } from '../model.ts'
import type { AiredCms, ProgrammeCms } from '../ports.ts'
import {
  type OwnEpisode,
  type OwnShow,
  AIR_STATUSES,
  episodeIdIn,
  episodeRef,
  PUBLISHED_STATUSES,
  showIdIn,
  showRef,
} from './model.ts'
import { lockProgramme } from './own-programme.ts'
import { findEpisode, findShow, listEpisodes, listShows, updateEpisode, updateShow } from './store.ts'

export interface OwnCmsDeps {
  db: Db
  clock: Clock
  events: EventLog
}

const FIELDS: readonly EpisodeField[] = [
  'publishedStatus',
  'pendingReview',
  'airStatus',
  'scheduledAt',
  'scheduledEndAt',
  'trackId',
  'trackRelPath',
  'showWindowId',
  'playoutRowId',
  'durationMs',
  'roundedDurationMs',
  'realDurationMs',
]

/** The same port as a CMS: what it writes is read back from the row itself. */
export function ownCms(deps: OwnCmsDeps, stationId: number): ProgrammeCms {
  const { read } = deps.db
  const findOwn = async (ref: string): Promise<OwnEpisode | undefined> => {
    const found = await findEpisode(read, episodeIdIn(ref) ?? 0)
    return found?.stationId === stationId && found.removedAt === null ? found : undefined
  }
  return {
    fields: FIELDS,
    identify: async () => ({ userId: stationRef(stationId), name: 'Patchbay' }),
    async findEpisode(ref) {
      const found = await findOwn(ref)
      return found === undefined ? undefined : toEpisode(found)
    },
    async listEpisodes(filter, { page }) {
      const all = (await listEpisodes(read, stationId)).map(toEpisode).filter(isWantedBy(filter))
      if (page === undefined) return { episodes: all, nextPage: null }
      const end = page.number * page.size
      return { episodes: all.slice(end - page.size, end), nextPage: end < all.length ? page.number + 1 : null }
    },
    async changeEpisode(ref, change) {
      const changed = await writeEpisode(deps, { stationId, ref }, valuesOf(change))
      return { changed: toEpisode(changed), dropped: [], refusal: undefined }
    },
    async findShow(ref) {
      const found = await findShow(read, showIdIn(ref) ?? 0)
      return found?.stationId === stationId && found.removedAt === null ? toShow(found) : undefined
    },
    changeShow: async (ref, { playoutShowId }) => ({
      changed: toShow(await writeShow(deps, { stationId, ref }, { playoutShowId: digits(playoutShowId) })),
      refusal: undefined,
    }),
    listShows: async () => (await listShows(read, stationId)).toSorted((a, b) => a.showId - b.showId).map(toShow),
  }
}

/** Patchbay's own episodes have a place for it. */
export function ownAired(deps: OwnCmsDeps, stationId: number): AiredCms {
  return {
    isTold: true,
    async find(ref) {
      const found = await findEpisode(deps.db.read, episodeIdIn(ref) ?? 0)
      if (found === undefined || found.stationId !== stationId || found.removedAt !== null) return undefined
      const { firstAiredAt, lastAiredAt, plays, airCount } = found
      return { firstAiredAt, lastAiredAt, plays, airCount }
    },
    async write(ref, facts) {
      await writeEpisode(deps, { stationId, ref }, facts)
    },
  }
}

const toEpisode = ({ episodeId, showId, stationId: _station, ...episode }: OwnEpisode): Episode => ({
  episodeId: episodeRef(episodeId),
  title: episode.title,
  showId: showId === null ? null : showRef(showId),
  publishedStatus: episode.publishedStatus,
  pendingReview: episode.pendingReview,
  airStatus: episode.airStatus,
  scheduledAt: episode.scheduledAt,
  scheduledEndAt: episode.scheduledEndAt,
  trackId: episode.trackId,
  trackRelPath: episode.trackRelPath,
  showWindowId: episode.showWindowId,
  playoutRowId: episode.playoutRowId,
  durationMs: episode.durationMs,
  roundedDurationMs: episode.roundedDurationMs,
  realDurationMs: episode.realDurationMs,
  changedAt: episode.changedAt,
})

const toShow = ({ showId, title, playoutShowId, changedAt }: OwnShow): Show => ({
  showId: showRef(showId),
  title,
  playoutShowId: playoutShowId === null ? null : String(playoutShowId),
  changedAt,
})

/** @throws InvalidInputError for a word that own episodes have none of */
function valuesOf({ airStatus, publishedStatus, pendingReview, ...others }: EpisodeChange): Partial<OwnEpisode> {
  return {
    ...others,
    ...(airStatus === undefined ? {} : { airStatus: wordIn(AIR_STATUSES, airStatus) }),
    ...(publishedStatus === undefined ? {} : { publishedStatus: wordIn(PUBLISHED_STATUSES, publishedStatus) }),
    ...(pendingReview === undefined ? {} : { pendingReview: pendingReview === true }),
  }
}

function wordIn<Word extends string>(words: readonly [Word, ...Word[]], given: string | null): Word {
  const word = given === null ? words[0] : words.find((one) => one === given)
  if (word === undefined) throw new InvalidInputError('radio/unknown-status', { params: { status: given } })
  return word
}

interface Target {
  stationId: number
  ref: string
}

/** What is so already is not written again, so nobody hears of it. */
function writeEpisode(deps: OwnCmsDeps, { stationId, ref }: Target, change: Partial<OwnEpisode>): Promise<OwnEpisode> {
  return deps.db.tx(async (tx) => {
    await lockProgramme(tx, stationId)
    const before = await findEpisode(tx, episodeIdIn(ref) ?? 0)
    if (before === undefined || before.stationId !== stationId || before.removedAt !== null)
      throw new NotFoundError('radio/no-such-episode', { params: { episodeId: ref } })
    if (isSame(before, change)) return before
    const after = await updateEpisode(tx, { ...before, ...change }, deps.clock.now())
    await tellChanged(deps, tx, after)
    return after
  })
}

function writeShow(deps: OwnCmsDeps, { stationId, ref }: Target, change: Partial<OwnShow>): Promise<OwnShow> {
  return deps.db.tx(async (tx) => {
    await lockProgramme(tx, stationId)
    const before = await findShow(tx, showIdIn(ref) ?? 0)
    if (before === undefined || before.stationId !== stationId || before.removedAt !== null)
      throw new NotFoundError('radio/no-such-show', { params: { showId: ref } })
    if (isSame(before, change)) return before
    const after = await updateShow(tx, { ...before, ...change }, deps.clock.now())
    await tellChanged(deps, tx, after)
    return after
  })
}

const isSame = <Thing extends object>(thing: Thing, change: Partial<Thing>): boolean =>
  Object.entries(change).every(([name, value]) => value === undefined || thing[name as keyof Thing] === value)

const tellChanged = ({ events }: OwnCmsDeps, tx: Tx, { stationId, title }: OwnShow | OwnEpisode): Promise<void> =>
  events.append(tx, { ...programmeChanged({ stationId, cms: stationRef(stationId), title }), actor: 'system' })

const digits = (text: string | null): number | null => (text === null ? null : Number(text))
