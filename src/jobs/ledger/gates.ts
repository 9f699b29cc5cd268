import { sql } from 'kysely'
import { lockInTx } from '../../db/lock-in-tx.ts'
import type { ClaimedJob } from './claim.ts'
import { exclusiveGates } from './holds.ts'
import { idList, type LedgerTx, skipLocked } from './ledger-tx.ts'
import { admitToTargets } from './targets.ts'

/** Puts those aside whose gate is shut; what comes back may run. */
export async function passGates(ledger: LedgerTx, claimed: readonly ClaimedJob[]): Promise<ClaimedJob[]> {
  const gated = claimed.filter((job) => job.serial !== null || job.target !== null || job.crashes > 0)
  if (gated.length === 0) return [...claimed]
  const held = new Map<number, string>()
  await holdBusy(ledger, gated, held)
  await admitToTargets(
    ledger,
    gated.filter((job) => !held.has(job.id)),
    held,
  )
  await putAside(ledger, gated, held)
  return claimed.filter((job) => !held.has(job.id))
}

async function holdBusy(ledger: LedgerTx, gated: readonly ClaimedJob[], held: Map<number, string>): Promise<void> {
  const wanted = [...new Set(gated.flatMap(exclusiveGates))].toSorted()
  if (wanted.length === 0) return
  for (const gate of wanted) await lockInTx(ledger.tx, `jobs:${gate}`)
  const running = await ledger.tx
    .selectFrom('job_queue')
    .select(['serial', 'crashes'])
    .where('state', '=', sql.lit('running'))
    .where(
      'id',
      'not in',
      idList(
        ledger,
        gated.map((job) => job.id),
      ),
    )
    .where((where) => where.or([where('serial', 'is not', null), where('crashes', '>', 0)]))
    .execute()
  const busy = new Set(running.flatMap(exclusiveGates))
  for (const job of gated) {
    const gates = exclusiveGates(job)
    const shut = gates.find((gate) => busy.has(gate))
    if (shut !== undefined) held.set(job.id, shut)
    else for (const gate of gates) busy.add(gate)
  }
}

async function putAside(
  ledger: LedgerTx,
  gated: readonly ClaimedJob[],
  held: ReadonlyMap<number, string>,
): Promise<void> {
  for (const gate of new Set(held.values())) {
    const ids = gated.filter((job) => held.get(job.id) === gate).map((job) => job.id)
    await sql`update job_queue set state = 'held', hold = ${gate}, owner = null, attempt = attempt - 1, started_at = null
      where id in ${idList(ledger, ids)}`.execute(ledger.tx)
  }
  for (const job of gated) {
    if (!held.has(job.id)) continue
    ledger.moved(job, ['running', 'ready'])
    ledger.moved(job, ['ready', 'held'])
  }
  const queue = gated[0]?.queue
  if (queue !== undefined) for (const gate of new Set(held.values())) await sweepFront(ledger, queue, gate)
}

const SWEPT = 500

/** What else stands at the front of the queue and waits for the same gate, so that it does not hide the jobs behind it. */
async function sweepFront(ledger: LedgerTx, queue: string, gate: string): Promise<void> {
  const at = gate.indexOf(':')
  const column = { serial: sql`serial`, target: sql`target` }[gate.slice(0, at)]
  if (column === undefined) return
  const { rows } = await sql<{ queue: string; kind: string }>`
    update job_queue set state = 'held', hold = ${gate} where id in (
      select id from (
        select id, ${column} as gate_key from job_queue where state = 'ready' and queue = ${queue}
        order by priority, id limit ${SWEPT} ${skipLocked(ledger)}) as front
      where gate_key = ${gate.slice(at + 1)})
    returning queue, kind`.execute(ledger.tx)
  for (const job of rows) ledger.moved(job, ['ready', 'held'])
}
