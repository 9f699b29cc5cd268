import type { ShowWindow } from '../../programme/index.ts'
import type { PlacedRow, Stopper, WishedRow } from './model.ts'

interface Span {
  startsAt: number
  endsAt: number
}

/** A window at the playout that a log may or may not use. */
export interface WindowThere extends Span {
  windowId: number
  title: string
  /** Made for logs. */
  isOurs: boolean
  /** Why rows of a log don't belong in it; null when they may. */
  refusal: 'planned' | 'linked' | 'fills-itself' | null
}

export interface Placing {
  rows: PlacedRow[]
  /** To be made, in order; rows refer to them by their index. */
  newWindows: Span[]
  stoppers: Stopper[]
}

/**
 * Each row into a window that holds all of it: one that is there, or a new one for a stretch that no window covers.
 * Nothing crosses the end of a window: there it would be cut.
 */
export function placeRows(wished: readonly WishedRow[], windows: readonly WindowThere[], day: Span): Placing {
  const uncovered = uncoveredOf(windows, day)
  const made: Span[] = []
  const placing: Placing = { rows: [], newWindows: made, stoppers: [] }
  const counts = new Map<string, number>()
  for (const row of wished) {
    const place = placeOf(row, windows, uncovered)
    if ('code' in place) {
      placing.stoppers.push({ ...place, at: row.startsAt, entryId: row.entryId })
      continue
    }
    const window = 'windowId' in place ? { id: place.windowId } : { made: indexIn(made, place) }
    const key = JSON.stringify(window)
    const position = counts.get(key) ?? 0
    counts.set(key, position + 1)
    placing.rows.push({ ...row, window, position })
  }
  return placing
}

function indexIn(made: Span[], span: Span): number {
  const index = made.indexOf(span)
  return index === -1 ? made.push(span) - 1 : index
}

function placeOf(
  row: WishedRow,
  windows: readonly WindowThere[],
  uncovered: readonly Span[],
): WindowThere | Span | Pick<Stopper, 'code' | 'params'> {
  const touching = windows.filter(({ startsAt, endsAt }) => startsAt < row.endsAt && endsAt > row.startsAt)
  const holding = touching.filter(({ startsAt, endsAt }) => startsAt <= row.startsAt && endsAt >= row.endsAt)
  // Where several lie over each other, ours is the right one.
  const host = holding.toSorted((a, b) => Number(b.isOurs) - Number(a.isOurs))[0]
  const params = { title: row.title }
  if (host !== undefined) {
    if (host.refusal === null) return host
    return { code: `radio/window-${host.refusal}`, params: { ...params, show: host.title } }
  }
  const [first] = touching
  if (first !== undefined) return { code: 'radio/crosses-window', params: { ...params, show: first.title } }
  const free = uncovered.find(({ startsAt, endsAt }) => startsAt <= row.startsAt && endsAt >= row.endsAt)
  return free ?? { code: 'radio/crosses-day', params }
}

const SECOND_MS = 1000

/** What of the day lies in no window. In whole seconds, also where windows of others are not: the playout knows no others. */
function uncoveredOf(windows: readonly Span[], day: Span): Span[] {
  const spans: Span[] = []
  let at = day.startsAt
  for (const { startsAt, endsAt } of windows.toSorted((a, b) => a.startsAt - b.startsAt)) {
    if (startsAt > at) spans.push({ startsAt: at, endsAt: Math.min(startsAt, day.endsAt) })
    at = Math.max(at, endsAt)
    if (at >= day.endsAt) break
  }
  if (at < day.endsAt) spans.push({ startsAt: at, endsAt: day.endsAt })
  return spans
    .map(({ startsAt, endsAt }) => ({
      startsAt: Math.ceil(startsAt / SECOND_MS) * SECOND_MS,
      endsAt: Math.floor(endsAt / SECOND_MS) * SECOND_MS,
    }))
    .filter(({ startsAt, endsAt }) => endsAt > startsAt)
}

/** Of windows of the playout: those that stand and touch the day. */
export const standingIn = (windows: readonly ShowWindow[], day: Span): ShowWindow[] =>
  windows.filter(
    ({ isRemoved, startsAt, endsAt }) =>
      !isRemoved && startsAt < day.endsAt && endsAt > day.startsAt && endsAt > startsAt,
  )
