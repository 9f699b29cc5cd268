import { definePort } from '../../kernel/port.ts'

/** A scheduled item at the playout system. Times are epoch ms, cues offsets into the audio. */
export interface PlayoutRow {
  rowId: number
  windowId: number
  /** Null for a stream, or nothing at all. */
  trackId: number | null
  streamId: number | null
  startsAt: number
  /** As it will be heard: cut at the end of its window. */
  endsAt: number
  cueInMs: number | null
  cueOutMs: number | null
  /** `HH:MM:SS[.ffffff]`; a row without one stops every refresh of the station's schedule. */
  fadeIn: string | null
  fadeOut: string | null
  position: number
  /** The playout has said that it began. */
  wasPlayed: boolean
}

export type NewPlayoutRow = Pick<PlayoutRow, 'windowId' | 'startsAt' | 'endsAt' | 'position'> & {
  trackId: number
  cueInMs: number
  cueOutMs: number
}

/** All of a row that can be written there once more; its number can't. */
export type RowContent = Omit<NewPlayoutRow, 'trackId'> &
  Pick<PlayoutRow, 'trackId' | 'streamId' | 'fadeIn' | 'fadeOut'>

export interface PlayoutNow {
  /** What is planned for now; whether it is heard is another question. */
  current: { title: string; wasPlayed: boolean; trackId: number | null } | null
  showTitle: string | null
  /** IANA, as the playout is set up. */
  timeZone: string
  isMainInputConnected: boolean
  isShowInputConnected: boolean
  isScheduleStreaming: boolean
}

export interface HistoryEntry {
  historyId: number
  trackId: number | null
  windowId: number | null
  /** As planned, not as heard. */
  startsAt: number
  endsAt: number | null
}

/**
 * The schedule of a playout system. Rows are made and removed, never changed: an end or a cue-out can't be changed there.
 * Nothing is checked at the other side: overlaps, order, windows and the state of files are ours to check.
 * All calls throw `remote/…` errors, as `Egress` and `refusalIn` say; a list that failed is never empty.
 */
export interface PlayoutSchedule {
  /** Rows that touch the range, or the whole table; by start. */
  listRows(range: { from: number; to: number } | 'all', signal: AbortSignal): Promise<PlayoutRow[]>
  /** Undefined only when the playout said that there is none. */
  findRow(rowId: number, signal: AbortSignal): Promise<PlayoutRow | undefined>
  /** With fades of nothing where it says none. Never repeat without a look. */
  addRow(row: NewPlayoutRow | RowContent, signal: AbortSignal): Promise<{ rowId: number }>
  /** Harmless when it is gone. */
  removeRow(rowId: number, signal: AbortSignal): Promise<void>
  /**
   * Makes the playout read its schedule at once. Unless that is gentle, what is on air may be begun a second time, on top
   * of itself: only when it can't wait.
   */
  reload(signal: AbortSignal): Promise<void>
  /** Whether a reload leaves alone what is on air. */
  readonly isReloadGentle: boolean
  readNow(signal: AbortSignal): Promise<PlayoutNow>
  /** The whole history, by id. */
  listHistory(signal: AbortSignal): Promise<HistoryEntry[]>
}

export const PlayoutSchedule = definePort<PlayoutSchedule>('radio.playout-schedule')
