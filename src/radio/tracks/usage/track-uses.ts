import type { Reader } from '../../../db/db.ts'
import type { StationLibrary } from '../model.ts'

/** One time that a track is, or was, on the air. */
export interface TrackUse {
  /** Whose it is. */
  what: 'airing' | 'log-entry' | 'play'
  ref: number
  title: string
  startsAt: number
  endsAt: number
}

/** A room that plans tracks, or knows when they were played. */
export interface TrackUses {
  /** What begins at `now` or later, or is on; earliest first. */
  listAhead(reader: Reader, track: TrackPlace, at: { now: number; limit: number }): Promise<TrackUse[]>
  /** The last that is known to have been aired; undefined when none is. */
  findLastAired(reader: Reader, track: TrackPlace, at: { now: number }): Promise<TrackUse | undefined>
}

export interface TrackPlace extends StationLibrary {
  trackId: number
}
