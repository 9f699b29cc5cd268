import assert from 'node:assert/strict'
import { it } from 'node:test'
import { type ManualClock, manualClock } from '../../../../kernel/clock.ts'
import { type FakeLibreTime, startFakeLibreTime } from '../../fake-server.ts'
import { call } from '../test-calls.ts'

const NOW = Date.parse('2026-03-01T12:00:00Z')
const MINUTE_MS = 60_000
const at = (minutes: number): number => NOW + minutes * MINUTE_MS

interface Stage {
  fake: FakeLibreTime
  clock: ManualClock
  instance: number
  file: number
}

/** An hour that has begun, and a file of three minutes. */
async function setStage(): Promise<Stage> {
  const clock = manualClock(NOW)
  const fake = await startFakeLibreTime({ clock })
  const instance = fake.seed.instance({ show: fake.seed.show('S'), startsAt: NOW, endsAt: at(60) })
  return { fake, clock, instance, file: fake.seed.file({ title: 'Song', lengthMs: 3 * MINUTE_MS }) }
}

const heard = (fake: FakeLibreTime, ms: number): number[] => fake.playout.onAir(ms).map(({ rowId }) => rowId)

it('airs a row from its second to its cue-out, and is silent in a gap', async () => {
  const { fake, instance, file } = await setStage()
  await using _ = fake
  const row = fake.seed.row({ instance, file, startsAt: at(10), lengthMs: 3 * MINUTE_MS })
  assert.deepEqual(
    fake.playout.forecast(at(10)).map(({ rowId }) => rowId),
    [row],
    'a poll will have seen it by then',
  )
  fake.playout.refresh()
  assert.deepEqual(
    [at(10) - 1, at(10), at(13) - 1, at(13)].map((ms) => heard(fake, ms)),
    [[], [row], [row], []],
  )
})

it('plays a file to its cue-out over what follows, and no longer than it is', async () => {
  const { fake, instance, file } = await setStage()
  await using _ = fake
  const long = { cue_out: 10 * MINUTE_MS * 1000 }
  const over = fake.seed.row({
    instance,
    file: fake.seed.file({ lengthMs: 60 * MINUTE_MS }),
    startsAt: at(1),
    lengthMs: MINUTE_MS,
    more: long,
  })
  const next = fake.seed.row({ instance, file, startsAt: at(2), lengthMs: 3 * MINUTE_MS, more: long })
  fake.playout.refresh()
  assert.deepEqual(heard(fake, at(4)), [over, next])
  assert.deepEqual(heard(fake, at(6)), [over], 'the second file has only three minutes')
})

it('is silent where the audio is gone', async () => {
  const { fake, instance, file } = await setStage()
  await using _ = fake
  const row = fake.seed.row({ instance, file, startsAt: at(1), lengthMs: MINUTE_MS })
  await call(fake, `DELETE /api/v2/schedule/${row}`)
  await call(fake, `DELETE /api/v2/files/${file}`)
  fake.seed.row({ instance, file, startsAt: at(1), lengthMs: MINUTE_MS })
  fake.playout.refresh()
  assert.deepEqual(heard(fake, at(1)), [])
})

it('cuts what is on the air when its row is made anew, and leaves alone what did not change', async () => {
  const { fake, clock, instance, file } = await setStage()
  await using _ = fake
  const on = fake.seed.row({ instance, file, startsAt: NOW, lengthMs: 3 * MINUTE_MS })
  fake.playout.refresh()
  clock.advance(MINUTE_MS)
  fake.playout.refresh()
  assert.deepEqual(fake.playout.cuts, [])
  await call(fake, `DELETE /api/v2/schedule/${on}`)
  const again = fake.seed.row({ instance, file, startsAt: NOW, lengthMs: 3 * MINUTE_MS })
  fake.playout.refresh()
  assert.deepEqual(fake.playout.cuts, [{ at: at(1), rowId: on }])
  assert.deepEqual([heard(fake, at(0.5)), heard(fake, at(1))], [[on], [again]])
})

it('plays a track on top of itself after a push that resets', async () => {
  const { fake, clock, instance, file } = await setStage()
  await using _ = fake
  const on = fake.seed.row({ instance, file, startsAt: NOW, lengthMs: 3 * MINUTE_MS })
  fake.playout.refresh()
  clock.advance(MINUTE_MS)
  await call(fake, 'GET /api/rabbitmq-do-push')
  assert.deepEqual(heard(fake, at(2)), [on, on])
})

it('sees only what ends within a day', async () => {
  const { fake, file } = await setStage()
  await using _ = fake
  const far = fake.seed.instance({ show: 1, startsAt: at(23 * 60), endsAt: at(26 * 60) })
  fake.seed.row({ instance: far, file, startsAt: at(23 * 60), lengthMs: 120 * MINUTE_MS })
  fake.playout.refresh()
  assert.deepEqual(fake.playout.onAir(at(23 * 60)), [])
  assert.equal(fake.playout.forecast(at(23 * 60)).length, 1)
})

it('reports starts, from which history is made with the planned times', async () => {
  const { fake, instance, file } = await setStage()
  await using _ = fake
  const row = fake.seed.row({ instance, file, startsAt: at(58), lengthMs: 3 * MINUTE_MS })
  fake.playout.refresh()
  assert.deepEqual(fake.playout.playTo(at(57)), [])
  assert.equal(fake.playout.playTo(at(59)).length, 1)
  assert.equal(fake.playout.playTo(at(59)).length, 0)
  const history = fake.rows['playout-history'].all().map(({ starts, ends }) => [starts / 1000, (ends ?? 0) / 1000])
  assert.deepEqual(history, [[at(58), at(60)]], 'to the end of the instance')
  assert.deepEqual([fake.rows.schedule.get(row)?.played, fake.rows.schedule.get(row)?.broadcasted], [true, 1])
})
