import assert from 'node:assert/strict'
import { it } from 'node:test'
import { onEachDatabase } from '../../test/databases.ts'
import type { Db } from '../db/db.ts'
import type { JobContext } from '../jobs/index.ts'
import { manualClock } from '../kernel/clock.ts'
import { pruneDeliveries } from './prune-deliveries.ts'
import { createEffectRegistry } from './registry.ts'
import { type Delivery } from './model.ts'

const DAY_MS = 86_400_000
const NOW = 1000 * DAY_MS

async function add(
  db: Db,
  key: string,
  given: { state: Delivery['state']; days: number; owns?: boolean; kind?: string; reason?: string },
) {
  const { state, days, owns = false, kind = 'make', reason = null } = given
  const at = NOW - days * DAY_MS
  const text = {
    key,
    kind,
    target: 't',
    place: 'p',
    label: 'l',
    subject: 's',
    actor: 'system',
    params: '{}',
    meant: '{}',
  }
  const none = { connection_id: null, run_id: null, job_id: null, proof: null, reason_params: null, sent_at: null }
  await db.tx(async (tx) => {
    const { id } = await tx
      .insertInto('deliveries_effects')
      .values({
        ...text,
        ...none,
        state,
        attempts: 1,
        remote_ref: key,
        candidates: '[]',
        reason_code: reason,
        planned_at: at,
        looked_at: at,
        verified_at: null,
        changed_at: at,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const step = { delivery_id: id, what: 'sent', code: null, params: null, actor: null, first_at: at, at, times: 1 }
    await tx.insertInto('deliveries_steps').values(step).execute()
    const remote = { target: 't', remote_kind: kind, remote_id: key, delivery_id: id, since: at }
    if (owns) await tx.insertInto('deliveries_owned').values(remote).execute()
  })
}

onEachDatabase('deliveries that are settled for long', (open) => {
  it('go after the days of the settings; what stands for something elsewhere or is not settled stays', async () => {
    await using db = await open()
    const registry = createEffectRegistry()
    registry.add({ kind: 'tell', isForgettable: true } as never)
    registry.add({ kind: 'make' } as never)
    const old = { days: 91 }
    await add(db, 'told', { ...old, state: 'verified', kind: 'tell', owns: true })
    await add(db, 'told, can’t be asked', { ...old, state: 'sent', kind: 'tell' })
    await add(db, 'given up', { ...old, state: 'undone' })
    await add(db, 'told lately', { days: 89, state: 'verified', kind: 'tell' })
    await add(db, 'told otherwise', { ...old, state: 'sent', kind: 'tell', reason: 'deliveries/not-as-meant' })
    await add(db, 'made', { ...old, state: 'verified', owns: true })
    await add(db, 'was there', { ...old, state: 'verified' })
    await add(db, 'undone and owned', { ...old, state: 'undone', owns: true })
    for (const state of ['planned', 'sending', 'uncertain', 'rejected'] as const)
      for (const kind of ['tell', 'make']) await add(db, `${state} ${kind}`, { ...old, state, kind })
    const prune = pruneDeliveries({ db, clock: manualClock(NOW), registry, keptDays: () => 90 })
    const job = { signal: new AbortController().signal } as JobContext
    assert.deepEqual(await prune({}, job), { pruned: 3 })
    assert.deepEqual(await prune({}, job), { pruned: 0 })
    const rows = await db.read.selectFrom('deliveries_effects').select('key').orderBy('id').execute()
    assert.deepEqual(
      rows.slice(0, 5).map(({ key }) => key),
      ['told lately', 'told otherwise', 'made', 'was there', 'undone and owned'],
    )
    assert.equal(rows.length, 13)
    const steps = await db.read.selectFrom('deliveries_steps').select('id').execute()
    assert.equal(steps.length, 13)
  })
})
