import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { onEachDatabase } from '../../../../test/databases.ts'
import { assertLedger, openStation, stateOf, type Station, wished } from '../../../../test/log-station.ts'
import { AppError } from '../../../kernel/errors.ts'
import { listPublications } from './store.ts'

const refusedWith =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof AppError && error.code === code

/** @returns the plan that brought the log with these tracks there */
async function bring(station: Station, first: number, hourStartsAt?: number): Promise<number> {
  await station.write(station.sixFrom(first))
  const { planId, stoppers } = await station.preview(hourStartsAt === undefined ? {} : { hourStartsAt })
  assert.deepEqual(stoppers, [])
  assert.equal(await station.carryOut(planId ?? 0), 'applied')
  return planId ?? 0
}

onEachDatabase('undoing publications that lie on each other', (open, dialect) => {
  for (const scope of ['the day', 'an hour'] as const)
    it(`takes ${scope} back to what stood before the older one when the newer one was undone first`, async () => {
      await using db = await open()
      await using station = await openStation(db)
      const others = station.others()
      const hour = scope === 'an hour' ? station.at('08:00') : undefined
      await bring(station, 0)
      const older = await bring(station, 3, hour)
      const newer = await bring(station, 6, hour)
      assert.equal(await station.undo(newer), 'undone')
      assert.deepEqual(station.heard(), wished(station.sixFrom(3)))
      assert.equal(await station.undo(older), 'undone')
      assert.deepEqual(station.heard(), wished(station.sixFrom(0)))
      assert.equal(await stateOf(station), 'undone')
      assert.equal(station.others(), others)
      await assertLedger(station)
    })

  it('takes back rows that a refused publication had removed and put back', async () => {
    await using db = await open()
    await using station = await openStation(db)
    const first = await bring(station, 0)
    await station.write(station.sixFrom(6))
    const { planId } = await station.preview()
    const { faults } = station.planner.libretime
    faults.set({ kind: 'status', status: 400, on: 'v2', path: '/schedule', times: 1, method: 'POST', skip: 3 })
    assert.equal(await station.carryOut(planId ?? 0), 'undone')
    faults.clear()
    assert.deepEqual(station.heard(), wished(station.sixFrom(0)))
    assert.equal(await station.undo(first), 'undone')
    assert.deepEqual(station.heard(), [])
    await assertLedger(station)
  })

  it('refuses to undo the older one while the newer stands, and says which comes first', async () => {
    await using db = await open()
    await using station = await openStation(db)
    const older = await bring(station, 0)
    const newer = await bring(station, 3, station.at('08:00'))
    const [second] = await listPublications(db.read, station.log.logId, { limit: 1 })
    await assert.rejects(station.undo(older), (error) => {
      assert.ok(error instanceof AppError)
      assert.equal(error.code, 'radio/newer-publication-stands')
      assert.deepEqual(error.params, { publicationId: second?.publicationId, revision: 1, planId: newer })
      return true
    })
    assert.deepEqual(station.heard(), wished(station.sixFrom(3)))
    await station.undo(newer)
    assert.equal(await station.undo(older), 'undone')
    assert.deepEqual(station.heard(), [])
  })

  it('lets the older one be undone once the newer one is over, or was undone as far as time allowed', async () => {
    await using db = await open()
    await using station = await openStation(db)
    await bring(station, 0)
    const older = await bring(station, 3)
    const newer = await bring(station, 6)
    const { clock } = station.planner
    clock.advance(station.at('08:05') - clock.now())
    assert.equal(await station.undo(newer), 'partial')
    assert.equal(await station.undo(older), 'partial')
    assert.deepEqual(station.heard(), wished([...station.sixFrom(6).slice(0, 3), ...station.sixFrom(0).slice(3)]))
    await assertLedger(station)
  })

  it('is one at a time: no undo beside a publication, no publication beside an undo, nor two undos', async () => {
    await using db = await open()
    await using station = await openStation(db)
    const { plans } = station.drafting
    const by = { actor: 'person:2' }
    const morning = await bring(station, 0)
    const evening = station.at('18:00')
    await station.write([...station.sixFrom(0), { track: station.tracks[9] ?? 0, at: evening, seconds: 180 }])
    const later = (await station.preview({ hourStartsAt: evening })).planId ?? 0
    await station.carryOut(later)
    await station.write([...station.sixFrom(0), { track: station.tracks[8] ?? 0, at: evening, seconds: 180 }])
    const draft = (await station.preview({ hourStartsAt: evening })).planId ?? 0
    await db.tx((tx) => plans.undo(tx, later, by))
    assert.equal((await listPublications(db.read, station.log.logId, { limit: 5 }))[1]?.state, 'undoing')
    await assert.rejects(
      db.tx((tx) => plans.apply(tx, draft, by)),
      refusedWith('radio/undoing-now'),
    )
    await assert.rejects(
      db.tx((tx) => plans.undo(tx, morning, by)),
      refusedWith('radio/undoing-now'),
    )
    assert.equal(await station.carryOut(later), 'undone')
    const again = (await station.preview({ hourStartsAt: evening })).planId ?? 0
    await db.tx((tx) => plans.apply(tx, again, by))
    await assert.rejects(
      db.tx((tx) => plans.undo(tx, morning, by)),
      refusedWith('radio/publishing-now'),
    )
    assert.equal(await station.carryOut(again), 'applied')
    await assertLedger(station)
  })

  it('is one at a time also for two that begin in the same moment', async () => {
    await using db = await open()
    await using station = await openStation(db)
    const { plans } = station.drafting
    const undoing = await bring(station, 0)
    await station.write(station.sixFrom(3))
    const draft = (await station.preview()).planId ?? 0
    const came = await Promise.allSettled([
      db.tx((tx) => plans.undo(tx, undoing, { actor: 'person:2' })),
      db.tx((tx) => plans.apply(tx, draft, { actor: 'person:1' })),
    ])
    const begun = came.filter(({ status }) => status === 'fulfilled')
    const refused = came.find((one) => one.status === 'rejected')
    assert.equal(begun.length, 1)
    assert.match(String((refused?.reason as AppError | undefined)?.code), /^radio\/(undoing|publishing)-now$/)
    const runs = [await station.carryOut(undoing), await station.carryOut(draft)]
    assert.ok(runs.includes('undone') || runs.includes('applied'))
    await assertLedger(station)
  })

  it('says that the new log stands as before when an undo could not touch it', async () => {
    await using db = await open()
    await using station = await openStation(db)
    const planId = await bring(station, 0)
    const { faults } = station.planner.libretime
    faults.set({ kind: 'status', status: 400, on: 'v2', path: '/schedule', method: 'DELETE' })
    assert.equal(await station.undo(planId), 'partial')
    faults.clear()
    assert.deepEqual(station.heard(), wished(station.sixFrom(0)))
    assert.equal(await stateOf(station), 'verified')
    assert.equal(await station.undo(planId), 'undone')
    assert.deepEqual(station.heard(), [])
  })

  if (dialect === 'sqlite')
    it('leaves no mix after any row of publications and undos, of days and of hours', async () => {
      const step = fc.oneof(
        fc.record({ do: fc.constant('publish' as const), first: fc.nat(7), hour: fc.constantFrom(null, '08', '09') }),
        fc.record({ do: fc.constant('undo' as const), which: fc.nat(5) }),
      )
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 9 }), async (steps) => {
          await using db = await open()
          await using station = await openStation(db)
          await runThrough(station, steps)
        }),
        { numRuns: Number(process.env['UNDO_RUNS'] ?? 8), seed: 4, endOnFailure: true },
      )
    })
})

type Step = { do: 'publish'; first: number; hour: string | null } | { do: 'undo'; which: number }

interface Stands {
  planId: number
  /** Of what stood there when it came: what its undo brings back. */
  before: string[]
  isOf(row: string): boolean
}

/** Six in the eighth hour and six in the ninth. */
function bothHours(station: Station, first: number) {
  const ninth = station.sixFrom((first + 3) % 8).map((row) => ({ ...row, at: row.at + 3_600_000 }))
  return [...station.sixFrom(first), ...ninth]
}

async function runThrough(station: Station, steps: readonly Step[]): Promise<void> {
  const others = station.others()
  const all: Stands[] = []
  let heard: string[] = []
  for (const step of steps) {
    if (step.do === 'publish') heard = await publishStep(station, step, { heard, all })
    else heard = await undoStep(station, step, { heard, all })
    assert.deepEqual(station.heard(), heard, JSON.stringify(step))
    assert.equal(station.others(), others)
    await assertLedger(station)
  }
}

interface Course {
  heard: string[]
  all: Stands[]
}

const isOfHour =
  (hour: string | null) =>
  (row: string): boolean =>
    // The station’s hour eight is the seventh of UTC.
    hour === null || row.startsWith(hour === '08' ? '07' : '08')

async function publishStep(
  station: Station,
  { first, hour }: Extract<Step, { do: 'publish' }>,
  { heard, all }: Course,
): Promise<string[]> {
  const wish = bothHours(station, first)
  await station.write(wish)
  const isOf = isOfHour(hour)
  const { planId } = await station.preview(hour === null ? {} : { hourStartsAt: station.at(`${hour}:00`) })
  if (planId === null) return heard
  assert.equal(await station.carryOut(planId), 'applied')
  all.push({ planId, before: heard.filter(isOf), isOf })
  return [...heard.filter((row) => !isOf(row)), ...wished(wish).filter(isOf)].toSorted()
}

async function undoStep(
  station: Station,
  { which }: Extract<Step, { do: 'undo' }>,
  { heard, all }: Course,
): Promise<string[]> {
  if (all.length === 0) return heard
  const index = which % all.length
  const { planId, before, isOf } = all[index] as Stands
  const meets = (other: Stands): boolean => ['07', '08'].some((hour) => other.isOf(hour) && isOf(hour))
  if (all.slice(index + 1).some(meets)) {
    await assert.rejects(station.undo(planId), refusedWith('radio/newer-publication-stands'))
    return heard
  }
  assert.equal(await station.undo(planId), 'undone')
  all.splice(index, 1)
  return [...heard.filter((row) => !isOf(row)), ...before].toSorted()
}
