import { sql } from 'kysely'
import { lockInTx } from '../../db/lock-in-tx.ts'
import type { LedgerTx } from './ledger-tx.ts'

/** Jobs during which the process died run one at a time, so that the one to blame is found and no other suffers. */
const SUSPECT = 'suspect'

/** The gates that only one running job may have passed. */
export function exclusiveGates(job: { serial: string | null; crashes: number }): string[] {
  const gates = job.serial === null ? [] : [`serial:${job.serial}`]
  return job.crashes > 0 ? [...gates, SUSPECT] : gates
}

/** Lets the next jobs at a gate go on, most urgent first. @returns how many there were */
export async function releaseNext(ledger: LedgerTx, gate: string, limit: number): Promise<number> {
  const { rows } = await sql<{ id: number; queue: string; kind: string }>`
    update job_queue set state = 'ready', hold = null where id in (
      select id from job_queue where state = 'held' and hold = ${gate} order by priority, id limit ${limit})
    returning id, queue, kind`.execute(ledger.tx)
  for (const job of rows) {
    ledger.moved(job, ['held', 'ready'])
    ledger.later(() => ledger.signals.ready(job.queue, [job.id]))
  }
  return rows.length
}

/** Opens the gates of jobs that run no longer or will not run. */
export async function openGates(
  ledger: LedgerTx,
  jobs: readonly { serial: string | null; crashes: number }[],
): Promise<void> {
  const gates = [...new Set(jobs.flatMap(exclusiveGates))].toSorted()
  for (const gate of gates) {
    await lockInTx(ledger.tx, `jobs:${gate}`)
    await releaseNext(ledger, gate, 1)
  }
}
