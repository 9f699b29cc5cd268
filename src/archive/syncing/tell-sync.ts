import type { Attention, CardAction } from '../../attention/index.ts'
import type { Tx } from '../../db/db.ts'
import type { EventLog } from '../../live/event-log.ts'
import { changeBatch } from '../batches/store.ts'
import type { Batch, SaidCode } from '../model.ts'
import type { ArchiveSettings } from '../settings.ts'
import { problemOf, type Sync } from './model.ts'
import { changeSync } from './store.ts'
import { forgetGone } from './tell-copies.ts'

interface TellDeps {
  attention: Attention
  settings: () => Pick<ArchiveSettings, 'syncing'>
}

const causeOf = (batchId: number): string => `archive.sync:${batchId}`

/** A batch that something has kept for as long as the settings say waits for a person; once nothing does, no more. */
export async function tellSync(
  { attention, settings }: TellDeps,
  tx: Tx,
  { batch, sync, now }: { batch: Batch; sync: Sync; now: number },
): Promise<void> {
  const { batchId, name } = batch
  const { hold, holdSince, way } = sync
  if (hold === null || holdSince === null) return attention.resolve(tx, causeOf(batchId))
  const isLong = now - holdSince >= settings().syncing.stalled_after_sec * 1000
  if (!isLong) return
  await attention.raise(tx, {
    cause: causeOf(batchId),
    code: 'archive.sync-held',
    params: { ...hold.params, ...problemOf(hold), batch: name, peer: way?.peer ?? '' },
    severity: 'warn',
    subject: `archive.batch:${batchId}`,
    actions: [
      { code: 'look-again', call: { operationId: 'archive.sync.refresh', body: { batchId } } },
      openBatch(batchId),
      ...openConnection(sync),
    ],
  })
}

const openBatch = (batchId: number): CardAction => ({ code: 'open-batch', open: `/archive/batches/${batchId}` })

const openConnection = ({ way }: Pick<Sync, 'way'>): CardAction[] =>
  way === null ? [] : [{ code: 'open-connection', open: `/connections/${way.connectionId}` }]

/** It is there, or it is not to go there any more, or sets out anew. */
export async function forgetSync({ attention }: Pick<TellDeps, 'attention'>, tx: Tx, batchId: number): Promise<void> {
  await attention.resolve(tx, causeOf(batchId))
  await forgetGone({ attention }, tx, batchId)
}

/** It can't go on by itself: a person sets it right and tries it again, or puts its files back. */
export async function failSync(
  { attention, events }: Pick<TellDeps, 'attention'> & { events: EventLog },
  tx: Tx,
  { batch, sync, reason }: { batch: Batch; sync: Sync | undefined; reason: SaidCode },
): Promise<void> {
  const { batchId, name } = batch
  if (!(await changeBatch(tx, batchId, { state: 'ERROR', reason, from: ['SYNCING'] }))) return
  await changeSync(tx, batchId, { hold: reason })
  await attention.raise(tx, {
    cause: causeOf(batchId),
    code: 'archive.sync-failed',
    params: { ...reason.params, ...problemOf(reason), batch: name },
    severity: 'bad',
    subject: `archive.batch:${batchId}`,
    actions: [
      { code: 'retry-batch', call: { operationId: 'archive.retryBatch', params: { batchId } } },
      { code: 'abandon-batch', call: { operationId: 'archive.abandonBatch', params: { batchId } } },
      openBatch(batchId),
    ],
  })
  const at = { actor: 'system', subject: `archive.batch:${batchId}` }
  const peer = sync?.way?.peer ?? null
  await events.append(tx, { kind: 'archive.sync.failed', ...at, data: { batch: name, peer, reason } })
}
