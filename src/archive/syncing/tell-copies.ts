import type { Attention } from '../../attention/index.ts'
import type { Tx } from '../../db/db.ts'
import { instant } from '../../kernel/contract.ts'
import type { EventLog } from '../../live/event-log.ts'
import type { Batch, SaidCode } from '../model.ts'
import { problemOf, type SyncWay } from './model.ts'

const goneCause = (batchId: number): string => `archive.copies-gone:${batchId}`
const untoldCause = (archiveId: number): string => `archive.copies-untold:${archiveId}`

interface TellDeps {
  attention: Attention
  events: EventLog
}

export interface GoneCopies {
  batch: Batch
  deliveryId: number | null
  way: Pick<SyncWay, 'connectionId' | 'peer'>
  count: number
  first: string
  lastSeenAt: number
  /** Whether not all of them were told of before. */
  isNew: boolean
}

/** Copies that were proven are not at the other machine any more. */
export async function tellGone({ attention, events }: TellDeps, tx: Tx, gone: GoneCopies): Promise<void> {
  const { batch, deliveryId, way, count, first, isNew } = gone
  const { batchId, name } = batch
  const params = { batch: name, peer: way.peer, count, first, lastSeenAt: instant(gone.lastSeenAt) }
  await attention.raise(tx, {
    cause: goneCause(batchId),
    code: 'archive.copies-gone',
    params,
    severity: 'warn',
    subject: `archive.batch:${batchId}`,
    actions: [
      ...(deliveryId === null
        ? []
        : [{ code: 'look-again', call: { operationId: 'deliveries.look', params: { deliveryId } } }]),
      { code: 'open-batch', open: `/archive/batches/${batchId}` },
      { code: 'open-connection', open: `/connections/${way.connectionId}` },
    ],
  })
  // Looked for again each night, they are told of once, and when more of them are gone.
  if (!isNew) return
  await events.append(tx, {
    kind: 'archive.copies.gone',
    actor: 'system',
    subject: `archive.batch:${batchId}`,
    data: params,
  })
}

/** They are there again, or nobody looks for them there any more. */
export const forgetGone = ({ attention }: Pick<TellDeps, 'attention'>, tx: Tx, batchId: number): Promise<void> =>
  attention.resolve(tx, goneCause(batchId))

export interface UntoldCopies {
  archiveId: number
  reason: SaidCode
  connectionId: number
  peer: string
  count: number
  lastSeenAt: number
}

/** One card for all copies that wait to be looked at again, however many nights it takes. */
export const tellUntold = ({ attention }: Pick<TellDeps, 'attention'>, tx: Tx, untold: UntoldCopies): Promise<void> => {
  const { archiveId, reason, connectionId, peer, count, lastSeenAt } = untold
  return attention.raise(tx, {
    cause: untoldCause(archiveId),
    code: 'archive.copies-untold',
    params: { ...reason.params, ...problemOf(reason), peer, count, lastSeenAt: instant(lastSeenAt) },
    severity: 'warn',
    subject: `connection:${connectionId}`,
    actions: [
      { code: 'open-connection', open: `/connections/${connectionId}` },
      { code: 'open-settings', open: '/settings' },
    ],
  })
}

export const forgetUntold = ({ attention }: Pick<TellDeps, 'attention'>, tx: Tx, archiveId: number): Promise<void> =>
  attention.resolve(tx, untoldCause(archiveId))
