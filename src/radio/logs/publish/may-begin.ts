import type { Tx } from '../../../db/db.ts'
import { lockInTx } from '../../../db/lock-in-tx.ts'
import { ConflictError } from '../../../kernel/errors.ts'
import type { Plan } from '../../../plans/index.ts'
import type { PublishDeps } from './publish-deps.ts'
import { findUnderWay, listNewerStanding, type Publication } from './store.ts'
import { canUndoSome, refuseIfAllStays } from './undo-in-time.ts'

/**
 * At one playout one publication at a time, or one undo: each is made from what stands there, and what is begun by another
 * in between would be removed, or stay, by halves.
 * @throws ConflictError naming what is under way
 */
export async function assertAlone(tx: Tx, { connectionId, planId }: Publication): Promise<void> {
  await lockInTx(tx, `radio-publications:${connectionId}`)
  const other = await findUnderWay(tx, connectionId)
  if (other === undefined || other.planId === planId) return
  const code = other.state === 'undoing' ? 'radio/undoing-now' : 'radio/publishing-now'
  throw new ConflictError(code, { params: { publicationId: other.publicationId } })
}

/**
 * What was published later stands on it: taken away from below, neither the log before nor the newer one would be heard.
 * @throws ConflictError naming the newest, which is undone first; or when nothing of it can be undone any more
 */
export async function assertMayUndo(
  deps: Pick<PublishDeps, 'plans' | 'clock'>,
  tx: Tx,
  { plan, publication }: { plan: Plan; publication: Publication },
): Promise<void> {
  for (const newer of await listNewerStanding(tx, publication, deps.clock.now())) {
    const itsPlan = await deps.plans.find(tx, newer.planId)
    // One that was undone as far as time allowed stands on its own.
    if (newer.state === 'mixed' && (itsPlan === undefined || !(await canUndoSome(deps, tx, itsPlan)))) continue
    const params = { publicationId: newer.publicationId, revision: newer.revision, planId: newer.planId }
    throw new ConflictError('radio/newer-publication-stands', { params })
  }
  await refuseIfAllStays(deps, tx, plan)
}
