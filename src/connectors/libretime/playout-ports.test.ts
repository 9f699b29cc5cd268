import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import type { OpenConnection } from '../../connections/ports.ts'
import { systemClock } from '../../kernel/clock.ts'
import { createEgress, type Egress } from '../../kernel/egress/client.ts'
import { AppError } from '../../kernel/errors.ts'
import { openLog } from '../../kernel/log.ts'
import type { Port } from '../../kernel/port.ts'
import { PlayoutSchedule } from '../../radio/planner/ports.ts'
import { PlayoutProgramme } from '../../radio/programme/ports.ts'
import { type FakeLibreTime, startFakeLibreTime } from './fake-server.ts'
import { libretime } from './index.ts'

const { signal } = new AbortController()
const HOUR_MS = 3_600_000
const START = Date.parse('2027-01-10T10:00:00Z')

let fake: FakeLibreTime
let egress: Egress
let programme: PlayoutProgramme
let schedule: PlayoutSchedule

const filled = <Shape>({ ports }: OpenConnection, port: Port<Shape>): Shape =>
  ports.find(([name]) => name === port.name)?.[1] as Shape

const codeOf = async (call: Promise<unknown>): Promise<string> => {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  return error instanceof AppError ? error.code : String(error)
}

before(async () => {
  egress = createEgress()
  fake = await startFakeLibreTime({ station: { timezone: 'Europe/Paris' } })
  const log = openLog({ level: 'error' }).area('test')
  const tools = { egress, clock: systemClock, log }
  const open = libretime.create({ settings: { address: fake.url }, secrets: { api_key: fake.key }, tools })
  programme = filled(open, PlayoutProgramme)
  schedule = filled(open, PlayoutSchedule)
})
afterEach(() => fake.faults.clear())
after(async () => {
  await egress[Symbol.asyncDispose]()
  await fake[Symbol.asyncDispose]()
})

describe('shows and windows of LibreTime', () => {
  it('makes a show that people can edit there and that makes no window by itself', async () => {
    const { playoutShowId } = await programme.addShow({ title: 'Night Drift', description: 'mark' }, signal)
    const rule = { playoutShowId, airDate: '2027-01-10', startsAtClock: '11:00', timeZone: 'Europe/Paris' }
    await programme.addEmptyRule({ ...rule, durationMs: HOUR_MS }, signal)
    assert.ok((await programme.listShowsWithRule(signal)).has(playoutShowId))
    // A Sunday: 0 in the database, whatever v2 says.
    assert.equal(fake.rows['show-days'].where(({ show }) => show === playoutShowId)[0]?.week_day, 0)
    const window = { playoutShowId, startsAt: START, endsAt: START + HOUR_MS, description: 'x' }
    const made = await programme.addWindow({ ...window, filledMs: HOUR_MS, now: Date.now() }, signal)
    assert.deepEqual(await programme.findWindow(made.windowId, signal), {
      ...window,
      windowId: made.windowId,
      isRemoved: false,
    })
    // The older application makes windows from rules when it is asked for anything.
    await schedule.readNow(signal)
    assert.equal((await programme.listWindows(signal)).length, 1)
    await programme.removeWindow(made.windowId, signal)
    await programme.removeWindow(made.windowId, signal)
    assert.equal(await programme.findWindow(made.windowId, signal), undefined)
  })

  it('tells windows that were removed there apart', async () => {
    const show = fake.seed.show('Removed')
    const windowId = fake.seed.instance({ show, startsAt: START, endsAt: START + HOUR_MS, more: { modified: true } })
    assert.equal((await programme.findWindow(windowId, signal))?.isRemoved, true)
  })

  it('never takes a failure for an empty list', async () => {
    const window = fake.seed.instance({ show: fake.seed.show('Any'), startsAt: 0, endsAt: HOUR_MS })
    const row = fake.seed.row({ instance: window, file: null, startsAt: 0, lengthMs: HOUR_MS })
    for (const fault of [
      { kind: 'html', status: 200 },
      { kind: 'truncated' },
      { kind: 'wrong-types' },
      { kind: 'status', status: 500 },
    ] as const) {
      fake.faults.set(fault)
      assert.match(await codeOf(programme.listWindows(signal)), /^remote\//)
      assert.match(await codeOf(schedule.listRows('all', signal)), /^remote\//)
      assert.match(await codeOf(schedule.findRow(row, signal)), /^remote\//)
    }
  })
})

describe('the schedule of LibreTime', () => {
  it('writes rows with everything that the playout needs, and reads them as they will be heard', async () => {
    const show = fake.seed.show('Rows')
    const trackId = fake.seed.file({ lengthMs: HOUR_MS })
    const windowId = fake.seed.instance({ show, startsAt: START, endsAt: START + HOUR_MS })
    const row = {
      windowId,
      trackId,
      startsAt: START,
      endsAt: START + HOUR_MS,
      cueInMs: 0,
      cueOutMs: HOUR_MS - 500,
      position: 0,
    }
    const { rowId } = await schedule.addRow(row, signal)
    const found = await schedule.findRow(rowId, signal)
    assert.deepEqual(found, {
      ...row,
      rowId,
      streamId: null,
      fadeIn: '00:00:00',
      fadeOut: '00:00:00',
      wasPlayed: false,
    })
    const late = fake.seed.row({ instance: windowId, file: trackId, startsAt: START + HOUR_MS / 2, lengthMs: HOUR_MS })
    assert.equal((await schedule.findRow(late, signal))?.endsAt, START + HOUR_MS)
    const day = { from: START - HOUR_MS, to: START + HOUR_MS }
    assert.deepEqual(
      (await schedule.listRows(day, signal)).map((one) => one.rowId),
      [rowId, late],
    )
    assert.deepEqual(await schedule.listRows({ from: START + HOUR_MS, to: START + 2 * HOUR_MS }, signal), [])
    await schedule.removeRow(rowId, signal)
    await schedule.removeRow(rowId, signal)
    assert.equal(await schedule.findRow(rowId, signal), undefined)
    fake.faults.set({ kind: 'status', status: 500, method: 'DELETE' })
    assert.equal(await codeOf(schedule.removeRow(late, signal)), 'remote/failed')
  })

  it('knows what is on now, by whatever name, and what was', async () => {
    const trackId = fake.seed.file({ title: 'Rock & “Roll”', artist: 'A & B', lengthMs: HOUR_MS })
    const now = Date.now() - 60_000
    const windowId = fake.seed.instance({ show: fake.seed.show('Now & here'), startsAt: now, endsAt: now + HOUR_MS })
    fake.seed.row({ instance: windowId, file: trackId, startsAt: now, lengthMs: HOUR_MS })
    const read = await schedule.readNow(signal)
    assert.deepEqual(
      [read.current?.title, read.showTitle, read.timeZone],
      ['A & B - Rock & “Roll”', 'Now & here', 'Europe/Paris'],
    )
    const historyId = fake.seed.history({ file: trackId, instance: windowId, startsAt: START, endsAt: START + HOUR_MS })
    assert.deepEqual(await schedule.listHistory(signal), [
      { historyId, trackId, windowId, startsAt: START, endsAt: START + HOUR_MS },
    ])
  })

  it('is read anew by the playout when it is told so', async () => {
    const former = fake.playout.fetchedAt
    await schedule.reload(signal)
    assert.notEqual(fake.playout.fetchedAt, former)
  })
})
