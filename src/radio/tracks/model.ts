/** A row of the playout library, as far as Patchbay reads it. */
export interface LibraryTrack {
  trackId: number
  /**
   * `usable`: analysed, there, and longer than nothing. `pending`: still being looked at. `failed`: refused by the
   * analysis. `missing`: a row whose audio is gone.
   */
  state: 'usable' | 'pending' | 'failed' | 'missing'
  title: string
  artist: string
  /** Null until it is known. */
  lengthMs: number | null
  /** Of the bytes as they were sent. */
  md5: string | null
  sizeBytes: number
  /** Below the library's storage; empty until it is analysed. */
  relPath: string
  typeId: number | null
}

/** What a track is: music, a show, an advert. Codes are the library's own. */
export interface TrackType {
  typeId: number
  code: string
  name: string
  isEnabled: boolean
}
