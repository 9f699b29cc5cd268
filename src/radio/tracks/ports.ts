import type { Readable } from 'node:stream'
import { definePort } from '../../kernel/port.ts'
import type { LibraryTrack, TrackType, TypeToMake } from './model.ts'

export type { LibraryTrack, TrackType, TypeToMake } from './model.ts'

export interface TrackToUpload {
  /** Absolute. */
  path: string
  /** As the library is told; its ending says what it is. */
  name: string
  sizeBytes: number
  typeId: number | null
}

/**
 * The library of a playout system. A look-up that fails throws; only an answer that has nothing is nothing.
 * All calls throw `remote/…` errors, as `Egress` and `refusalIn` say.
 */
export interface TrackLibrary {
  /** Every row with exactly these bytes, of any state, oldest first. */
  findByMd5(md5: string, signal: AbortSignal): Promise<LibraryTrack[]>
  /** @throws NotFoundError `radio/no-such-track` */
  getTrack(trackId: number, signal: AbortSignal): Promise<LibraryTrack>
  /** The whole library, oldest first: one long call, so once a run at most. */
  listTracks(signal: AbortSignal): Promise<LibraryTrack[]>
  /** Sends the bytes. They are known at once, usable only after the analysis. Never repeat without a look by md5. */
  upload(
    track: TrackToUpload,
    options: { signal: AbortSignal; onSent?: (bytes: number) => void },
  ): Promise<LibraryTrack>
  /** After the analysis only: before, it would be overwritten. */
  changeTitle(trackId: number, title: string, signal: AbortSignal): Promise<LibraryTrack>
  /** Whether its first byte can be had. A row says nothing of its audio. */
  hasAudio(trackId: number, signal: AbortSignal): Promise<boolean>
  /** With its audio. Refused while it is planned; its history goes with it. */
  removeTrack(trackId: number, signal: AbortSignal): Promise<void>
  listTypes(signal: AbortSignal): Promise<TrackType[]>
}

export const TrackLibrary = definePort<TrackLibrary>('radio.track-library')

/** Some or all of a track's audio, as it comes. Whoever asked for it reads it to its end, or destroys it. */
export interface AudioPart {
  stream: Readable
  /** Of what comes, bytes. */
  length: number | null
  /** `bytes 0-99/1000` when it is a part of it. */
  contentRange: string | null
  lastModified: string | null
}

export interface TrackAudio {
  /**
   * @param range `bytes=0-99`; null for all of it
   * @throws NotFoundError `radio/no-such-audio`, and `remote/…`
   */
  openAudio(trackId: number, range: string | null, signal: AbortSignal): Promise<AudioPart | RangeNotThere>
}

/** The part that was asked for lies beyond the end. */
export interface RangeNotThere {
  /** Of all of it; null when the library does not say. */
  total: number | null
}

export const TrackAudio = definePort<TrackAudio>('radio.track-audio')

export interface TrackTypes {
  /** One request; nothing keeps a library from having a code twice, so look before. @returns its id there */
  addType(type: TypeToMake, signal: AbortSignal): Promise<number>
}

export const TrackTypes = definePort<TrackTypes>('radio.track-types')
