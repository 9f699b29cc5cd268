import assert from 'node:assert/strict'
import { it } from 'node:test'
import { sql } from 'kysely'
import { onEachDatabase } from '../../../test/databases.ts'
import type { Db } from '../../db/db.ts'
import { lockInTx } from '../../db/lock-in-tx.ts'
import { manualClock } from '../../kernel/clock.ts'
import { ConflictError } from '../../kernel/errors.ts'
import { createBus } from '../../live/bus.ts'
import { openEventLog } from '../../live/event-log.ts'
import { changeScheduleByHand, drainQueue, runScheduleNow } from '../by-hand.ts'
import { silent } from '../conformance/world.ts'
import { inLedger, type LedgerDeps, type LedgerTx } from './ledger-tx.ts'
import { inRepeatedTx } from './repeated-tx.ts'
import { declareSchedule, listSchedules } from './schedules.ts'

onEachDatabase('a transaction that is repeated', (open, dialect) => {
  it('is not repeated when it was refused', async () => {
    await using db = await open()
    let tries = 0
    const refused = inRepeatedTx({ db, ledger: ledgerOf(db) }, async () => {
      tries += 1
      throw new ConflictError('jobs/completed', { params: { jobId: 1 } })
    })
    await assert.rejects(refused, { code: 'jobs/completed' })
    assert.equal(tries, 1)
  })

  it('is what each call by hand has', async () => {
    await using db = await open()
    const ledger = ledgerOf(db)
    const { id } = await db.tx((tx) => inLedger(ledger, tx, declare))
    let calls = 0
    const tx: Db['tx'] = (work) =>
      ++calls % 2 === 0 ? db.tx(work) : Promise.reject(Object.assign(new Error('a deadlock'), { code: '40P01' }))
    const deps = { db: { ...db, tx }, ledger }
    const by = { actor: 'person:1', address: '' }
    assert.equal((await changeScheduleByHand(deps, { id, change: { isEnabled: false }, by })).is_enabled, 0)
    assert.equal(await drainQueue(deps, 'work', 'person:1'), 0)
    await assert.rejects(runScheduleNow(deps, id, 'person:1'), { code: 'jobs/no-handler' })
  })

  if (dialect !== 'postgres') return
  it('lets a person change a schedule while another locks the audit out of it', async () => {
    await using db = await open()
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const hooks: LedgerDeps['hooks'] = {
      async scheduleChanged(tx) {
        await sql`set local deadlock_timeout = '20ms'`.execute(tx)
        await lockInTx(tx, 'access_audit')
        first.resolve()
        await second.promise
      },
    }
    const ledger = { ...ledgerOf(db), hooks }
    const { id } = await db.tx((tx) => inLedger(ledger, tx, declare))
    const other = db.tx(async (tx) => {
      await sql`set local deadlock_timeout = '10s'`.execute(tx)
      await lockInTx(tx, 'live_events')
      await first.promise
      second.resolve()
      await lockInTx(tx, 'access_audit')
    })
    const by = { actor: 'person:1', address: '' }
    const changed = await changeScheduleByHand({ db, ledger }, { id, change: { isEnabled: false }, by })
    await other
    assert.equal(changed.is_enabled, 0)
  })

  it('goes through when two have locked each other out', async () => {
    await using db = await open()
    const ledger = ledgerOf(db)
    const both = Promise.withResolvers<void>()
    let [locked, tries] = [0, 0]
    const lockInTurn = (first: string, second: string) =>
      inRepeatedTx({ db, ledger }, async ({ tx }) => {
        tries += 1
        await lockInTx(tx, first)
        if (++locked === 2) both.resolve()
        await both.promise
        await lockInTx(tx, second)
        return second
      })
    assert.deepEqual(await Promise.all([lockInTurn('a', 'b'), lockInTurn('b', 'a')]), ['b', 'a'])
    assert.equal(tries, 3)
  })
})

async function declare(ledger: LedgerTx): Promise<{ id: number }> {
  await declareSchedule(ledger, {
    name: 'nightly',
    kind: 'test.none',
    payload: '{}',
    cron: '0 3 * * *',
    timeZone: 'Etc/UTC',
  })
  return (await listSchedules(ledger.tx))[0] as { id: number }
}

function ledgerOf(db: Parameters<typeof inRepeatedTx>[0]['db']): LedgerDeps {
  const clock = manualClock()
  return {
    clock,
    log: silent,
    events: openEventLog({ db, clock, bus: createBus() }),
    hooks: {},
    signals: { ready: () => {}, due: () => {}, abort: () => {}, queueChanged: () => {} },
    contractOf: () => undefined,
    onSettled: () => undefined,
  }
}
