import assert from 'node:assert/strict'
import { it } from 'node:test'
import { onEachDatabase } from '../../../../test/databases.ts'
import { LENGTH_S, openStation, stateOf, type Station, writesOf } from '../../../../test/log-station.ts'
import { ConflictError } from '../../../kernel/errors.ts'
import { findPublicationOfPlan } from './store.ts'
import { listOwnRows } from './rows-store.ts'

const SONGS = 3

/** Songs over the show that others filled. */
const evening = ({ tracks, at }: Station) =>
  Array.from({ length: SONGS }, (_, n) => ({
    track: tracks[n] ?? 0,
    at: at('20:00') + n * LENGTH_S * 1000,
    seconds: LENGTH_S,
  }))

/** Everything of others at the playout but the numbers of the rows; what was not played yet is false or null there. */
async function othersOf({ planner, log }: Station): Promise<string[]> {
  const day = { from: log.startsAt, to: log.endsAt }
  const own = await listOwnRows(planner.db.read, planner.station.libraryConnectionId ?? 0, day)
  const ids = new Set(own.map(({ rowId }) => rowId))
  return planner.libretime.rows.schedule
    .all()
    .filter(({ id }) => !ids.has(id))
    .map(({ id: _id, ...row }) => ({ ...row, played: row['played'] === true }))
    .map((row) => JSON.stringify(row, Object.keys(row).toSorted()))
    .toSorted()
}

const namesOf = async (station: Station): Promise<number[]> =>
  (await station.preview()).inTheWay.map(({ rowId }) => rowId)

const refusedWith =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof ConflictError && error.code === code

onEachDatabase('taking over rows of others', (open, dialect) => {
  it('removes those that a person named, keeps them in the ledger, and puts them back as they were', async () => {
    await using db = await open()
    await using station = await openStation(db)
    const { rows } = station.planner.libretime
    const [first] = rows.schedule.all()
    rows.schedule.update(first?.id ?? 0, { fade_in: '00:00:02.500000', fade_out: '00:00:01' })
    await station.write(evening(station))
    const before = await othersOf(station)

    const seen = await station.preview()
    assert.deepEqual(
      seen.inTheWay.map(({ title, show, refusal, madeBy }) => [title, show, refusal, madeBy]),
      [
        ['Song 12', 'Evening', null, null],
        ['Song 13', 'Evening', null, null],
      ],
    )
    assert.deepEqual(seen.taken, [], 'nothing is taken that nobody named')

    const names = seen.inTheWay.map(({ rowId }) => rowId)
    const { planId } = await station.preview({ takeOver: names })
    assert.equal(await station.carryOut(planId ?? 0), 'applied')
    assert.equal((await othersOf(station)).length, before.length - 2)
    assert.deepEqual(
      (await listed(station)).map(({ startsAt, trackId }) => `${startsAt} ${trackId}`),
      evening(station).map(({ at, track }) => `${at} ${track}`),
    )
    const publication = await findPublicationOfPlan(db.read, planId ?? 0)
    assert.deepEqual([publication?.state, publication?.takeCount], ['verified', 2])
    const audit = await db.read
      .selectFrom('access_audit')
      .select(['actor', 'details'])
      .where('action', '=', 'radio.log.rows-taken-over')
      .execute()
    assert.deepEqual(
      audit.map(({ actor, details }) => [actor, /Song 12.*Evening.*Song 13/.test(String(details))]),
      [['person:1', true]],
    )

    assert.equal(await station.undo(planId ?? 0), 'undone')
    assert.deepEqual(await othersOf(station), before)
    assert.deepEqual(await listed(station), [])
    const back = await station.preview()
    assert.deepEqual(
      back.inTheWay.map(({ madeBy }) => madeBy),
      ['person:1', 'person:1'],
      'who had them put back is known',
    )
  })

  it('puts them back when the publication fails at any of its writes', async () => {
    await using db = await open()
    await using station = await openStation(db)
    await station.write(evening(station))
    const before = await othersOf(station)
    const { faults } = station.planner.libretime
    const writes = dialect === 'sqlite' ? 2 + SONGS : 3
    for (let k = 0; k < writes; k++) {
      const { planId } = await station.preview({ takeOver: await namesOf(station) })
      const method = k < 2 ? 'DELETE' : 'POST'
      faults.set({
        kind: 'status',
        status: 400,
        on: 'v2',
        path: '/schedule',
        times: 1,
        method,
        skip: k < 2 ? k : k - 2,
      })
      const ended = await station.carryOut(planId ?? 0)
      // Of the first, nothing was done that could be undone.
      assert.equal(ended, k === 0 ? 'partial' : 'undone', `write ${k + 1}`)
      faults.clear()
      assert.equal(await stateOf(station), 'restored')
      assert.deepEqual(await othersOf(station), before, `write ${k + 1}`)
      assert.deepEqual(await listed(station), [])
    }
  })

  it('is refused for what begins too soon or is not in the way, and when the world changed since', async () => {
    await using db = await open()
    await using station = await openStation(db)
    const { libretime, clock } = station.planner
    await station.write(evening(station))
    const [first, second] = await namesOf(station)
    assert.ok(first !== undefined && second !== undefined)
    const otherDay = libretime.rows.schedule.all().at(-1)?.id ?? 0
    await assert.rejects(station.preview({ takeOver: [otherDay] }), refusedWith('radio/not-in-the-way'))

    const { planId } = await station.preview({ takeOver: [first, second] })
    libretime.rows.schedule.update(second, { fade_out: '00:00:09' })
    libretime.requests.clear()
    assert.equal(await station.carryOut(planId ?? 0), 'stale')
    assert.equal(writesOf(station), 0)

    clock.advance(station.at('20:02') - clock.now())
    const { inTheWay } = await station.preview()
    assert.deepEqual(
      inTheWay.map(({ refusal }) => refusal?.code),
      ['radio/take-too-late', 'radio/take-too-late'],
    )
    await assert.rejects(station.preview({ takeOver: [second] }), refusedWith('radio/cannot-take-over'))
  })

  it('is never done by the system, nor by a preview that lay until its time had come', async () => {
    await using db = await open()
    await using station = await openStation(db)
    await station.write(evening(station))
    const { planId } = await station.preview({ takeOver: await namesOf(station) })
    const { plans } = station.drafting
    await assert.rejects(
      db.tx((tx) => plans.apply(tx, planId ?? 0, { actor: 'system' })),
      { code: 'radio/take-over-by-nobody' },
    )
    const { clock } = station.planner
    clock.advance(station.at('19:59') + 30_000 - clock.now())
    assert.equal(await station.carryOut(planId ?? 0), 'stale')
    assert.equal((await listed(station)).length, 0)
  })
})

async function listed({ planner, log }: Station) {
  const day = { from: log.startsAt, to: log.endsAt }
  return listOwnRows(planner.db.read, planner.station.libraryConnectionId ?? 0, day)
}
