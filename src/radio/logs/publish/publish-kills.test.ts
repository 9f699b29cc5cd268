import assert from 'node:assert/strict'
import { it } from 'node:test'
import { onEachDatabase } from '../../../../test/databases.ts'
import { dyingAt } from '../../../../test/dying-db.ts'
import { assertLedger, openStation, publish, stateOf, type Station, wished } from '../../../../test/log-station.ts'
import type { Fault } from '../../../connectors/libretime/fake-server.ts'

const ROWS = 3
const WRITES = 2 * ROWS
const oldRows = (station: Station) => station.sixFrom(0).slice(0, ROWS)
const newRows = (station: Station) => station.sixFrom(6).slice(0, ROWS)

/** The old log at the playout, and a plan that brings the new one. */
async function between(station: Station): Promise<number> {
  await station.write(oldRows(station))
  const first = await station.preview()
  if (first.planId !== null) assert.equal(await station.carryOut(first.planId), 'applied')
  await station.write(newRows(station))
  const { planId } = await station.preview()
  assert.ok(planId !== null)
  return planId
}

/** One of both, whole, and the ledger names it. @returns which */
async function assertWhole(station: Station, others: string, why: string): Promise<'old' | 'new'> {
  const heard = JSON.stringify(station.heard())
  const state = await stateOf(station)
  assert.equal(station.others(), others, why)
  await assertLedger(station)
  if (heard === JSON.stringify(wished(newRows(station)))) {
    assert.equal(state, 'verified', why)
    return 'new'
  }
  assert.equal(heard, JSON.stringify(wished(oldRows(station))), why)
  assert.ok(state === 'restored' || state === 'undone', `${why}: ${state}`)
  return 'old'
}

const WRITING = { on: 'v2', path: '/schedule', times: 1 } as const
const FAULTS: readonly { name: string; fault: Fault; ends: 'old' | 'new' | 'either' }[] = [
  { name: 'a refusal', fault: { kind: 'status', status: 400 }, ends: 'old' },
  { name: 'a break-down', fault: { kind: 'status', status: 500 }, ends: 'either' },
  { name: 'a restart', fault: { kind: 'status', status: 503 }, ends: 'new' },
  { name: 'a lost answer', fault: { kind: 'lost-answer' }, ends: 'new' },
]

onEachDatabase('a publication that is interrupted', (open, dialect) => {
  // Databases differ in how a change is written, not in what LibreTime answers.
  for (const { name, fault, ends } of dialect === 'sqlite' ? FAULTS : FAULTS.slice(0, 1)) {
    it(`L3: ends with a whole log after ${name} at each of its ${WRITES} writes`, async () => {
      await using db = await open()
      await using station = await openStation(db)
      const others = station.others()
      for (let k = 0; k < WRITES; k++) {
        const planId = await between(station)
        const { faults } = station.planner.libretime
        // Removals and additions take turns.
        const method = k % 2 === 0 ? 'DELETE' : 'POST'
        faults.set({ ...fault, ...WRITING, method, skip: k >> 1 })
        await station.carryOut(planId)
        faults.clear()
        const stands = await assertWhole(station, others, `${name} at write ${k + 1}`)
        if (ends !== 'either') assert.equal(stands, ends)
      }
    })
  }

  it('L3, D5: ends with a whole log when its process dies around each of its commits', async () => {
    await using db = await open()
    await using station = await openStation(db)
    const others = station.others()
    const step = dialect === 'sqlite' ? 1 : 8
    let deaths = 0
    for (const moment of ['before', 'after'] as const)
      for (let write = 1; ; write += step) {
        const planId = await between(station)
        const { dying, dead } = dyingAt(db, write, moment)
        const came = await Promise.race([station.carryOut(planId, dying), dead])
        if (came !== 'died') break
        deaths++
        await station.carryOut(planId)
        await assertWhole(station, others, `died ${moment} commit ${write}`)
      }
    assert.ok(deaths >= (dialect === 'sqlite' ? 2 * WRITES : 3), String(deaths))
  })

  it('L3: takes everything back when it is refused, also when the process dies while it does', async () => {
    await using db = await open()
    await using station = await openStation(db)
    const others = station.others()
    for (let write = 1; ; write += dialect === 'sqlite' ? 2 : 8) {
      const planId = await between(station)
      const { faults } = station.planner.libretime
      faults.set({ kind: 'status', status: 400, ...WRITING, method: 'POST', skip: 1 })
      const { dying, dead } = dyingAt(db, write, 'after')
      const came = await Promise.race([station.carryOut(planId, dying), dead])
      const isOver = came !== 'died'
      await station.carryOut(planId)
      faults.clear()
      await assertWhole(station, others, `refused, and died after commit ${write}`)
      if (isOver) break
    }
  })

  it('L3: says that neither stands when it can be neither finished nor taken back, and does it when asked again', async () => {
    await using db = await open()
    await using station = await openStation(db)
    const others = station.others()
    const planId = await between(station)
    const { faults } = station.planner.libretime
    faults.set({ kind: 'status', status: 400, on: 'v2', path: '/schedule', method: 'POST', skip: 1 })
    assert.equal(await station.carryOut(planId), 'partial')
    assert.equal(await stateOf(station), 'mixed')
    const cards = await db.read
      .selectFrom('attention_cards')
      .select(['code', 'severity'])
      .where('code', '=', 'radio.log.mixed')
      .execute()
    assert.deepEqual(cards, [{ code: 'radio.log.mixed', severity: 'bad' }])
    faults.clear()
    assert.equal(await station.undo(planId), 'undone')
    assert.equal(await assertWhole(station, others, 'asked again'), 'old')
    assert.equal(await publish(station), 'applied')
    assert.equal(await assertWhole(station, others, 'published after all'), 'new')
  })
})
