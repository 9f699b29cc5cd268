import type { Reader, Tx } from '../../db/db.ts'
import { ConflictError } from '../../kernel/errors.ts'
import type { Plan, Plans } from '../../plans/index.ts'
import { type Batch, DEFAULT_ARCHIVE } from '../model.ts'
import { lockGate } from './gate.ts'

/*
 * While an undo puts the files of a batch back, some are here and some are there: nothing else is begun with it until the
 * undo has ended and says what is left in the batch.
 */

interface Deps {
  plans: Pick<Plans, 'find'>
}

type Planned = Pick<Batch, 'name' | 'takePlanId' | 'sortPlanId'>

export const isBeingPutBack = async (deps: Deps, reader: Reader, batch: Planned): Promise<boolean> =>
  (await findUndo(deps, reader, batch)) !== undefined

/** @throws ConflictError `archive/batch-being-put-back` */
export async function requireNotPutBack(deps: Deps, tx: Tx, batch: Planned): Promise<void> {
  // An undo that begins now passes here, too.
  await lockGate(tx, DEFAULT_ARCHIVE)
  const undo = await findUndo(deps, tx, batch)
  if (undo === undefined) return
  const params = { batch: batch.name, runId: undo.undoRunId ?? 0 }
  throw new ConflictError('archive/batch-being-put-back', { params })
}

async function findUndo(
  { plans }: Deps,
  reader: Reader,
  { takePlanId, sortPlanId }: Planned,
): Promise<Plan | undefined> {
  for (const planId of [takePlanId, sortPlanId]) {
    const plan = planId === null ? undefined : await plans.find(reader, planId)
    if (plan?.state === 'undoing') return plan
  }
  return undefined
}
