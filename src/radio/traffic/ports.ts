/** A track of the playout library, as far as an order needs it. */
export interface FoundTrack {
  trackId: number
  title: string
  artist: string
  /** Null until it is known. */
  lengthMs: number | null
  state: 'usable' | 'pending' | 'failed' | 'missing'
}

/** The tracks of a station's library, as it was last read. */
export interface TrackFinder {
  /** Only what is not in the answer is absent. @throws ConflictError `radio/no-library`, `radio/library-not-read` */
  findTracks(stationId: number, trackIds: readonly number[]): Promise<ReadonlyMap<number, FoundTrack>>
}
