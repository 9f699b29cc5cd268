import { z } from 'zod'
import { ConflictError } from '../../../kernel/errors.ts'
import type { Difference, ExecutionContext, Operation, OperationExecutor } from '../../../plans/index.ts'
import { getStation } from '../../stations/index.ts'
import { leftoverOf } from '../airings/clear-away.ts'
import { needAiring } from '../airings/need-airing.ts'
import { assertChangeable, moveIn, placed, stands } from '../airings/plan-airing.ts'
import type { Doer } from '../deps.ts'
import type { Airing, Slot } from '../model.ts'
import { findAiring } from '../store.ts'
import { assess, readOccupied } from '../wishes/assess.ts'
import { withoutRemoved } from '../wishes/collisions.ts'
import { differenceOf, isThere, known, oneByOne, type RangeDeps, untilItStands } from './execute-airings.ts'
import { MOVE_AIRING } from './range-kinds.ts'

const SlotParams = z.object({ startsAt: z.number(), endsAt: z.number() })
const MoveParams = z.object({
  stationId: z.number(),
  airingId: z.number(),
  round: z.number(),
  from: SlotParams,
  to: SlotParams,
  /** Airings that make room before it comes. */
  inPlaceOf: z.array(z.number()),
})

const isAt = (airing: Airing | undefined, { startsAt, endsAt }: Slot): boolean =>
  isThere(airing) && airing?.startsAt === startsAt && airing.endsAt === endsAt

/** An airing in another slot; it stays the same airing, and goes back when that is undone. */
export function moveExecutor(deps: RangeDeps): OperationExecutor {
  const lookUp: OperationExecutor['lookUp'] = (reader, operations, direction) =>
    known(
      operations,
      async ({ params }) => {
        const { airingId, from, to } = MoveParams.parse(params)
        return isAt(await findAiring(reader, airingId), direction === 'apply' ? to : from)
      },
      direction === 'apply' ? 'done' : 'undone',
    )
  return {
    kind: MOVE_AIRING,
    check: (operations, context) => checkMoves(deps, operations, context),
    prepare: async (_tx, operations) => operations.map(({ operationId }) => ({ operationId })),
    apply: (operations, context) =>
      oneByOne(deps, { operations, context, done: 'done' }, async ({ params }, by) => {
        const { airingId, from, to } = MoveParams.parse(params)
        await moveOnce(deps, airingId, { from, to, by })
      }),
    undo: (operations, context) =>
      oneByOne(deps, { operations, context, done: 'undone' }, async ({ params }, by) => {
        const { airingId, from, to } = MoveParams.parse(params)
        await moveOnce(deps, airingId, { from: to, to: from, by })
      }),
    lookUp,
  }
}

async function moveOnce(
  deps: RangeDeps,
  airingId: number,
  { from, to, by }: { from: Slot; to: Slot; by: Doer },
): Promise<void> {
  const airing = await needAiring(deps, airingId)
  const lies = ({ startsAt, endsAt }: Slot): boolean => airing.startsAt === startsAt && airing.endsAt === endsAt
  if (!lies(to)) {
    assertChangeable(airing, deps.clock.now())
    if (!lies(from)) throw new ConflictError('radio/airing-changed', { params: { airingId, title: airing.title } })
    const left = await leftoverOf(deps, airing)
    await deps.db.tx((tx) => moveIn(deps, tx, { airing, slot: to, left, by }))
  }
  await untilItStands(deps, airing, { by, isDone: isThere })
}

/** Each airing as it was, and its new slot as it is now, but for what the same plan takes away from there. */
async function checkMoves(
  deps: RangeDeps,
  operations: readonly Operation[],
  { signal }: ExecutionContext,
): Promise<Difference[]> {
  const moves = operations.map((operation) => ({ operation, ...MoveParams.parse(operation.params) }))
  const [first] = moves
  if (first === undefined) return []
  const station = await getStation(deps.db.read, first.stationId)
  const startsAt = moves.reduce((least, { to }) => Math.min(least, to.startsAt), Number.POSITIVE_INFINITY)
  const endsAt = moves.reduce((most, { to }) => Math.max(most, to.endsAt), 0)
  const occupied = await readOccupied(deps, station, { startsAt, endsAt, maxAgeMs: 0, signal })
  const leaving = occupied.airings.items.filter(({ airingId }) => first.inPlaceOf.includes(airingId))
  const free = withoutRemoved(occupied, leaving)
  const now = deps.clock.now()
  const found: Difference[] = []
  for (const { operation, airingId, round, to } of moves) {
    const airing = await findAiring(deps.db.read, airingId)
    if (isAt(airing, to)) continue
    if (airing === undefined || airing.round !== round || !stands(airing)) {
      found.push(differenceOf(operation, 'radio/airing-changed'))
      continue
    }
    const { conflicts, refusal } = assess(placed(airing, to), free, { now, moving: airing })
    if (refusal !== undefined) found.push({ operationId: operation.operationId, error: refusal })
    else if (conflicts.length > 0) found.push(differenceOf(operation, 'radio/slot-taken'))
  }
  return found
}
