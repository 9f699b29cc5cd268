import type { Params } from '../../kernel/errors.ts'

/** A recording for a link. */
export interface Take {
  takeId: number
  stationId: number
  airDate: string
  slotKey: string | null
  entryId: number
  /** From 1, for each link. */
  number: number
  title: string
  /** What the log kept for the link. */
  wantedMs: number | null
  source: Recording
  trimInMs: number
  trimOutMs: number
  /** From the first that is heard. */
  musicInMs: number | null
  audio: TakeAudio
  madeBy: string
  madeByName: string
  madeAt: number
  changedAt: number
  version: number
  isChosen: boolean
  sendRound: number
  deliveryId: number | null
  connectionId: number | null
  /** At the library of that connection; null until it is verified there. */
  trackId: number | null
  failed: { code: string; params: Params } | null
  removedAt: number | null
}

/** As it came from a microphone or a file. */
export interface Recording {
  hash: string
  ending: string
  lengthMs: number
  lufs: number | null
  peakDb: number | null
  peaks: readonly number[]
}

/** As it is sent: trimmed, at the loudness of the station, with its tags. */
export interface TakeAudio {
  hash: string
  md5: string
  lengthMs: number
  lufs: number | null
  peakDb: number | null
  targetLufs: number
}

export const TAKE_BYTES_MOST = 64 << 20
export const TAKE_LONGEST_MS = 15 * 60_000
export const TAKE_SHORTEST_MS = 1000
export const TARGET_LUFS = -16
export const TRUE_PEAK_DB = -1.5
export const TARGET_LOWEST = -31
export const TARGET_HIGHEST = -9

export interface TakePlace {
  entryId: number
  slotKey: string | null
}

/** Links of a day by their entries, and their takes: an entry that was generated anew has the slot of the former one. */
export function takesOfPlaces<One extends Pick<Take, 'entryId' | 'slotKey'>>(
  places: readonly TakePlace[],
  takes: readonly One[],
): { byEntry: Map<number, One[]>; withoutPlace: One[] } {
  const ids = new Set(places.map(({ entryId }) => entryId))
  const bySlot = new Map(places.flatMap(({ slotKey, entryId }) => (slotKey === null ? [] : [[slotKey, entryId]])))
  const byEntry = new Map<number, One[]>()
  const withoutPlace: One[] = []
  for (const take of takes) {
    const entryId = ids.has(take.entryId) ? take.entryId : bySlot.get(take.slotKey ?? '')
    if (entryId === undefined) withoutPlace.push(take)
    else byEntry.set(entryId, [...(byEntry.get(entryId) ?? []), take])
  }
  return { byEntry, withoutPlace }
}
