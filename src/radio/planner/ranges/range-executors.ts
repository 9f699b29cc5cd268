import { z } from 'zod'
import { ConflictError } from '../../../kernel/errors.ts'
import type { Details, Difference, ExecutionContext, Operation, OperationExecutor } from '../../../plans/index.ts'
import { getStation } from '../../stations/index.ts'
import { assess, readOccupied } from '../wishes/assess.ts'
import { leftoverOf } from '../airings/clear-away.ts'
import type { Doer } from '../deps.ts'
import { withoutRemoved } from '../wishes/collisions.ts'
import { differenceOf, isThere, known, oneByOne, type RangeDeps, untilItStands } from './execute-airings.ts'
import { moveExecutor } from './move-executor.ts'
import { type Airing, isLocked, type ResolvedWish } from '../model.ts'
import { needAiring } from '../airings/need-airing.ts'
import { cancelIn, reserve } from '../airings/plan-airing.ts'
import { PLAN_AIRING, UNPLAN_AIRING } from './range-kinds.ts'
import { libraryOf } from '../wishes/resolve.ts'
import { findAiring, findAiringOfOperation } from '../store.ts'

const WishParams = z.object({
  startsAt: z.number(),
  endsAt: z.number(),
  episodeId: z.string().nullable(),
  trackId: z.number(),
  title: z.string(),
  showId: z.string(),
  showTitle: z.string(),
  isShowOfCms: z.boolean(),
  playoutShowId: z.number().nullable(),
  audioMs: z.number(),
})
const AddParams = z.object({ stationId: z.number(), wish: WishParams, inPlaceOf: z.array(z.number()) })
const RemoveParams = z.object({ stationId: z.number(), airingId: z.number(), round: z.number(), wish: WishParams })

/** Plans of a range: each airing is one operation, found again by the operation's id. */
export const rangeExecutors = (deps: RangeDeps): OperationExecutor[] => [
  planExecutor(deps),
  moveExecutor(deps),
  unplanExecutor(deps),
]

function planExecutor(deps: RangeDeps): OperationExecutor {
  return {
    kind: PLAN_AIRING,
    check: (operations, context) => checkFree(deps, operations, context),
    prepare: async (_tx, operations) => operations.map(({ operationId }) => ({ operationId })),
    apply: (operations, context) =>
      oneByOne(deps, { operations, context, done: 'done' }, async (operation, by) => {
        const { stationId, wish } = AddParams.parse(operation.params)
        await planOnce(deps, { stationId, wish, operationId: operation.operationId, by })
      }),
    undo: (operations, context) =>
      oneByOne(deps, { operations, context, done: 'undone' }, async ({ operationId }, by) => {
        const airing = await findAiringOfOperation(deps.db.read, operationId)
        if (airing !== undefined) await cancelOnce(deps, airing, by)
      }),
    lookUp: (reader, operations, direction) =>
      known(
        operations,
        async ({ operationId }) => {
          const airing = await findAiringOfOperation(reader, operationId)
          return direction === 'apply' ? isThere(airing) : airing?.state === 'cancelled'
        },
        direction === 'apply' ? 'done' : 'undone',
      ),
  }
}

function unplanExecutor(deps: RangeDeps): OperationExecutor {
  return {
    kind: UNPLAN_AIRING,
    check: async (operations) => {
      const found: Difference[] = []
      for (const operation of operations) {
        const { airingId, round } = RemoveParams.parse(operation.params)
        const airing = await findAiring(deps.db.read, airingId)
        if (airing === undefined || airing.round !== round || !isThere(airing))
          found.push(differenceOf(operation, 'radio/airing-changed'))
      }
      return found
    },
    prepare: async (_tx, operations) =>
      operations.map(({ operationId, params }): Details => ({ operationId, airingId: params['airingId'] })),
    apply: (operations, context) =>
      oneByOne(deps, { operations, context, done: 'done' }, async (operation, by) => {
        await cancelOnce(deps, await needAiring(deps, RemoveParams.parse(operation.params).airingId), by)
      }),
    undo: (operations, context) =>
      oneByOne(deps, { operations, context, done: 'undone' }, async (operation, by) => {
        const { stationId, wish } = RemoveParams.parse(operation.params)
        await planOnce(deps, { stationId, wish, operationId: operation.operationId, by })
      }),
    lookUp: (reader, operations, direction) =>
      known(
        operations,
        async ({ operationId, params }) => {
          if (direction === 'undo') return isThere(await findAiringOfOperation(reader, operationId))
          return (await findAiring(reader, RemoveParams.parse(params).airingId))?.state === 'cancelled'
        },
        direction === 'apply' ? 'done' : 'undone',
      ),
  }
}

/** Every slot is looked at as it is now, but for what the same plan takes away. */
async function checkFree(
  deps: RangeDeps,
  operations: readonly Operation[],
  { signal }: ExecutionContext,
): Promise<Difference[]> {
  const wishes = operations.map((operation) => ({ operation, ...AddParams.parse(operation.params) }))
  const [first] = wishes
  if (first === undefined) return []
  const station = await getStation(deps.db.read, first.stationId)
  const startsAt = wishes.reduce((least, { wish }) => Math.min(least, wish.startsAt), Number.POSITIVE_INFINITY)
  const endsAt = wishes.reduce((most, { wish }) => Math.max(most, wish.endsAt), 0)
  const occupied = await readOccupied(deps, station, { startsAt, endsAt, maxAgeMs: 0, signal })
  const tracks = new Map(
    (await deps.reads.read(libraryOf(station), 'tracks', { maxAgeMs: 60_000 })).map((track) => [track.trackId, track]),
  )
  const leaving = occupied.airings.items.filter(({ airingId }) => first.inPlaceOf.includes(airingId))
  const free = withoutRemoved(occupied, leaving)
  const now = deps.clock.now()
  return wishes.flatMap(({ operation, wish }): Difference[] => {
    const { conflicts, refusal, same } = assess(wish, free, { now })
    if (same !== undefined)
      return same.operationId === operation.operationId ? [] : [differenceOf(operation, 'radio/planned-meanwhile')]
    if (refusal !== undefined) return [{ operationId: operation.operationId, error: refusal }]
    if (conflicts.length > 0) return [differenceOf(operation, 'radio/slot-taken')]
    return tracks.get(wish.trackId)?.state === 'usable' ? [] : [differenceOf(operation, 'radio/track-not-there')]
  })
}

interface Wished {
  stationId: number
  wish: ResolvedWish
  operationId: number
  by: Doer
}

async function planOnce(deps: RangeDeps, { stationId, wish, operationId, by }: Wished): Promise<void> {
  const station = await getStation(deps.db.read, stationId)
  const airing =
    (await findAiringOfOperation(deps.db.read, operationId)) ??
    (await deps.db.tx((tx) => reserve(deps, tx, { station, wish, by, operationId })))
  await untilItStands(deps, airing, { by, isDone: isThere })
}

async function cancelOnce(deps: RangeDeps, airing: Airing, by: Doer): Promise<void> {
  const { airingId, title } = airing
  if (isThere(airing) || airing.state === 'planned') {
    if (isLocked(airing, deps.clock.now()))
      throw new ConflictError('radio/airing-locked', { params: { airingId, title } })
    const left = await leftoverOf(deps, airing)
    await deps.db.tx((tx) => cancelIn(deps, tx, { airing, left }))
  }
  await untilItStands(deps, airing, { by, isDone: ({ state }) => state === 'cancelled' })
}
