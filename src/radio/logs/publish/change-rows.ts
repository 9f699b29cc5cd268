import type { LogEntry } from '../model.ts'
import { type Day, timeEntries } from '../timing.ts'
import { diffRows } from './diff-rows.ts'
import type { RowChanges, Scope, Stopper, WishedRow } from './model.ts'
import { placeRows } from './place-rows.ts'
import { takenIn, type World } from './read-world.ts'
import { silencesAtSeam } from './silences.ts'
import { wishRows } from './wish-rows.ts'

type Heard = Parameters<typeof wishRows>[0]

interface Sides extends Pick<Heard, 'tracks' | 'acceptedGaps'> {
  /** Of the whole day, in order. */
  entries: readonly LogEntry[]
  day: Day
  scope: Scope
  world: World
  now: number
}

export interface MadeChanges {
  changes: RowChanges
  /** What the log wants there, by start. */
  heard: WishedRow[]
  stoppers: Stopper[]
  /** To be made; rows refer to them by their index. */
  newWindows: { startsAt: number; endsAt: number; index: number }[]
}

/** What makes the rows of a scope those of the log, and what forbids it. */
export function changeRows({ entries, day, scope, world, tracks, acceptedGaps, now }: Sides): MadeChanges {
  const heard = wishRows({ entries, timing: timeEntries(entries, day, takenIn(world)), tracks, acceptedGaps })
  const inScope = <Item extends { startsAt: number }>({ startsAt }: Item): boolean =>
    startsAt >= scope.from && startsAt < scope.to
  const wished = heard.rows.filter(inScope)
  const placed = placeRows(wished, world.windows, day)
  const { own, asMade } = world
  const changes = diffRows({ wished: placed.rows, own, asMade, scope, now })
  const stoppers = [
    ...heard.stoppers.filter(({ at }) => at >= scope.from && at < scope.to && at >= now),
    ...placed.stoppers.filter(({ at }) => at >= now),
    ...collisions(changes, world),
    ...silencesAtSeam({ changes, world, acceptedGaps, now }),
  ].toSorted((a, b) => a.at - b.at)
  // Windows that only rows need which are not sent are not made.
  const used = new Set(changes.add.flatMap(({ window }) => ('made' in window ? window.made : [])))
  const newWindows = placed.newWindows.map((span, index) => ({ ...span, index })).filter(({ index }) => used.has(index))
  return { changes, heard: wished, stoppers, newWindows }
}

/**
 * What is added may not lie over what stays: rows of the hours beside it, and what has begun. One that others moved lies
 * where they moved it.
 */
function collisions({ keep, add }: RowChanges, { rows }: World): Stopper[] {
  const there = new Map(rows.map((row) => [row.rowId, row]))
  const staying = keep.flatMap(({ rowId, title }) => {
    const row = there.get(rowId)
    return row === undefined ? [] : { title, startsAt: row.startsAt, endsAt: row.endsAt }
  })
  return add.flatMap((row) => {
    const over = staying.find((one) => one.startsAt < row.endsAt && one.endsAt > row.startsAt)
    if (over === undefined) return []
    const params = { title: row.title, other: over.title }
    return [{ code: 'radio/over-what-stays', params, at: row.startsAt, entryId: row.entryId }]
  })
}
