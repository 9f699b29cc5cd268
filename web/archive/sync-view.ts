import type { BatchView } from '../../src/archive/contract.ts'
import type { SyncView } from '../../src/archive/syncing/contract.ts'
import { formatExact, formatShare } from '../format.ts'
import type { ProofState } from '../parts/ProofChip.tsx'
import type { State } from '../parts/states.ts'
import type { TrailStep } from '../parts/Trail.tsx'
import type { Say } from '../words.ts'

/** Jobs that look at the other machine. */
export const LOOKS = 'archive.sync'

/** Stopped at sorting, or while its files were put back: no word of the other machine. */
const NOT_ABOUT_SYNCING: readonly string[] = ['archive/sort-incomplete', 'archive/undo-incomplete']

/** Whether there may be something to say of the other machine. */
export const mayBeSynced = ({ state, syncedAt, reason }: BatchView): boolean =>
  state === 'SYNCING' ||
  syncedAt !== null ||
  (state === 'ERROR' && reason !== null && !NOT_ABOUT_SYNCING.includes(reason.code))

/** Of files that were proven once and have left the shared folder since nothing is known any more. */
export function proofOf(say: Say, sync: SyncView): { state: ProofState; detail: string } {
  const { proof, lost, syncedAt, deliveryId } = sync
  const share = formatShare(sync.doneBytes, sync.totalBytes)
  if (syncedAt === null)
    return { state: deliveryId === null ? 'planned' : sync.needItems === null ? 'sent' : 'sending', detail: share }
  if (lost !== null) {
    const at = formatExact(Date.parse(lost.lastSeenAt))
    return { state: 'undone', detail: say('web.archive.sync.lost', { count: lost.files, at }) }
  }
  if (proof === null || proof.files < sync.fileCount)
    return { state: 'undone', detail: say('web.archive.sync.left', { count: proof?.files ?? 0 }) }
  return { state: 'verified', detail: formatExact(Date.parse(proof.lookedAt)) }
}

/** Taken, read by the service, on its way, proven file by file, sorted. */
export function trailOf(say: Say, batch: BatchView, sync: SyncView): TrailStep[] {
  const isSynced = batch.syncedAt !== null
  const hasStopped = batch.state === 'ERROR' && !isSynced
  const isSent = sync.needItems !== null || isSynced
  const step = (name: 'taken' | 'read' | 'sent' | 'proven' | 'sorted', state: State): TrailStep => ({
    name: say(`web.archive.sync.step.${name}`),
    state,
  })
  const now: State = hasStopped ? 'failed' : sync.hold === null ? 'running' : 'waiting'
  const isUpToDate = sync.needItems === 0
  return [
    step('taken', 'done'),
    step('read', isSent ? 'done' : now),
    step('sent', isSynced || isUpToDate ? 'done' : isSent ? now : 'ready'),
    step('proven', isSynced ? 'verified' : isUpToDate ? now : 'ready'),
    step('sorted', batch.state === 'SORTED' ? 'done' : batch.state === 'SORTING' ? 'running' : 'ready'),
  ]
}
