import { definePort } from '../../kernel/port.ts'
import type { CheckedFile, CheckedRow, CheckedShow, CheckedWindow, CmsRights, Door, Span } from './model.ts'

export type { CheckedFile, CheckedRow, CheckedShow, CheckedWindow, CmsRights, Door, Span } from './model.ts'

/**
 * What a checkup asks of a playout system. Every call only reads, is over within a minute and throws `remote/…` errors, as
 * `Egress` and `refusalIn` say; an answer that has nothing is the only nothing.
 */
export interface PlayoutCheckup {
  door(signal: AbortSignal): Promise<Door>
  /** Whether the key is taken. */
  key(signal: AbortSignal): Promise<true>
  /** Whether the part that takes uploads answers, with the same key. */
  uploadDoor(signal: AbortSignal): Promise<true>
  isNewEnough(signal: AbortSignal): Promise<boolean>
  /** IANA, as it is set there. */
  timeZone(signal: AbortSignal): Promise<string>
  /** The whole library: one long call. */
  listFiles(signal: AbortSignal): Promise<CheckedFile[]>
  /** @returns undefined when the library has no such row */
  findFile(fileId: number, signal: AbortSignal): Promise<CheckedFile | undefined>
  listShows(signal: AbortSignal): Promise<CheckedShow[]>
  /** Those that are on, or begin, between two instants. */
  listWindows(span: Span, signal: AbortSignal): Promise<CheckedWindow[]>
  listRows(span: Span, signal: AbortSignal): Promise<CheckedRow[]>
  /** Whether the first byte of a file's audio can be had. */
  hasAudio(fileId: number, signal: AbortSignal): Promise<boolean>
}

export const PlayoutCheckup = definePort<PlayoutCheckup>('radio.playout-checkup')

/** What a checkup asks of a CMS; it only reads. */
export interface CmsCheckup {
  rights(signal: AbortSignal): Promise<CmsRights>
}

export const CmsCheckup = definePort<CmsCheckup>('radio.cms-checkup')
