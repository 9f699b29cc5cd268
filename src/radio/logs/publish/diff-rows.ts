import { isLocked } from '../../planner/index.ts'
import type { OwnRow, PlacedRow, RowChanges, Scope } from './model.ts'

interface Sides {
  wished: readonly PlacedRow[]
  own: readonly OwnRow[]
  /** Ids of own rows that the playout shows as they were made. */
  asMade: ReadonlySet<number>
  scope: Scope
  now: number
}

/** The least that has to be changed: equal rows are not touched, nor what begins too soon or outside of the scope. */
export function diffRows({ wished, own, asMade, scope, now }: Sides): RowChanges {
  const inScope = ({ startsAt }: { startsAt: number }): boolean => startsAt >= scope.from && startsAt < scope.to
  const left = new Map<string, OwnRow[]>()
  const changes: RowChanges = { keep: [], remove: [], add: [], tooLate: [] }
  for (const row of own) {
    if (!inScope(row) || isLocked(row, now)) changes.keep.push(row)
    else if (asMade.has(row.rowId)) left.set(keyOf(row), [...(left.get(keyOf(row)) ?? []), row])
    else changes.remove.push(row)
  }
  const kept = new Set(changes.keep.map(keyOf))
  for (const row of wished) {
    if (!inScope(row)) continue
    const same = left.get(keyOf(row))?.shift()
    if (same !== undefined) changes.keep.push(same)
    else if (isLocked(row, now)) changes.tooLate.push(...(kept.has(keyOf(row)) ? [] : [row]))
    else changes.add.push(row)
  }
  changes.remove.push(...[...left.values()].flat())
  return changes
}

const keyOf = (row: PlacedRow | OwnRow): string => {
  const windowId = 'windowId' in row ? row.windowId : 'id' in row.window ? row.window.id : `made:${row.window.made}`
  return `${row.startsAt} ${row.endsAt} ${row.trackId} ${row.cueInMs} ${row.cueOutMs} ${windowId}`
}
