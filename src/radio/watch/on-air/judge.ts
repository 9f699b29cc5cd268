import type { CheckedRow } from '../../checkup/index.ts'
import type { PlayoutNow } from '../../planner/index.ts'
import type { Item, OnAir, OnAirVerdict } from '../model.ts'
import { sameTitle } from './same-title.ts'

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
/** What has just begun is not yet confirmed. */
const BEGINS_MS = 30 * SECOND_MS
/** So long both signals must say that it is wrong. */
export const DEBOUNCE_MS = 2 * MINUTE_MS
/** QUIRK(libretime, #1275): tracks of nearly an hour and more are told as offline for minutes while they are heard. */
const LONG_TRACK_MS = 55 * MINUTE_MS
export const LONG_GRACE_MS = 5 * MINUTE_MS

export interface Moment {
  /** Epoch ms. */
  at: number
  /** Rows around now. */
  rows: readonly CheckedRow[]
  titleOf(row: CheckedRow): string
  live: PlayoutNow
  /** A live source, or a playlist of the show itself, is expected now: nothing has to be planned. */
  isOpen: boolean
  /** Starts that nothing may shift. */
  hardStarts: readonly number[]
  /** Of the look before, unless that was long ago. */
  before: Pick<OnAir, 'wrongSince' | 'isAlarm'> | undefined
}

/**
 * What is on against what is planned. Wrong only where two signals say so: the confirmation of the row, and what the
 * playout says of itself. Either alone is no reason.
 */
export function judgeOnAir(moment: Moment): OnAir {
  const { at, rows, live, hardStarts, before } = moment
  const current = rows.filter((row) => row.startsAt <= at && at < row.endsAt).toSorted(newest)[0]
  const next = rows.filter(({ startsAt }) => startsAt > at).toSorted((a, b) => a.startsAt - b.startsAt)[0]
  const isConfirmed = current?.wasPlayed === true
  const isTold = current !== undefined && tells(current, moment)
  const verdict = verdictOf(moment, { current, isConfirmed, isTold })
  const wrongSince = sinceWhen(verdict, moment)
  const isLong = current !== undefined && current.endsAt - current.startsAt > LONG_TRACK_MS
  const graceMs = isLong ? LONG_GRACE_MS : DEBOUNCE_MS
  return {
    verdict,
    now: current === undefined ? null : itemOf(current, moment),
    next: next === undefined ? null : itemOf(next, moment),
    showTitle: live.showTitle,
    actual: live.current,
    isConfirmed,
    isTold,
    wrongSince,
    isAlarm: wrongSince !== null && (before?.isAlarm === true || at - wrongSince >= graceMs),
    nextHardStartAt: hardStarts.filter((start) => start > at).toSorted((a, b) => a - b)[0] ?? null,
  }
}

/** What has only just begun says nothing yet: what was wrong before goes on. */
function sinceWhen(verdict: OnAirVerdict, { at, before }: Moment): number | null {
  const former = before?.wrongSince ?? null
  if (verdict === 'wrong' || verdict === 'nothing-planned') return former ?? at
  return verdict === 'soon' ? former : null
}

const newest = (a: CheckedRow, b: CheckedRow): number => b.startsAt - a.startsAt || b.rowId - a.rowId

const itemOf = (row: CheckedRow, { titleOf }: Moment): Item => ({
  rowId: row.rowId,
  trackId: row.fileId,
  startsAt: row.startsAt,
  endsAt: row.endsAt,
  title: titleOf(row),
})

/** By id where the playout tells one; a title is compared only where it does not. */
function tells(row: CheckedRow, { live, titleOf }: Moment): boolean {
  const { current, isScheduleStreaming } = live
  if (current === null || !current.wasPlayed || !isScheduleStreaming) return false
  if (current.trackId !== null && row.fileId !== null) return current.trackId === row.fileId
  return sameTitle(current.title, titleOf(row))
}

function verdictOf(
  { at, live, isOpen }: Moment,
  { current, isConfirmed, isTold }: { current: CheckedRow | undefined; isConfirmed: boolean; isTold: boolean },
): OnAirVerdict {
  if (live.isMainInputConnected || live.isShowInputConnected) return 'live'
  if (current === undefined) {
    if (isOpen) return 'live'
    return live.current === null ? 'nothing-planned' : 'unsure'
  }
  if (isConfirmed && isTold) return 'right'
  if (at - current.startsAt < BEGINS_MS) return 'soon'
  return isConfirmed || isTold ? 'unsure' : 'wrong'
}
