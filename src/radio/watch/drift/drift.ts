import type { CheckedRow, CheckedWindow } from '../../checkup/index.ts'
import type { Drift, DriftField, Stretch } from '../model.ts'
import { touches } from '../stretches.ts'

/** A row of ours, as it was sent. Whole seconds; cues in ms. */
export interface SentRow extends Stretch {
  rowId: number
  windowId: number
  trackId: number
  title: string
  cueInMs: number
  cueOutMs: number
  logId: number | null
  airDate: string | null
  airingId: number | null
}

/** What we sent, and what stands there. */
export interface Sides {
  /** Epoch ms: what is over by then is not compared. */
  at: number
  /** Rows that stood there all the while. */
  sent: readonly SentRow[]
  /** Ids of all rows that are, or just were, ours. */
  ownRows: ReadonlySet<number>
  /** Ids of windows that we made. */
  ownWindows: ReadonlySet<number>
  rows: readonly CheckedRow[]
  windows: readonly CheckedWindow[]
}

/** What is not as it was sent, by time. Two equal sides have none. */
export function driftOf(sides: Sides): Drift[] {
  const sent = sides.sent.filter(({ endsAt }) => endsAt > sides.at)
  const there = new Map(sides.rows.map((row) => [row.rowId, row]))
  return [
    ...sent.flatMap((row) => rowDrift(row, there.get(row.rowId))),
    ...windowDrift(sent, sides),
    ...foreignRows(sent, sides),
  ].toSorted((a, b) => a.startsAt - b.startsAt || a.code.localeCompare(b.code))
}

const told = (row: SentRow) => ({
  title: row.title,
  startsAt: row.startsAt,
  endsAt: row.endsAt,
  rowId: row.rowId,
  windowId: row.windowId,
  logId: row.logId,
  airDate: row.airDate,
  airingId: row.airingId,
})

/** Cues are cut to parts of a second on their way. */
const CUE_SLACK_MS = 1

function rowDrift(sent: SentRow, row: CheckedRow | undefined): Drift[] {
  if (row === undefined) return [{ ...told(sent), code: 'row-gone', changed: [] }]
  const pairs: [DriftField, number, number | null, number][] = [
    ['startsAt', sent.startsAt, row.startsAt, 0],
    ['endsAt', sent.endsAt, row.endsAt, 0],
    ['trackId', sent.trackId, row.fileId, 0],
    ['windowId', sent.windowId, row.windowId, 0],
    ['cueInMs', sent.cueInMs, row.cueInMs, CUE_SLACK_MS],
    ['cueOutMs', sent.cueOutMs, row.cueOutMs, CUE_SLACK_MS],
  ]
  const changed: Drift['changed'][number][] = pairs
    .filter(([, mine, theirs, slack]) => theirs === null || Math.abs(mine - theirs) > slack)
    .map(([field, mine, theirs]) => ({ field, sent: mine, there: theirs }))
  if (!row.hasFadeIn || !row.hasFadeOut) changed.push({ field: 'fades', sent: 0, there: null })
  return changed.length === 0 ? [] : [{ ...told(sent), code: 'row-changed', changed }]
}

/** A window that no longer holds what we put in it; each is told once. */
function windowDrift(sent: readonly SentRow[], { windows }: Sides): Drift[] {
  const byId = new Map(windows.map((window) => [window.windowId, window]))
  return [...Map.groupBy(sent, ({ windowId }) => windowId)].flatMap(([windowId, rows]): Drift[] => {
    const window = byId.get(windowId)
    if (window === undefined || window.isCancelled)
      return rows.slice(0, 1).map((row) => ({ ...told(row), rowId: null, code: 'window-gone', changed: [] }))
    const out = rows.find((row) => row.startsAt < window.startsAt || row.endsAt > window.endsAt)
    if (out === undefined) return []
    const changed: Drift['changed'] = [
      ...(out.startsAt < window.startsAt
        ? [{ field: 'startsAt' as const, sent: out.startsAt, there: window.startsAt }]
        : []),
      ...(out.endsAt > window.endsAt ? [{ field: 'endsAt' as const, sent: out.endsAt, there: window.endsAt }] : []),
    ]
    return [{ ...told(out), rowId: null, code: 'window-moved', changed }]
  })
}

/** Rows of others over one of ours, or in a window that we made. */
function foreignRows(sent: readonly SentRow[], sides: Sides): Drift[] {
  return sides.rows
    .filter(({ rowId, endsAt }) => !sides.ownRows.has(rowId) && endsAt > sides.at)
    .flatMap((row): Drift[] => {
      const over = sent.find((one) => touches(one, row)) ?? sent.find(({ windowId }) => windowId === row.windowId)
      if (over === undefined || !(touches(over, row) || sides.ownWindows.has(row.windowId))) return []
      const { startsAt, endsAt, rowId, windowId } = row
      return [{ ...told(over), startsAt, endsAt, rowId, windowId, code: 'foreign-row', changed: [] }]
    })
}
