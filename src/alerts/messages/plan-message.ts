import { targetOf } from '../../connections/model.ts'
import type { Tx } from '../../db/db.ts'
import type { AlertsDeps } from '../deps.ts'
import { SendAlert } from '../jobs.ts'
import { type Channel, effectKeyOf, type Pending, type SentRow, subjectOf } from '../model.ts'
import type { MessengerTraits } from '../ports.ts'
import { EFFECT, POSTED } from './effect.ts'
import { insertMessage, setDelivery } from './store.ts'
import { kindOfMessage, splitPending, writeMessage } from './write-message.ts'

/** A channel with what its service can do, looked up before the transaction. */
export interface OpenedChannel {
  channel: Channel
  /** The connection's. */
  name: string
  traits: MessengerTraits
  /** Whether a message that was sent can be asked for. */
  canAsk: boolean
}

export type Planned = Pick<SentRow, 'messageId' | 'deliveryId'> & { runId: number }

/** Writes messages down with their deliveries and the jobs that bring them; nothing leaves. */
export async function planMessages(
  tx: Tx,
  deps: AlertsDeps,
  {
    opened,
    pending,
    mode,
    actor,
  }: { opened: OpenedChannel; pending: readonly Pending[]; mode: SentRow['mode']; actor: string },
): Promise<Planned[]> {
  const planned: Planned[] = []
  for (const part of splitPending(pending, opened.traits))
    planned.push(await planOne(tx, deps, { opened, part, mode, actor }))
  return planned
}

async function planOne(
  tx: Tx,
  deps: AlertsDeps,
  { opened, part, mode, actor }: { opened: OpenedChannel; part: Pending[]; mode: SentRow['mode']; actor: string },
): Promise<Planned> {
  const { channelId, connectionId } = opened.channel
  const now = deps.clock.now()
  const kind = kindOfMessage(part)
  const draft = writeMessage(part, { key: '', now, address: deps.settings().address })
  const messageId = await insertMessage(tx, { channelId, kind, mode, title: draft.title, items: part.length }, now)
  const key = effectKeyOf(channelId, messageId)
  const target = targetOf(connectionId)
  const { delivery } = await deps.deliveries.plan(tx, {
    key,
    kind: EFFECT,
    connectionId,
    target,
    place: opened.name,
    label: draft.title,
    subject: subjectOf(channelId),
    actor,
    params: { messageId, connectionId, message: { ...draft, key } },
    meant: opened.canAsk ? POSTED : {},
  })
  const { deliveryId } = delivery
  const payload = { messageId, channelId, deliveryId, target, isTest: mode === 'test' }
  const { runId } = await deps.jobs.enqueue(tx, SendAlert, payload, {
    actor,
    label: draft.title,
    ...(mode === 'test' || mode === 'loud' ? { priority: 1 } : {}),
  })
  await setDelivery(tx, messageId, { deliveryId, runId })
  return { messageId, deliveryId, runId }
}
