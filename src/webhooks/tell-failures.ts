import type { Attention } from '../attention/index.ts'
import type { Tx } from '../db/db.ts'
import { lockInTx } from '../db/lock-in-tx.ts'
import type { Source } from './model.ts'
import { findFailures } from './store.ts'

export const failedCause = (sourceId: number): string => `webhook.failed:${sourceId}`

/** One card for a sender whose calls could not be followed, however many; gone when each was replayed or has aged. */
export async function tellFailures(
  { tx, attention }: { tx: Tx; attention: Attention },
  { sourceId, name }: Pick<Source, 'sourceId' | 'name'>,
): Promise<void> {
  const cause = failedCause(sourceId)
  await lockInTx(tx, cause)
  const failures = await findFailures(tx, sourceId)
  if (failures === undefined) return attention.resolve(tx, cause)
  const { count, newest } = failures
  const errorCode = newest.reason?.code ?? 'internal/unexpected'
  await attention.raise(tx, {
    cause,
    code: 'webhook.failed',
    params: { ...newest.reason?.params, count, name, errorCode },
    severity: 'warn',
    subject: `webhook-source:${sourceId}`,
    actions: [{ code: 'open-webhook-calls', open: `/connections/webhooks?source=${sourceId}&outcome=failed` }],
  })
}
