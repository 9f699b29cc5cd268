import type { Reader } from '../../db/db.ts'
import type { LedgerTx } from './ledger-tx.ts'
import type { QueueSetting } from './queue-setting.ts'

export async function listQueueSettings(reader: Reader): Promise<QueueSetting[]> {
  const rows = await reader.selectFrom('queues').selectAll().orderBy('name').execute()
  return rows.map((row) => ({ name: row.name, concurrency: row.concurrency, isPaused: row.is_paused === 1 }))
}

/** Holds over restarts, for every process that works on this ledger. */
export async function setQueue(
  ledger: LedgerTx,
  { name, actor }: { name: string; actor: string },
  change: { concurrency?: number | null; isPaused?: boolean },
): Promise<void> {
  const facts = {
    ...(change.concurrency === undefined ? {} : { concurrency: change.concurrency }),
    ...(change.isPaused === undefined ? {} : { is_paused: change.isPaused ? 1 : 0 }),
    changed_at: ledger.now,
  }
  const row = await ledger.tx
    .insertInto('queues')
    .values({ name, ...facts })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(facts))
    .returning(['concurrency', 'is_paused'])
    .executeTakeFirstOrThrow()
  ledger.say({ kind: 'job.queue.changed', actor, subject: `queue:${name}`, data: change })
  const setting = { name, concurrency: row.concurrency, isPaused: row.is_paused === 1 }
  ledger.later(() => ledger.signals.queueChanged(setting))
}
