import type { Reader, Tx } from '../../db/db.ts'
import { lockInTx } from '../../db/lock-in-tx.ts'
import type { Plans } from '../../plans/index.ts'
import type { Batch, SaidCode } from '../model.ts'
import { listBlockingBatches } from './store.ts'

/*
 * While batches may not run in parallel, one that is not sorted yet keeps others from being made and from being taken. A
 * draft of which nothing was moved yet keeps only other drafts from being made, so that a person who is away holds up
 * nothing that files by itself; it has to pass here again when it is applied.
 */

export interface GateDeps {
  plans: Pick<Plans, 'find'>
}

export interface Blocking {
  batch: Batch
  /** Its plan was not applied yet. */
  isDraft: boolean
}

interface Passing {
  archiveId: number
  /** Whether a draft stands in the way, too. */
  drafts: 'block' | 'pass'
  /** The batch that wants to pass. */
  batchId?: number
}

/** Two that ask at the same time pass one after the other. */
export const lockGate = (tx: Tx, archiveId: number): Promise<void> => lockInTx(tx, `archive:${archiveId}:batches`)

/** The oldest batch in the way. */
export async function findBlocking(
  { plans }: GateDeps,
  reader: Reader,
  { archiveId, drafts, batchId }: Passing,
): Promise<Blocking | undefined> {
  for (const batch of await listBlockingBatches(reader, archiveId)) {
    if (batch.batchId === batchId) continue
    const isDraft = batch.state === 'CREATING' && (await stateOf(plans, reader, batch)) === 'draft'
    if (!isDraft || drafts === 'block') return { batch, isDraft }
  }
  return undefined
}

async function stateOf(plans: GateDeps['plans'], reader: Reader, { takePlanId }: Batch): Promise<string | undefined> {
  return takePlanId === null ? undefined : (await plans.find(reader, takePlanId))?.state
}

export const blockedReason = ({ batch, isDraft }: Blocking): SaidCode => ({
  code: 'archive/batch-blocks',
  params: { batch: batch.name, state: isDraft ? 'draft' : batch.state.toLowerCase() },
})
