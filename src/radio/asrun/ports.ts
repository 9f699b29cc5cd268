import { definePort } from '../../kernel/port.ts'
import type { PlannedPlay } from './model.ts'

/** A play as the playout tells it. Times in epoch ms. */
export interface ToldPlay {
  historyId: number
  /** Null for a stream. */
  trackId: number | null
  /** Null when its window is gone there. */
  windowId: number | null
  /** When it was planned to begin; it did begin, but perhaps not then. */
  startsAt: number
  /** As planned, cut at the end of its window; null when it does not say. */
  endsAt: number | null
}

/** A play as the playout lists it for a stretch of time. */
export interface ListedPlay {
  historyId: number
  /** `YYYY-MM-DDTHH:mm:ss` on the station's clock, without offset; the hour that comes twice can't be told apart. */
  localStart: string
  localEnd: string | null
  title: string
  artist: string
}

/** What the library knows of a track that was played. */
export interface PlayedTrack {
  trackId: number
  title: string
  artist: string
  /** As it stands there. */
  typeCode: string | null
  md5: string | null
  /** When it last began, by the playout's own clock. */
  lastPlayedAt: number | null
}

/**
 * What a playout system says was on air. It writes when an item begins, with the times that were planned; it forgets a
 * play when its file is deleted. All calls only read and throw `remote/…` errors; a list that failed is never empty.
 */
export interface PlayoutHistory {
  /** All that was ever played: one long list, by id. */
  listAll(signal: AbortSignal): Promise<ToldPlay[]>
  /** Those that were planned to begin in a stretch of time, half-open; by id. */
  listBetween(span: { from: number; to: number }, signal: AbortSignal): Promise<ListedPlay[]>
  /** Undefined only when the playout said that there is none. */
  find(historyId: number, signal: AbortSignal): Promise<ToldPlay | undefined>
  /** Titles and artists of plays without a track, by id. */
  listNames(signal: AbortSignal): Promise<Map<number, { title: string; artist: string }>>
  /** Those of the tracks that the library has; few are asked for one by one, many by one long list. */
  listTracks(trackIds: readonly number[], signal: AbortSignal): Promise<PlayedTrack[]>
}

export const PlayoutHistory = definePort<PlayoutHistory>('radio.playout-history')

/** Whoever plans what is to be heard. */
export interface PlannedPlays {
  /** What was to begin in a stretch of time, half-open; without what was taken back. */
  listPlanned(stationId: number, from: number, to: number): Promise<PlannedPlay[]>
}
