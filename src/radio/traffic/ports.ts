/** A track of the playout library, as far as an order needs it. */
export interface FoundTrack {
  trackId: number
  title: string
  artist: string
  /** Null until it is known. */
  lengthMs: number | null
  state: 'usable' | 'pending' | 'failed' | 'missing'
}

/** The tracks of a station's library. A look-up that fails throws; only what is not in the answer is absent. */
export interface TrackFinder {
  /** @throws ConflictError `radio/no-library`; `remote/…` errors */
  findTracks(
    stationId: number,
    trackIds: readonly number[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<number, FoundTrack>>
}
