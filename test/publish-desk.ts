import { playoutProgramme } from '../src/connectors/libretime/playout-programme.ts'
import { playoutSchedule } from '../src/connectors/libretime/playout-schedule.ts'
import type { LogEntry } from '../src/radio/logs/model.ts'
import { changeRows, type MadeChanges } from '../src/radio/logs/publish/change-rows.ts'
import type { OwnRow, Scope } from '../src/radio/logs/publish/model.ts'
import { type World, worldOf } from '../src/radio/logs/publish/read-world.ts'
import { type Day, takesTime, timeEntries } from '../src/radio/logs/timing.ts'
import { takenIn } from '../src/radio/logs/publish/read-world.ts'
import type { Airing } from '../src/radio/planner/index.ts'
import type { LibraryTrack } from '../src/radio/tracks/index.ts'
import { clientOf, type PlayoutModel } from './playout-model.ts'

type Track = Pick<LibraryTrack, 'state' | 'lengthMs'>

/** A station whose logs are published to a model of a playout: all is real but the network, the ledger and the playout. */
export interface Desk {
  day: Day
  model: PlayoutModel
  tracks: ReadonlyMap<number, Track>
  airings: readonly Airing[]
  /** What the ledger says that stands there. */
  own: Map<number, OwnRow>
  ownWindows: Map<number, { startsAt: number; endsAt: number }>
}

export interface Publishing {
  entries: readonly LogEntry[]
  scope: Scope
  now: number
}

/** Of a publication that nothing forbids. */
export interface Published extends MadeChanges {
  /** The log without what had to be taken out of it. */
  entries: readonly LogEntry[]
  world: World
}

const signal = new AbortController().signal

/** Silence is what these logs have most of, and people have accepted it. */
const ALL_GAPS = { has: () => true } as unknown as ReadonlySet<number>

export async function readDesk({ day, model, own, ownWindows, airings }: Desk): Promise<World> {
  const client = clientOf(model)
  const programme = playoutProgramme(client)
  const [rows, windows, shows] = await Promise.all([
    playoutSchedule(client).listRows({ from: day.startsAt, to: day.endsAt }, signal),
    programme.listWindows(signal),
    programme.listShows(signal),
  ])
  const isOfDay = ({ startsAt, endsAt }: { startsAt: number; endsAt: number }): boolean =>
    startsAt < day.endsAt && endsAt > day.startsAt
  return worldOf({
    day,
    rows,
    windows,
    shows,
    own: [...own.values()].filter(isOfDay).toSorted((a, b) => a.startsAt - b.startsAt),
    ownIds: new Set([...ownWindows].flatMap(([windowId, span]) => (isOfDay(span) ? windowId : []))),
    airings: airings.filter(isOfDay),
  })
}

export const previewOf = (desk: Desk, world: World, { entries, scope, now }: Publishing): MadeChanges =>
  changeRows({ entries, day: desk.day, scope, world, tracks: desk.tracks, acceptedGaps: ALL_GAPS, now })

/** As a person does it: what forbids the publication is taken out of the log, until nothing does. Nothing is written. */
export async function clearStoppers(desk: Desk, publishing: Publishing): Promise<Published> {
  const world = await readDesk(desk)
  let { entries } = publishing
  for (;;) {
    const made = previewOf(desk, world, { ...publishing, entries })
    if (made.stoppers.length === 0) return { ...made, entries, world }
    const stopped = new Set(made.stoppers.map(({ entryId }) => entryId))
    const left = entries.filter(({ entryId }) => !stopped.has(entryId))
    if (left.length === entries.length) throw new Error(`stopped by nothing: ${JSON.stringify(made.stoppers)}`)
    entries = left
  }
}

/** Writes what was planned, in the way of the executors, and keeps the ledger. */
export async function carryOut(desk: Desk, { changes, newWindows }: MadeChanges, now: number): Promise<void> {
  const client = clientOf(desk.model)
  const [schedule, programme] = [playoutSchedule(client), playoutProgramme(client)]
  const made = new Map<number, number>()
  for (const { startsAt, endsAt, index } of newWindows) {
    const window = { playoutShowId: 1, startsAt, endsAt, description: 'ours', filledMs: endsAt - startsAt, now }
    const { windowId } = await programme.addWindow(window, signal)
    made.set(index, windowId)
    desk.ownWindows.set(windowId, { startsAt, endsAt })
  }
  for (const { rowId } of changes.remove) {
    await schedule.removeRow(rowId, signal)
    desk.own.delete(rowId)
  }
  for (const { window, position, ...row } of changes.add) {
    const windowId = 'id' in window ? window.id : made.get(window.made)
    if (windowId === undefined) throw new Error(`no window was made for ${row.startsAt}`)
    const { rowId } = await schedule.addRow({ ...row, windowId, position }, signal)
    desk.own.set(rowId, { ...row, windowId, rowId, deliveryId: rowId })
  }
}

/** What a listener is promised: `start end track cue-in cue-out`. Worked out from the log alone, beside the planner. */
export function promisedBy(desk: Desk, { entries, world }: Published, scope: Scope): string[] {
  const { times } = timeEntries(entries, desk.day, takenIn(world))
  return entries
    .flatMap((entry, index) => {
      const { startsAt, endsAt } = times[index] as { startsAt: number; endsAt: number }
      if (!takesTime(entry) || startsAt < scope.from || startsAt >= scope.to) return []
      const audioMs = Math.min(entry.cueOutMs, desk.tracks.get(entry.trackId ?? 0)?.lengthMs ?? 0) - entry.cueInMs
      const cueOutMs = entry.cueInMs + Math.min(audioMs, endsAt - startsAt)
      return `${startsAt} ${endsAt} ${entry.trackId} ${entry.cueInMs} ${cueOutMs}`
    })
    .toSorted()
}
