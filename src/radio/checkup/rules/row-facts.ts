import type { CheckedFile, CheckedRow, CheckedShow, CheckedWindow } from '../ports.ts'

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const DAY_MS = 24 * 60 * MINUTE_MS

/** An automatic playlist is put in about an hour before air. */
const FILLED_BEFORE_MS = 30 * MINUTE_MS

/** Whether a person, or nobody, fills it. */
export function isExpected(
  { window, show }: { window: CheckedWindow; show: CheckedShow | undefined },
  at: number,
): boolean {
  if (show?.isLive === true) return false
  return show?.fillsItself !== true || window.isFilled || window.startsAt <= at + FILLED_BEFORE_MS
}

export const hasCueOfADay = ({ cueInMs, cueOutMs }: CheckedRow): boolean => cueInMs >= DAY_MS || cueOutMs >= DAY_MS

/** Rounding of times and offsets. */
export const SLACK_MS = 2 * SECOND_MS

export const slotOf = ({ startsAt, endsAt }: CheckedRow): number => endsAt - startsAt
export const playedOf = ({ cueInMs, cueOutMs }: CheckedRow): number => cueOutMs - cueInMs

/** QUIRK(libretime 4.5): where a row is clipped to its window on reading, its cue-in is forgotten. */
function isClipped(row: CheckedRow, window: CheckedWindow): boolean {
  return row.endsAt === window.endsAt && Math.abs(slotOf(row) - row.cueOutMs) <= SLACK_MS
}

/** Its audio goes on, and the row ends it before its own end. */
export function isCutShort(row: CheckedRow, window: CheckedWindow, files: ReadonlyMap<number, CheckedFile>): boolean {
  // Such a row stops the playout, whatever its length: that is another matter.
  if (row.fileId === null || hasCueOfADay(row)) return false
  if (slotOf(row) - playedOf(row) <= SLACK_MS || isClipped(row, window)) return false
  const lengthMs = files.get(row.fileId)?.lengthMs ?? null
  return lengthMs === null || lengthMs - row.cueOutMs > SLACK_MS
}

/** How much longer its audio is heard than its row lasts; less than the rounding is nothing. */
export function overrunOf(row: CheckedRow): number {
  if (row.fileId === null || hasCueOfADay(row)) return 0
  const overMs = playedOf(row) - slotOf(row)
  return overMs > SLACK_MS ? overMs : 0
}

/** Two songs of which one fades into the other overlap by seconds. */
export const FADE_MS = 15 * SECOND_MS

/** Silence, or loss, that a listener notices. */
export const NOTICED_MS = MINUTE_MS
export const AUDIO_SHORT_MS = 5 * SECOND_MS

/** How long nothing is heard before the row ends, since its audio is over. */
export function silenceIn(row: CheckedRow, files: ReadonlyMap<number, CheckedFile>): number {
  const lengthMs = row.fileId === null ? null : (files.get(row.fileId)?.lengthMs ?? null)
  if (lengthMs === null || hasCueOfADay(row)) return 0
  // What the plan ends itself is another matter.
  return lengthMs - row.cueOutMs > SLACK_MS ? 0 : slotOf(row) - (Math.min(lengthMs, row.cueOutMs) - row.cueInMs)
}

/** How much of a programme that has the window for itself is left when the window ends. */
export function lostOf(row: CheckedRow, window: CheckedWindow, files: ReadonlyMap<number, CheckedFile>): number {
  const file = row.fileId === null ? undefined : files.get(row.fileId)
  if (file?.lengthMs == null || row.endsAt < window.endsAt) return 0
  // A row that stops before its own end is another matter.
  const playedTo = Math.max(row.cueOutMs, row.cueInMs + slotOf(row))
  return Math.min(file.lengthMs, file.cueOutMs ?? file.lengthMs) - playedTo
}

/** Why a row can't be heard, in words at `checkup.seen.<code>`; undefined when it can. */
export function missing(
  { fileId, streamId }: CheckedRow,
  files: ReadonlyMap<number, CheckedFile>,
  gone: ReadonlySet<number>,
): string | undefined {
  if (fileId === null) return streamId === null ? 'plays-nothing' : undefined
  const file = files.get(fileId)
  if (file === undefined) return 'file-unknown'
  if (file.state === 'pending') return 'file-pending'
  if (file.state === 'failed') return 'file-failed'
  return file.state === 'missing' || gone.has(fileId) ? 'file-gone' : undefined
}
