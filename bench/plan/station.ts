import { indexIntervals, type Occupied } from '../../src/radio/planner/wishes/collisions.ts'
import type { RangeInput } from '../../src/radio/planner/ranges/diff-range.ts'
import type { Airing, AiringWish } from '../../src/radio/planner/model.ts'
import type { PlayoutRow } from '../../src/radio/planner/ports.ts'
import { sourcesOf } from '../../src/radio/planner/wishes/resolve.ts'
import type { Episode, PlayoutShow, Show, ShowWindow } from '../../src/radio/programme/index.ts'
import type { LibraryTrack } from '../../src/radio/tracks/index.ts'

const HOUR_MS = 3_600_000
/** A minute between two slots. */
const SLOT_MS = 59 * 60_000
const DAY_MS = 24 * HOUR_MS

export const DAYS = 21
export const AIRINGS_A_DAY = 24
const TRACKS = 20_000
const EPISODES = 2000
const OTHERS = 5000
const STRANGER = 2

export const START = Date.parse('2027-03-15T00:00:00Z')
const NOW = START - 7 * DAY_MS

/** What was read of a station, as it comes from its services. */
export interface StationLists {
  tracks: LibraryTrack[]
  episodes: Episode[]
  cmsShows: Show[]
  playoutShows: PlayoutShow[]
  rows: PlayoutRow[]
  windows: ShowWindow[]
  airings: Airing[]
  wishes: AiringWish[]
}

/** How many of the wishes come to what, by how the station was made. */
export const EXPECTED = { keep: 100, remove: 50, left: 20, add: DAYS * AIRINGS_A_DAY - 120 }

const wishAt = (index: number): AiringWish => {
  const startsAt = START + index * HOUR_MS
  return { episodeId: String(1 + (index % EPISODES)), startsAt, endsAt: startsAt + SLOT_MS }
}

export function makeStation(): StationLists {
  const count = DAYS * AIRINGS_A_DAY
  const wishes = Array.from({ length: count }, (_, index) => wishAt(index))
  const planned = wishes.slice(0, EXPECTED.keep).map((wish, index) => airing(index + 1, wish))
  // Something else of ours stands in slots that are wished for: it goes first.
  const wrong = wishes.slice(EXPECTED.keep, EXPECTED.keep + EXPECTED.remove).map((wish, index) => ({
    ...airing(index + 1 + EXPECTED.keep, wish),
    trackId: TRACKS,
    episodeId: null,
  }))
  const airings = [...planned, ...wrong]
  const taken = wishes.slice(count - EXPECTED.left)
  const own = airings.map((one) => ({ row: rowOf(one), window: windowOf(one) }))
  const strange = taken.map((wish, index) => stranger(index, wish.startsAt + SLOT_MS - 1000))
  const far = Array.from({ length: OTHERS }, (_, index) => stranger(1000 + index, START - (index + 2) * HOUR_MS))
  // Fill the minute between two slots: they touch both.
  const touching = wishes.slice(200, 210).map((wish, index) => stranger(900 + index, wish.endsAt, 60_000))
  const others = [...strange, ...far, ...touching]
  return {
    tracks: Array.from({ length: TRACKS }, (_, index) => track(index + 1)),
    episodes: Array.from({ length: EPISODES }, (_, index) => episode(index + 1)),
    cmsShows: [{ showId: 'a', title: 'Night Drift', playoutShowId: '1', changedAt: null }],
    playoutShows: [show(1, 'Night Drift'), show(STRANGER, 'Others')],
    rows: [...own.map(({ row }) => row), ...others.map(({ row }) => row)],
    windows: [...own.map(({ window }) => window), ...others.map(({ window }) => window)],
    airings,
    wishes,
  }
}

const track = (trackId: number): LibraryTrack => ({
  trackId,
  state: 'usable',
  title: `Track ${trackId}`,
  artist: '',
  album: '',
  genre: '',
  year: '',
  cueInMs: null,
  cueOutMs: null,
  playedAt: null,
  lengthMs: HOUR_MS - 43_000,
  md5: null,
  sizeBytes: 1,
  relPath: '',
  typeId: null,
})

const episode = (id: number): Episode => ({
  episodeId: String(id),
  title: `Episode ${id}`,
  showId: 'a',
  publishedStatus: null,
  pendingReview: null,
  airStatus: 'queued',
  scheduledAt: null,
  scheduledEndAt: null,
  trackId: String(id),
  trackRelPath: null,
  showWindowId: null,
  playoutRowId: null,
  durationMs: null,
  roundedDurationMs: null,
  realDurationMs: null,
  changedAt: null,
})

const show = (playoutShowId: number, title: string): PlayoutShow => ({
  playoutShowId,
  title,
  description: '',
  isLinked: false,
  fillsItself: false,
})

const airing = (airingId: number, { startsAt, endsAt, episodeId = '' }: AiringWish): Airing => ({
  airingId,
  stationId: 1,
  connectionId: 1,
  cms: 'connection:2',
  episodeId,
  trackId: Number(episodeId),
  title: `Episode ${episodeId}`,
  showId: 'a',
  showTitle: 'Night Drift',
  isShowOfCms: true,
  audioMs: HOUR_MS - 43_000,
  startsAt,
  endsAt,
  round: 1,
  state: 'verified',
  needsRepair: false,
  reason: null,
  playoutShowId: 1,
  windowId: airingId,
  rowId: airingId,
  windowDeliveryId: airingId,
  rowDeliveryId: airingId,
  cmsDeliveryId: null,
  cmsRound: 1,
  reachedAt: null,
  runId: null,
  operationId: null,
  plannedBy: 'person:1',
  plannedAt: NOW,
  changedAt: NOW,
})

const ROW = { streamId: null, cueInMs: 0, fadeIn: '00:00:00', fadeOut: '00:00:00', position: 0, wasPlayed: false }

const rowOf = ({ airingId, trackId, startsAt, audioMs }: Airing): PlayoutRow => ({
  ...ROW,
  rowId: airingId,
  windowId: airingId,
  trackId,
  startsAt,
  endsAt: startsAt + audioMs,
  cueOutMs: audioMs,
})

const windowOf = ({ airingId, startsAt, endsAt }: Airing): ShowWindow => ({
  windowId: airingId,
  playoutShowId: 1,
  startsAt,
  endsAt,
  description: '',
  isRemoved: false,
})

function stranger(index: number, startsAt: number, lengthMs = 180_000): { row: PlayoutRow; window: ShowWindow } {
  const id = 10_000 + index
  const endsAt = startsAt + lengthMs
  const row = { ...ROW, rowId: id, windowId: id, trackId: TRACKS, startsAt, endsAt, cueOutMs: lengthMs }
  const window = { windowId: id, playoutShowId: STRANGER, startsAt, endsAt, description: '', isRemoved: false }
  return { row, window }
}

/** From lists to what a range is computed from: part of what is measured. */
export function inputOf(lists: StationLists, wishes = lists.wishes): RangeInput {
  const occupied: Occupied = {
    rows: indexIntervals(lists.rows),
    windows: indexIntervals(lists.windows),
    airings: indexIntervals(lists.airings),
    shows: new Map(lists.playoutShows.map((one) => [one.playoutShowId, one])),
    logOf: new Map(),
    titleOfTrack: (trackId) => `#${trackId}`,
    titleOfShow: (playoutShowId) => `#${playoutShowId}`,
  }
  const range = { startsAt: START, endsAt: START + DAYS * DAY_MS }
  return { range, mode: 'replace', wishes, sources: sourcesOf({ ...lists, hasCms: true }), occupied, now: NOW }
}
