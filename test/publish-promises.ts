import assert from 'node:assert/strict'
import type { PlayoutRow } from '../src/radio/planner/index.ts'
import { isLocked } from '../src/radio/planner/index.ts'
import type { MadeChanges } from '../src/radio/logs/publish/change-rows.ts'
import type { OwnRow, PlacedRow, Scope } from '../src/radio/logs/publish/model.ts'
import type { World } from '../src/radio/logs/publish/read-world.ts'
import { asRead, harmIn, type PlayoutModel, US_PER_MS } from './playout-model.ts'
import { carryOut, clearStoppers, type Desk, previewOf, promisedBy, type Published, readDesk } from './publish-desk.ts'
import { meddle, openDesk, type PublishStory } from './publish-worlds.ts'

/** A deliberate fault in what is written. */
export type Spoil = (made: MadeChanges, at: { desk: Desk; world: World; scope: Scope }) => MadeChanges

const HOUR_MS = 3_600_000

/** A log is published, others meddle with it, and another log, or an hour of it, comes in its place. Throws where a promise is broken. */
export async function keepsPublishPromises(story: PublishStory, spoil: Spoil = (made) => made): Promise<void> {
  const { first, second, meddling, scope, now } = story
  const desk = openDesk(story)
  const wholeDay = { from: desk.day.startsAt, to: desk.day.endsAt, isWholeDay: true }
  const early = { entries: first, scope: wholeDay, now: desk.day.startsAt - 10 * HOUR_MS }
  await publishOnce(desk, early, (made) => made)
  meddle(desk, meddling)
  await publishOnce(desk, { entries: second, scope, now }, spoil)
}

type Publishing = Parameters<typeof clearStoppers>[1]

async function publishOnce(desk: Desk, publishing: Publishing, spoil: Spoil): Promise<void> {
  const { scope, now } = publishing
  const published = await clearStoppers(desk, publishing)
  const before = snapshotOf(desk)
  const writes = desk.model.writes
  await carryOut(desk, spoil(published, { desk, world: published.world, scope }), now)
  const world = await readDesk(desk)
  judgeWhatStays(desk, { before, published })
  judgeWhatStands(desk, { published, world, scope, now, ownBefore: before.own })
  judgeNeighbours(desk, { before, world, published })
  const made = [...desk.own.keys(), ...desk.ownWindows.keys()].filter(
    (id) => !before.rows.has(id) && !before.windows.has(id),
  )
  assert.deepEqual(harmIn(desk.model, new Set(made)), [], 'nothing of it stops the playout')
  const { add, remove } = published.changes
  const least = add.length + remove.length + published.newWindows.length
  assert.equal(desk.model.writes - writes, least, 'nothing is written that was not planned')
  const again = previewOf(desk, world, { ...publishing, entries: published.entries })
  assert.deepEqual([again.stoppers, again.newWindows], [[], []], 'nothing stops what was published')
  assert.deepEqual([again.changes.add, again.changes.remove], [[], []], 'the plan of an unchanged world is empty')
}

interface Snapshot {
  rows: Map<number, string>
  windows: Map<number, string>
  own: Map<number, OwnRow>
}

const snapshotOf = ({ model, own }: Desk): Snapshot => ({
  rows: new Map([...model.rows].map(([id, row]) => [id, JSON.stringify(row)])),
  windows: new Map([...model.windows].map(([id, window]) => [id, JSON.stringify(window)])),
  own: new Map(own),
})

const textOf = ({ startsAt, endsAt, trackId, cueInMs, cueOutMs }: Omit<OwnRow, 'entryId' | 'title'> | PlayoutRow) =>
  `${startsAt} ${endsAt} ${trackId} ${cueInMs} ${cueOutMs}`

interface Stood {
  published: Published
  world: World
  scope: Scope
  now: number
  ownBefore: ReadonlyMap<number, OwnRow>
}

/** What is read back of the scope is what the log promises, to the millisecond; but for what had begun, or nearly. */
function judgeWhatStands(desk: Desk, { published, world, scope, now, ownBefore }: Stood): void {
  const isOpen = (row: { startsAt: number }): boolean =>
    row.startsAt >= scope.from && row.startsAt < scope.to && !isLocked(row, now)
  const promised = promisedBy(desk, published, scope).filter((text) => isOpen({ startsAt: Number.parseInt(text, 10) }))
  const standing = world.own.filter(isOpen)
  const there = new Map(world.rows.map((row) => [row.rowId, row]))
  const read = standing.map(({ rowId }) => there.get(rowId)).filter((row) => row !== undefined)
  assert.deepEqual(read.map(textOf).toSorted(), promised, 'what is read back is what the log promises')
  assert.ok(
    read.every(({ fadeIn, fadeOut }) => fadeIn === '00:00:00' && fadeOut === '00:00:00'),
    'no row is without fades',
  )
  assert.deepEqual(standing.map(textOf).toSorted(), promised, 'the ledger says so too')
  const locked = [...ownBefore.values()].filter((row) => isLocked(row, now))
  for (const row of locked) assert.deepEqual(desk.own.get(row.rowId), row, 'what has begun is left alone')
}

/** Rows of others, of other hours and days, and what was right already: untouched, to the byte. No window is lost. */
function judgeWhatStays({ model }: Desk, { before, published }: { before: Snapshot; published: Published }): void {
  const removed = new Set(published.changes.remove.map(({ rowId }) => rowId))
  const after = snapshotOf({ model, own: new Map() } as unknown as Desk)
  for (const [id, row] of before.rows) {
    if (!removed.has(id)) assert.equal(after.rows.get(id), row, 'untouched')
    else assert.ok(before.own.has(id), 'only rows of ours are removed')
  }
  for (const [id, window] of before.windows) assert.equal(after.windows.get(id), window, 'windows stay')
  const { asMade } = published.world
  const keyOf = (row: OwnRow | PlacedRow, windowId: number): string => `${textOf(row as OwnRow)} ${windowId}`
  const added = new Set(published.changes.add.map((row) => keyOf(row, 'id' in row.window ? row.window.id : 0)))
  for (const row of published.changes.remove)
    assert.ok(!asMade.has(row.rowId) || !added.has(keyOf(row, row.windowId)), 'what is right is not made anew')
}

/** What was added lies in a window that is ours to use, and is heard over nothing that is there. */
function judgeNeighbours(
  desk: Desk,
  { before, world, published }: { before: Snapshot; world: World; published: Published },
): void {
  const { model, own, airings } = desk
  const heard = [...model.rows.values()].map((row) => asRead(model, row))
  const planned = new Set(airings.map(({ windowId }) => windowId))
  const ranges = published.changes.add.map(({ startsAt, endsAt }) => [startsAt * 1000, endsAt * 1000] as const)
  for (const row of heard.filter(({ id }) => own.has(id) && !before.rows.has(id))) {
    const window = model.windows.get(row.instance)
    assert.ok(
      window !== undefined && window.starts < row.starts + US_PER_MS && row.ends <= window.ends,
      'in its window',
    )
    const show = model.shows.get(window.show)
    assert.ok(!window.modified && show?.linked === false && !show.auto_playlist_enabled && !planned.has(window.id))
    const over = heard.find((one) => one.id !== row.id && lieOver(one, row))
    assert.equal(over, undefined, 'heard over nothing')
    assert.ok(ranges.some(([from, to]) => from === row.starts && to === row.ends))
  }
  judgeWindows(model, { before, world })
}

interface Span {
  starts: number
  ends: number
}

/** What is less than a millisecond is lost in the reading, and the playout itself cuts to whole seconds. */
const lieOver = (a: Span, b: Span): boolean =>
  lasts(a) && lasts(b) && a.starts + US_PER_MS <= b.ends && b.starts + US_PER_MS <= a.ends
const lasts = ({ starts, ends }: Span): boolean => ends - starts >= US_PER_MS

function judgeWindows({ windows }: PlayoutModel, { before, world }: { before: Snapshot; world: World }): void {
  const standing = [...windows.values()].filter(({ modified, starts, ends }) => !modified && ends > starts)
  for (const one of standing.filter(({ id }) => !before.windows.has(id))) {
    assert.equal(world.windows.find(({ windowId }) => windowId === one.id)?.isOurs, true, 'a new window is ours')
    const over = standing.find((other) => other.id !== one.id && lieOver(other, one))
    assert.equal(over, undefined, 'a new window lies over no other')
  }
}

const removing = (made: MadeChanges, row: OwnRow | undefined): MadeChanges =>
  row === undefined ? made : { ...made, changes: { ...made.changes, remove: [...made.changes.remove, row] } }

const spoilAdded =
  (change: (row: PlacedRow) => PlacedRow): Spoil =>
  (made) => ({ ...made, changes: { ...made.changes, add: made.changes.add.map(change) } })

interface Sabotage {
  spoil: Spoil
  /** The promise that is broken by it. */
  breaks: RegExp
}

const READ_BACK = /what is read back is what the log promises/
const UNTOUCHED = /untouched|left alone/

export const PUBLISH_SABOTAGES: Readonly<Record<string, Sabotage>> = {
  'drop-a-row': {
    spoil: (made) => ({ ...made, changes: { ...made.changes, add: made.changes.add.slice(1) } }),
    breaks: READ_BACK,
  },
  'keep-an-old-row': {
    spoil: (made) => ({ ...made, changes: { ...made.changes, remove: made.changes.remove.slice(1) } }),
    breaks: READ_BACK,
  },
  'remove-foreign': {
    spoil: (made, { world }) => removing(made, world.foreign[0] as unknown as OwnRow | undefined),
    breaks: UNTOUCHED,
  },
  'touch-another-hour': {
    spoil: (made, { world, scope: { from, to } }) =>
      removing(
        made,
        world.own.find(({ startsAt }) => startsAt < from || startsAt >= to),
      ),
    breaks: UNTOUCHED,
  },
  'make-all-anew': {
    spoil: (made, { world }) => {
      const right = made.changes.keep.filter(({ rowId }) => world.asMade.has(rowId))
      const anew = right.map((row): PlacedRow => ({ ...row, window: { id: row.windowId }, position: 0 }))
      const { add, remove } = made.changes
      return { ...made, changes: { ...made.changes, add: [...add, ...anew], remove: [...remove, ...right] } }
    },
    breaks: UNTOUCHED,
  },
  'cue-a-millisecond-off': {
    spoil: spoilAdded((row) => ({ ...row, cueOutMs: row.cueOutMs + 1 })),
    breaks: READ_BACK,
  },
  'a-second-late': {
    spoil: spoilAdded((row) => ({ ...row, startsAt: row.startsAt + 1000, endsAt: row.endsAt + 1000 })),
    breaks: READ_BACK,
  },
  'cross-a-window': { spoil: spoilAdded((row) => ({ ...row, endsAt: row.endsAt + HOUR_MS })), breaks: READ_BACK },
}
