import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Operation } from '../../../plans/index.ts'
import type { OwnRow } from './model.ts'
import { ROW, TAKE } from './publish-kinds.ts'
import { whatStays } from './what-stays.ts'

const MINUTE_MS = 60_000
const NOON = Date.parse('2026-12-01T12:00:00Z')
const at = (minutes: number): number => NOON + minutes * MINUTE_MS

/** Minutes after noon. */
type Stretch = readonly [from: number, to: number]

const rowOf = (deliveryId: number, [from, to]: Stretch): OwnRow => ({
  deliveryId,
  rowId: deliveryId,
  windowId: 1,
  entryId: deliveryId,
  trackId: deliveryId,
  title: `Song ${deliveryId}`,
  startsAt: at(from),
  endsAt: at(to),
  cueInMs: 0,
  cueOutMs: (to - from) * MINUTE_MS,
})

const operation = (kind: string, operationId: number, given: Pick<Operation, 'params' | 'inverse'>): Operation => ({
  operationId,
  planId: 1,
  kind,
  group: 'log',
  position: operationId,
  state: 'done',
  before: {},
  after: {},
  reason: { code: 'log-add', params: {} },
  error: null,
  ...given,
})

/** Numbers of operations are those of the deliveries that they are about. */
const added = (deliveryId: number, stretch: Stretch): Operation => {
  const { deliveryId: _delivery, rowId: _row, windowId, ...row } = rowOf(deliveryId, stretch)
  return operation(ROW, deliveryId, {
    params: { act: 'add', row: { ...row, window: { id: windowId }, position: 0 } },
    inverse: { deliveryId },
  })
}
const removed = (deliveryId: number, stretch: Stretch): Operation =>
  operation(ROW, deliveryId, { params: { act: 'remove', row: rowOf(deliveryId, stretch) }, inverse: { deliveryId } })
const taken = (rowId: number, [from, to]: Stretch): Operation => {
  const times = { startsAt: at(from), endsAt: at(to), cueInMs: 0, cueOutMs: 1, fadeIn: null, fadeOut: null }
  const content = { windowId: 1, trackId: rowId, streamId: null, ...times, position: 0 }
  return operation(TAKE, rowId, {
    params: { rowId, title: 'Theirs', show: '', content },
    inverse: { deliveryId: rowId },
  })
}

interface Given {
  operations: Operation[]
  standing: OwnRow[]
  now?: number
  putBack?: ReadonlyMap<number, number>
}

/** @returns what stays, by the number of its operation, with the code of the reason */
function staysOf({ operations, standing, now = -10, putBack = new Map() }: Given): Record<number, string> {
  const stays = whatStays({ operations, standing, putBack, now: at(now), lockMs: 2 * MINUTE_MS })
  return Object.fromEntries([...stays].map(([operationId, { code }]) => [operationId, code]))
}

const SOON = 'radio/begins-too-soon'
const OVER = 'radio/runs-into-what-stays'

describe('what an undo leaves as it is', () => {
  it('is nothing while all of it is to come', () => {
    const operations = [removed(1, [0, 3]), added(11, [0, 3]), removed(2, [3, 6]), added(12, [3, 6])]
    assert.deepEqual(staysOf({ operations, standing: [rowOf(11, [0, 3]), rowOf(12, [3, 6])] }), {})
  })

  it('is a row that begins within the lock, and what was in its place', () => {
    const operations = [removed(1, [0, 3]), added(11, [0, 3]), removed(2, [3, 6]), added(12, [3, 6])]
    const standing = [rowOf(11, [0, 3]), rowOf(12, [3, 6])]
    assert.deepEqual(staysOf({ operations, standing, now: -1 }), { 1: OVER, 11: SOON })
    assert.deepEqual(staysOf({ operations, standing, now: -2 }), {}, 'the lock is half-open')
    assert.deepEqual(staysOf({ operations, standing, now: 4 }), { 1: OVER, 2: OVER, 11: SOON, 12: SOON })
  })

  it('is what is heard in the time of a row that can’t come back, down to the first place where both meet', () => {
    const operations = [
      removed(1, [0, 4]),
      removed(2, [4, 9]),
      removed(3, [9, 12]),
      added(11, [0, 5]),
      added(12, [5, 7]),
      added(13, [7, 9]),
      added(14, [9, 12]),
    ]
    const standing = [rowOf(11, [0, 5]), rowOf(12, [5, 7]), rowOf(13, [7, 9]), rowOf(14, [9, 12])]
    // The first stays; it lies over the second of before, so all that is heard in the time of that one stays.
    assert.deepEqual(staysOf({ operations, standing, now: 1 }), {
      1: OVER,
      2: OVER,
      11: SOON,
      12: OVER,
      13: OVER,
    })
  })

  it('is a row of before that has begun, where nothing came in its place', () => {
    const operations = [removed(1, [0, 3]), removed(2, [3, 6])]
    assert.deepEqual(staysOf({ operations, standing: [], now: 1 }), { 1: SOON })
    assert.deepEqual(staysOf({ operations, standing: [], now: -1 }), {}, 'in time, it is put back until it begins')
  })

  it('is a row of before, or of others, that would lie over a row of another publication', () => {
    const operations = [removed(1, [0, 3]), taken(2, [10, 13])]
    const standing = [rowOf(99, [2, 4]), rowOf(98, [12, 14])]
    assert.deepEqual(staysOf({ operations, standing }), { 1: OVER, 2: OVER })
    assert.deepEqual(staysOf({ operations, standing: [rowOf(99, [3, 10])] }), {}, 'what only meets it does not')
  })

  it('knows a row of its own that was removed and brought back, however often', () => {
    const operations = [removed(1, [0, 3]), added(11, [0, 3])]
    const standing = [rowOf(13, [0, 3])]
    assert.deepEqual(staysOf({ operations, standing }), { 1: OVER }, 'unknown, it is somebody else’s')
    const putBack = new Map([
      [11, 12],
      [12, 13],
    ])
    assert.deepEqual(staysOf({ operations, standing, putBack }), {})
    assert.deepEqual(staysOf({ operations, standing, putBack, now: 1 }), { 1: OVER, 11: SOON })
  })

  it('is nothing of a row that stands there no more', () => {
    assert.deepEqual(staysOf({ operations: [added(11, [0, 3])], standing: [], now: 1 }), {})
  })
})
