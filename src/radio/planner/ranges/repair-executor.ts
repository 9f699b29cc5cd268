import { z } from 'zod'
import type { Tx } from '../../../db/db.ts'
import { ConflictError } from '../../../kernel/errors.ts'
import type { Operation, OperationExecutor } from '../../../plans/index.ts'
import { getStation } from '../../stations/index.ts'
import type { Attempts } from '../airings/attempts.ts'
import { leftoverOf, placeKey, removeIfEmpty } from '../airings/clear-away.ts'
import { deliver, isFinal, takeBack } from '../airings/deliver.ts'
import { needAiring } from '../airings/need-airing.ts'
import { changeIn, OFF_PLACE, start } from '../airings/plan-airing.ts'
import type { Doer, PlannerDeps } from '../deps.ts'
import { freeKey } from '../effects/free-key.ts'
import { RESTORE_ROW } from '../effects/restore-row.ts'
import { Content, contentFields } from '../effects/row-content.ts'
import { type Airing, isLocked } from '../model.ts'
import { findAiring, insertLeftover, updateAiring } from '../store.ts'
import { isThere, known, oneByOne, type RangeDeps, untilItStands } from './execute-airings.ts'
import { REPAIR_AIRING } from './range-kinds.ts'

const id = z.number().int().nullable()

export const RepairParams = z.object({
  airingId: z.number().int(),
  /** Of the airing, before it is repaired. */
  round: z.number().int(),
  /** Where it stood then, as far as we knew. */
  place: z.object({ rowId: id, windowId: id, rowDeliveryId: id, windowDeliveryId: id }),
  /** Whether anything stood there; and all that can be written again of it. */
  isThere: z.boolean(),
  content: Content.nullable(),
  title: z.string(),
})
type Repair = z.output<typeof RepairParams>

export type RepairDeps = RangeDeps & { attempts: Attempts }

/** An airing that others changed at the playout, made anew in its slot; undone, what they had made stands there again. */
export function repairExecutor(deps: RepairDeps): OperationExecutor {
  return {
    kind: REPAIR_AIRING,
    // What stands in the way by now is found when its place is filled.
    check: async () => [],
    prepare: async (_tx, operations) => operations.map(({ operationId }) => ({ operationId })),
    apply: (operations, context) =>
      oneByOne(deps, { operations, context, done: 'done' }, async ({ params }, by) => {
        const { airingId } = RepairParams.parse(params)
        await tellingHowItEnds(deps, airingId, async () =>
          untilItStands(deps, await needAiring(deps, airingId), { by, isDone: isThere }),
        )
      }),
    undo: (operations, context) =>
      oneByOne(deps, { operations, context, done: 'undone' }, async ({ params }, by) => {
        const repair = RepairParams.parse(params)
        const { connectionId } = await needAiring(deps, repair.airingId)
        await deps.inTurn(connectionId, () => putBack(deps, repair, by))
      }),
    lookUp: (reader, operations, direction) =>
      known(
        operations,
        async ({ params }) => {
          const { airingId, round } = RepairParams.parse(params)
          const airing = await findAiring(reader, airingId)
          return isThere(airing) && airing?.round === (direction === 'apply' ? round + 1 : round + 2)
        },
        direction === 'apply' ? 'done' : 'undone',
      ),
  }
}

async function tellingHowItEnds(deps: RepairDeps, airingId: number, work: () => Promise<void>): Promise<void> {
  try {
    await work()
    deps.attempts.ended(airingId)
  } catch (error) {
    deps.attempts.ended(airingId, { error, step: undefined })
    throw error
  }
}

/** In the transaction that starts a repair: what stands there is left, and the airing waits for its new place. */
export async function leaveForRepair(deps: PlannerDeps, tx: Tx, { params }: Operation): Promise<void> {
  const { airingId, round } = RepairParams.parse(params)
  const airing = await needAiring(deps, airingId)
  if (airing.round > round) return
  const left = await leftoverOf(deps, airing)
  if (left !== undefined) await insertLeftover(tx, left)
  await changeIn(deps, tx, { airing, ...OFF_PLACE, windowId: null, rowId: null, state: 'planned' })
}

/**
 * Ours goes before theirs comes: both would be heard. It is gone on with wherever an earlier attempt ended, as the round of
 * the airing changes last.
 */
async function putBack(deps: RepairDeps, repair: Repair, by: Doer): Promise<void> {
  const airing = await needAiring(deps, repair.airingId)
  const window = await deps.deliveries.findByKey(`${placeKey({ ...airing, round: repair.round + 1 })}:window`)
  if (airing.round === repair.round + 1) {
    await assertMayGoBack(deps, { airing, repair, by })
    if (airing.rowDeliveryId !== null) await takeBack(deps, airing.rowDeliveryId, by)
    const theirs = repair.content === null ? repair.place : await restoreOrComeBack(deps, { airing, repair, by })
    const change = { ...repair.place, ...theirs, round: repair.round + 2, reason: null }
    await deps.db.tx((tx) => updateAiring({ tx, now: deps.clock.now() }, airing.airingId, change))
  } else if (airing.round !== repair.round + 2) throw changedSince(airing)
  if (window !== undefined && window.deliveryId !== repair.place.windowDeliveryId)
    await removeIfEmpty(deps, airing, { deliveryId: window.deliveryId, by })
}

const changedSince = ({ airingId, title }: Airing): ConflictError =>
  new ConflictError('radio/airing-changed', { params: { airingId, title } })

interface Back {
  airing: Airing
  repair: Repair
  by: Doer
}

/** @throws ConflictError when it was changed since, has begun or is about to, or can't be as it was */
async function assertMayGoBack(deps: RepairDeps, { airing, repair, by }: Back): Promise<void> {
  const { airingId, title, connectionId } = airing
  if (airing.state !== 'verified') throw changedSince(airing)
  const now = deps.clock.now()
  if (isLocked(airing, now) || (repair.content !== null && isLocked(repair.content, now)))
    throw new ConflictError('radio/airing-locked', { params: { airingId, title } })
  if (!repair.isThere) return
  if (repair.content === null) throw new ConflictError('radio/take-without-cues', { params: {} })
  const { windowId } = repair.content
  const window = await (await deps.outside.programme(connectionId)).findWindow(windowId, by.signal)
  if (window === undefined || window.isRemoved) throw new ConflictError('radio/window-gone', { params: { windowId } })
}

/** What the playout does not take back leaves no silence: ours is made anew. */
async function restoreOrComeBack(deps: RepairDeps, { airing, repair, by }: Back) {
  try {
    return await restore(deps, { airing, repair, by })
  } catch (error) {
    if (!isFinal(error)) throw error
    const change = { ...OFF_PLACE, windowId: null, rowId: null, state: 'planned' as const, round: repair.round + 3 }
    await deps.db.tx(async (tx) => {
      const again = await updateAiring({ tx, now: deps.clock.now() }, airing.airingId, change)
      await start(deps, tx, { airing: again, by })
    })
    throw error
  }
}

/** As others had made it, under a new number; from then on it is what stands there of the airing. */
async function restore(deps: RepairDeps, { airing, repair, by }: Back) {
  const { connectionId, airingId } = airing
  const content = Content.parse(repair.content)
  const made = await deliver(deps, {
    key: await freeKey(deps.deliveries, `${placeKey({ airingId, round: repair.round + 2 })}:row`),
    by,
    make: async () => ({
      kind: RESTORE_ROW,
      connectionId,
      place: (await getStation(deps.db.read, airing.stationId)).name,
      label: repair.title,
      subject: `airing:${airingId}`,
      params: { connectionId, content },
      meant: contentFields(content),
    }),
  })
  return { rowId: Number(made.remoteRef), rowDeliveryId: Number(made.deliveryId), windowId: content.windowId }
}
