import { definePort } from '../../kernel/port.ts'
import type { LibraryTrack, TrackType } from './model.ts'

export type { LibraryTrack, TrackType } from './model.ts'

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
