import type { Params } from '../../kernel/errors.ts'
import { TypeCode } from './contract.ts'

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
  album: string
  genre: string
  /** As it stands there: often a date. */
  year: string
  /** Null until it is known. */
  lengthMs: number | null
  /** Where it is to begin and to end, from the start of the file; null where the library says nothing. */
  cueInMs: number | null
  cueOutMs: number | null
  /** Of the bytes as they were sent. */
  md5: string | null
  sizeBytes: number
  /** Below the library's storage; empty until it is analysed. */
  relPath: string
  typeId: number | null
  /** When the library last played it, epoch ms. */
  playedAt: number | null
}

/** What a track is: music, a show, an advert. Codes are the library's own. */
export interface TrackType {
  typeId: number
  code: string
  name: string
  isEnabled: boolean
  /** Whether the library looks for silence at both ends of such tracks and cuts it. */
  analyzesCuePoints: boolean
}

export interface TypeToMake extends Pick<TrackType, 'code' | 'name' | 'analyzesCuePoints'> {
  description: string
}

/** A station and the library that it has now. Another library has other tracks under the same numbers. */
export interface StationLibrary {
  stationId: number
  connectionId: number
}

/** What people say of a track: the library knows nothing of it. */
export interface OwnFacts {
  sponsor: string | null
  product: string | null
  /** From its start until somebody sings. */
  introMs: number | null
}

export interface Loudness {
  /** EBU R128; null when it is silent. */
  integratedLufs: number | null
  loudnessRangeLu: number | null
  /** dBFS. */
  peakDb: number | null
}

export interface MeasureFailure {
  at: number
  code: string
  params: Params
}

/** A track as Patchbay knows it from the last sync. */
export interface Track extends StationLibrary, Omit<LibraryTrack, 'typeId'>, OwnFacts {
  /** Folded case and accents. */
  titleKey: string
  artistKey: string
  libraryTypeId: number | null
  /** Empty for a track without a type, null when the library does not name its type. */
  libraryCode: string | null
  /** Null: unmapped. */
  typeCode: TypeCode | null
  version: number
  loudness: Loudness | null
  /** Names its waveform in the cache. */
  waveform: string | null
  measuredAt: number | null
  /** Why it was not measured when that was last tried. */
  measureFailure: MeasureFailure | null
  firstSeenAt: number
  changedAt: number
  /** Since when the library does not have it any more. */
  goneAt: number | null
}

/** What choosing a track needs; only tracks that can be played. */
export interface UsableTrack extends Pick<
  Track,
  | 'trackId'
  | 'title'
  | 'artist'
  | 'titleKey'
  | 'artistKey'
  | 'genre'
  | 'typeCode'
  | 'cueInMs'
  | 'cueOutMs'
  | 'sponsor'
  | 'product'
  | 'introMs'
  | 'firstSeenAt'
  | 'year'
  | 'playedAt'
> {
  lengthMs: number
}

/** What finding a track needs, of any state. */
export type ListedTrack = Pick<Track, 'trackId' | 'state' | 'title' | 'artist' | 'typeCode' | 'lengthMs' | 'md5'>

/** A code of the library, and what it stands for. */
export interface TrackTypeMap {
  /** Empty for tracks without a type. */
  code: string
  name: string
  libraryTypeId: number | null
  /** Null: unmapped. */
  typeCode: TypeCode | null
  isByHand: boolean
  goneAt: number | null
}

/** An equal code stands for itself; anything else for nothing until a person says what. */
export const typeCodeOf = (code: string): TypeCode | null => TypeCode.safeParse(code).data ?? null
