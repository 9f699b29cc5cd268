import assert from 'node:assert/strict'
import { it } from 'node:test'
import { onEachDatabase } from '../../../test/databases.ts'
import { lockInTx } from '../../db/lock-in-tx.ts'
import { manualClock } from '../../kernel/clock.ts'
import { ConflictError } from '../../kernel/errors.ts'
import { createBus } from '../../live/bus.ts'
import { openEventLog } from '../../live/event-log.ts'
import type { LedgerDeps } from './ledger-tx.ts'
import { inRepeatedTx } from './repeated-tx.ts'

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

  if (dialect !== 'postgres') return
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

function ledgerOf(db: Parameters<typeof inRepeatedTx>[0]['db']): LedgerDeps {
  const clock = manualClock()
  return {
    clock,
    events: openEventLog({ db, clock, bus: createBus() }),
    hooks: {},
    signals: { ready: () => {}, due: () => {}, abort: () => {}, queueChanged: () => {} },
    contractOf: () => undefined,
    onSettled: () => undefined,
  }
}
