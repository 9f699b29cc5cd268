import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { BY_HAND, startApp, type TestApp } from '../../../test/start-app.ts'
import { type FakeLibreTime, startFakeLibreTime } from '../../connectors/libretime/fake-server.ts'
import type { CheckView, PaletteItem, PlannedView, RangeDraft, WeekView } from './contract.ts'

type Palette = { items: PaletteItem[]; total: number | null }

const KEY = 'canary-key-of-the-planner'
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

let fake: FakeLibreTime
let app: TestApp
let stationId: number
let track: number
let other: number
let showId: string

/** Two days ahead at midnight UTC, so that each test has hours of its own. */
const base = Math.ceil(Date.now() / DAY_MS) * DAY_MS + DAY_MS
let used = 0
/** A slot that no other test uses. */
const slot = (hours = 1) => {
  const startsAt = base + used * HOUR_MS
  used += hours + 1
  return { startsAt: new Date(startsAt).toISOString(), endsAt: new Date(startsAt + hours * HOUR_MS).toISOString() }
}
const at = (iso: string, ms = 0): string => new Date(Date.parse(iso) + ms).toISOString()
const micros = (iso: string): number => Date.parse(iso) * 1000

const send = (method: string, path: string, body?: object) => app.cli(method, `api/v1/radio/${path}`, body)
const planner = (): string => `stations/${stationId}/planner`
async function ok<Body>(answer: Promise<{ status: number; text: string; json: unknown }>): Promise<Body> {
  const { status, text, json } = await answer
  assert.ok(status < 300, `${status} ${text}`)
  return json as Body
}
const plan = (body: object) => ok<PlannedView>(send('POST', `${planner()}/airings`, body))
const codeOf = async (answer: Promise<{ json: unknown }>): Promise<string> =>
  ((await answer).json as { code: string }).code
const rowsAt = (iso: string) => fake.rows.schedule.where((row) => row.starts_at === micros(iso))
const windowsAt = (iso: string) => fake.rows['show-instances'].where((row) => row.starts_at === micros(iso))

before(async () => {
  fake = await startFakeLibreTime({ key: KEY, station: { timezone: 'Europe/Paris' } })
  app = await startApp({ yaml: BY_HAND })
  const settings = { address: fake.url }
  const connection = { kind: 'libretime', name: 'LibreTime', settings, secrets: { api_key: KEY } }
  const { connectionId } = await ok<{ connectionId: number }>(app.cli('POST', 'api/v1/connections', connection))
  const station = { name: 'Radio Hall', timeZone: 'Europe/Paris', libraryConnectionId: connectionId }
  ;({ stationId } = await ok<{ stationId: number }>(send('POST', 'stations', station)))
  track = fake.seed.file({ title: 'Night Drift', lengthMs: HOUR_MS })
  other = fake.seed.file({ title: 'Second Wave', lengthMs: HOUR_MS })
  showId = String(fake.seed.show('Drift'))
})
afterEach(() => fake.faults.clear())
after(async () => {
  await app[Symbol.asyncDispose]()
  await fake[Symbol.asyncDispose]()
})

describe('P1: the same twice', () => {
  it('is idempotent, however the instants are spelled, and there is one row', async () => {
    const time = slot()
    const first = await plan({ trackId: track, showId, ...time })
    assert.deepEqual(
      [first.outcome, first.isSettled, first.problem, first.airing.state],
      ['planned', true, null, 'verified'],
    )
    const inParis = (iso: string) => `${new Date(Date.parse(iso) + HOUR_MS).toISOString().slice(0, 19)}+01:00`
    const spellings = [
      time,
      { startsAt: time.startsAt.replace('.000Z', 'Z'), endsAt: time.endsAt.replace('.000Z', 'Z') },
      { startsAt: inParis(time.startsAt), endsAt: inParis(time.endsAt) },
    ]
    fake.requests.clear()
    for (const spelled of spellings) {
      const again = await plan({ trackId: track, showId, ...spelled })
      assert.deepEqual([again.outcome, again.airing.airingId], ['idempotent', first.airing.airingId])
    }
    // The playout may be told of the first plan just now.
    assert.deepEqual(
      fake.requests.matching({ writes: true }).filter(({ path }) => !path.includes('do-push')),
      [],
    )
    assert.equal(rowsAt(time.startsAt).length, 1)
    assert.equal(windowsAt(time.startsAt).length, 1)
    assert.ok(app.logLines.some((line) => line.includes('schedule_plan_ok') && line.includes('"playoutId":')))
    assert.ok(app.logLines.some((line) => line.includes('schedule_plan_idempotent')))
  })

  it('takes a row that somebody else made just so, makes none beside it, and does not remove it', async () => {
    const time = slot()
    const window = fake.seed.instance({ show: Number(showId), ...time })
    const row = fake.seed.row({ instance: window, file: track, startsAt: time.startsAt, lengthMs: HOUR_MS })
    const { airing } = await plan({ trackId: track, showId, ...time })
    assert.deepEqual([airing.rowId, airing.windowId], [row, window])
    assert.equal(rowsAt(time.startsAt).length, 1)
    const unplanned = await ok<PlannedView>(send('DELETE', `airings/${airing.airingId}`))
    assert.equal(unplanned.problem?.code, 'radio/row-not-ours')
    assert.equal(rowsAt(time.startsAt).length, 1)
  })
})

describe('P2: what stands in the way', () => {
  it('refuses the same track and others that overlap by a second, in whatever window and show; touching is fine', async () => {
    const time = slot(3)
    const middle = { startsAt: at(time.startsAt, HOUR_MS), endsAt: at(time.startsAt, 2 * HOUR_MS) }
    const strange = fake.seed.show('Somebody else’s')
    const window = fake.seed.instance({ show: strange, ...middle })
    fake.seed.row({ instance: window, file: track, startsAt: middle.startsAt, lengthMs: HOUR_MS })
    const late = { startsAt: at(middle.endsAt, -1000), endsAt: at(middle.endsAt, HOUR_MS - 1000) }
    const early = { startsAt: at(time.startsAt, 1000), endsAt: at(middle.startsAt, 1000) }
    fake.requests.clear()
    assert.equal(
      await codeOf(send('POST', `${planner()}/airings`, { trackId: track, showId, ...late })),
      'radio/track-overlap',
    )
    assert.equal(
      await codeOf(send('POST', `${planner()}/airings`, { trackId: other, showId, ...early })),
      'radio/slot-overlap',
    )
    assert.equal(fake.requests.count({ writes: true }), 0)
    assert.equal(
      (await plan({ trackId: other, showId, startsAt: time.startsAt, endsAt: middle.startsAt })).airing.state,
      'verified',
    )
    assert.equal(
      (await plan({ trackId: other, showId, startsAt: middle.endsAt, endsAt: time.endsAt })).airing.state,
      'verified',
    )
    assert.ok(app.logLines.some((line) => line.includes('schedule_plan_conflict') && line.includes('"conflictId":')))
  })

  it('refuses another show’s window, too, and what a check says is what a plan does', async () => {
    const time = slot()
    fake.seed.instance({ show: fake.seed.show('Live'), ...time })
    const wish = { trackId: track, showId, ...time }
    const check = await ok<CheckView>(send('POST', `${planner()}/check`, wish))
    const seen = check.conflicts.map(({ code, what, title }) => [code, what, title])
    // Windows are kept for a moment for those who only look; a plan reads them anew.
    if (check.isPossible) assert.deepEqual(seen, [])
    else assert.deepEqual(seen, [['SLOT_OVERLAP', 'window', 'Live']])
    assert.equal(await codeOf(send('POST', `${planner()}/airings`, wish)), 'radio/slot-overlap')
  })

  it('refuses an end that is not after the start, fractions of seconds and what starts too soon', async () => {
    const time = slot()
    const refused = async (more: object) => {
      const answer = await send('POST', `${planner()}/airings`, { trackId: track, showId, ...time, ...more })
      return [answer.status, (answer.json as { code: string }).code]
    }
    assert.deepEqual(await refused({ endsAt: time.startsAt }), [400, 'radio/ends-before-start'])
    assert.deepEqual(await refused({ startsAt: at(time.startsAt, 500) }), [400, 'radio/not-whole-seconds'])
    const soon = new Date(Math.ceil(Date.now() / 1000) * 1000 + 60_000).toISOString()
    assert.deepEqual(await refused({ startsAt: soon, endsAt: at(soon, 60_000) }), [409, 'radio/slot-locked'])
  })

  it('plans across midnight', async () => {
    used = Math.ceil(used / 24) * 24 + 21
    const time = slot(3)
    assert.equal((await plan({ trackId: track, showId, ...time })).airing.state, 'verified')
    assert.notEqual(time.startsAt.slice(0, 10), at(time.endsAt, HOUR_MS).slice(0, 10))
  })
})

describe('P3: how audio fits', () => {
  const rowOf = async (lengthMs: number, hours = 1) => {
    const time = slot(hours)
    const file = fake.seed.file({ title: `Of ${lengthMs}`, lengthMs })
    const { airing } = await plan({ trackId: file, showId, ...time })
    const [row] = rowsAt(time.startsAt)
    assert.deepEqual([row?.fade_in, row?.fade_out], ['00:00:00', '00:00:00'])
    assert.ok(Number(row?.ends_at) <= micros(time.endsAt))
    return { fit: airing.fit, cueOutMs: Number(row?.cue_out) / 1000 - Number(row?.cue_in) / 1000, row }
  }
  it('cuts what is longer at the end of the slot', async () => {
    const { fit, cueOutMs } = await rowOf(HOUR_MS + 130_000)
    assert.deepEqual([fit.kind, fit.cutMs, fit.text, cueOutMs], ['cut', 130_000, '2:10 cut', HOUR_MS])
  })
  it('leaves silence after what is shorter, and says how much', async () => {
    const { fit, cueOutMs } = await rowOf(HOUR_MS - 43_000)
    assert.deepEqual([fit.kind, fit.shortMs, fit.text, cueOutMs], ['short', 43_000, '43 s short', HOUR_MS - 43_000])
  })
  it('keeps fractions in the cue-out, and whole seconds in the times', async () => {
    const { cueOutMs, row } = await rowOf(HOUR_MS - 500)
    assert.equal(cueOutMs, HOUR_MS - 500)
    assert.equal(Number(row?.ends_at) % 1_000_000, 0)
  })
  it('never writes a day or more', async () => {
    const long = fake.seed.file({ title: 'Long', lengthMs: 30 * HOUR_MS })
    const startsAt = new Date(base + 40 * DAY_MS).toISOString()
    const wish = { trackId: long, showId, startsAt, endsAt: at(startsAt, DAY_MS) }
    assert.equal(await codeOf(send('POST', `${planner()}/airings`, wish)), 'radio/slot-too-long')
    const { airing } = await plan({ ...wish, endsAt: at(startsAt, DAY_MS - 1000) })
    assert.equal(airing.state, 'verified')
    assert.ok(Number(rowsAt(startsAt)[0]?.cue_out) < DAY_MS * 1000)
  })
})

describe('P4: the row can’t be made', () => {
  it('takes away the window that was made for it, and nothing else', async () => {
    const time = slot()
    fake.faults.set({ kind: 'status', status: 500, on: 'v2', method: 'POST', path: '/schedule' })
    const { airing, problem, stoppedAt } = await plan({ trackId: track, showId, ...time })
    assert.deepEqual([airing.state, problem?.code, stoppedAt], ['cancelled', 'remote/failed', 'row'])
    assert.deepEqual(windowsAt(time.startsAt), [])
    fake.faults.clear()
    assert.equal((await plan({ trackId: track, showId, ...time })).airing.state, 'verified')
  })

  it('leaves a window that was there before', async () => {
    const time = slot()
    const window = fake.seed.instance({ show: Number(showId), ...time })
    fake.faults.set({ kind: 'status', status: 500, on: 'v2', method: 'POST', path: '/schedule' })
    assert.equal((await plan({ trackId: track, showId, ...time })).airing.state, 'cancelled')
    assert.deepEqual(
      windowsAt(time.startsAt).map(({ id }) => id),
      [window],
    )
  })

  it('removes nothing while it can’t be read whether the window is empty, and says so', async () => {
    const time = slot()
    fake.faults.set(
      { kind: 'status', status: 500, on: 'v2', method: 'POST', path: '/schedule' },
      // Whether the row was made is still told. Before it is sent, others may read the same list: a regular look, for one.
      {
        kind: 'status',
        status: 500,
        on: 'v2',
        method: 'GET',
        path: '/schedule',
        after: { method: 'POST', path: '/schedule' },
        skip: 1,
      },
    )
    const { airing } = await plan({ trackId: track, showId, ...time })
    assert.deepEqual([airing.state, airing.needsRepair, airing.can.unplan], ['cancelling', true, true])
    assert.equal(windowsAt(time.startsAt).length, 1)
    fake.faults.clear()
    const repaired = await ok<PlannedView>(send('POST', `airings/${airing.airingId}/repair`, {}))
    assert.equal(repaired.airing.state, 'cancelled')
    assert.deepEqual(windowsAt(time.startsAt), [])
  })
})

describe('P5: taking out', () => {
  it('removes row and window; again is nothing to do', async () => {
    const time = slot()
    const { airing } = await plan({ trackId: track, showId, ...time })
    const path = `airings/${airing.airingId}`
    assert.equal((await ok<PlannedView>(send('DELETE', path))).airing.state, 'cancelled')
    assert.deepEqual([rowsAt(time.startsAt), windowsAt(time.startsAt)], [[], []])
    assert.equal((await ok<PlannedView>(send('DELETE', path))).outcome, 'noop')
  })

  it('is content when the row is gone there already', async () => {
    const time = slot()
    const { airing } = await plan({ trackId: track, showId, ...time })
    fake.rows.schedule.remove(Number(airing.rowId))
    const { airing: gone } = await ok<PlannedView>(send('DELETE', `airings/${airing.airingId}`))
    assert.deepEqual([gone.state, gone.needsRepair, gone.rowId], ['cancelled', false, null])
  })

  it('keeps the ids and says why when the playout fails, and is repaired later', async () => {
    const time = slot()
    const { airing } = await plan({ trackId: track, showId, ...time })
    fake.faults.set({ kind: 'status', status: 500, on: 'v2', method: 'DELETE' })
    const failed = await ok<PlannedView>(send('DELETE', `airings/${airing.airingId}`))
    assert.deepEqual(
      [failed.problem?.code, failed.airing.state, failed.airing.rowId],
      ['remote/failed', 'cancelling', airing.rowId],
    )
    assert.equal(rowsAt(time.startsAt).length, 1)
    fake.faults.clear()
    const repaired = await ok<PlannedView>(send('POST', `airings/${airing.airingId}/repair`, {}))
    assert.deepEqual([repaired.airing.state, repaired.airing.needsRepair], ['cancelled', false])
    assert.deepEqual([rowsAt(time.startsAt), windowsAt(time.startsAt)], [[], []])
  })

  it('leaves a window in which somebody else has put something', async () => {
    const time = slot()
    const { airing } = await plan({ trackId: track, showId, ...time })
    fake.seed.row({
      instance: Number(airing.windowId),
      file: other,
      startsAt: at(time.startsAt, 50 * 60_000),
      lengthMs: 60_000,
    })
    assert.equal((await ok<PlannedView>(send('DELETE', `airings/${airing.airingId}`))).airing.state, 'cancelled')
    assert.deepEqual(rowsAt(time.startsAt), [])
    assert.equal(windowsAt(time.startsAt).length, 1)
  })
})

describe('P6: moving', () => {
  it('moves the end, too: the old row is gone, the new one read back', async () => {
    const time = slot(4)
    const wish = { startsAt: time.startsAt, endsAt: at(time.startsAt, HOUR_MS) }
    const { airing } = await plan({ trackId: track, showId, ...wish })
    const to = { startsAt: at(time.startsAt, 30 * 60_000), endsAt: at(time.startsAt, 60 * 60_000) }
    const moved = await ok<PlannedView>(send('POST', `airings/${airing.airingId}/move`, to))
    assert.deepEqual([moved.airing.state, moved.problem, moved.airing.fit.text], ['verified', null, '30:00 cut'])
    assert.notEqual(moved.airing.rowId, airing.rowId)
    assert.deepEqual([rowsAt(time.startsAt), windowsAt(time.startsAt)], [[], []])
    const [row] = rowsAt(to.startsAt)
    assert.deepEqual([row?.ends_at, row?.cue_out], [micros(to.endsAt), 30 * 60_000 * 1000])
  })

  it('leaves it where it was when the new place is taken, or refused by the playout', async () => {
    const time = slot(3)
    const { airing } = await plan({
      trackId: track,
      showId,
      startsAt: time.startsAt,
      endsAt: at(time.startsAt, HOUR_MS),
    })
    const to = { startsAt: at(time.startsAt, 2 * HOUR_MS), endsAt: time.endsAt }
    fake.faults.set({ kind: 'status', status: 500, on: 'v2', method: 'POST', path: '/schedule' })
    const { airing: stayed, problem } = await ok<PlannedView>(send('POST', `airings/${airing.airingId}/move`, to))
    assert.deepEqual(
      [problem?.code, stayed.state, stayed.rowId, stayed.startsAt],
      ['remote/failed', 'verified', airing.rowId, airing.startsAt],
    )
    assert.deepEqual([rowsAt(time.startsAt).length, windowsAt(to.startsAt).length], [1, 0])
    fake.faults.clear()
    await plan({ trackId: other, showId, ...to })
    assert.equal(await codeOf(send('POST', `airings/${airing.airingId}/move`, to)), 'radio/slot-overlap')
  })

  it('makes anew what somebody removed there', async () => {
    const time = slot()
    const { airing } = await plan({ trackId: track, showId, ...time })
    fake.rows.schedule.remove(Number(airing.rowId))
    const repaired = await ok<PlannedView>(send('POST', `airings/${airing.airingId}/repair`, {}))
    assert.deepEqual([repaired.airing.state, repaired.problem], ['verified', null])
    assert.equal(rowsAt(time.startsAt).length, 1)
    assert.equal(windowsAt(time.startsAt).length, 1)
  })
})

describe('P7: at the same moment', () => {
  it('gives a slot to exactly one of those who ask for it', async () => {
    const time = slot()
    const asked = [track, other, track, other, track].map((trackId) =>
      send('POST', `${planner()}/airings`, { trackId, showId, ...time }),
    )
    const answers = await Promise.all(asked)
    const planned = answers.filter(({ json }) => (json as PlannedView).outcome === 'planned')
    assert.equal(planned.length, 1)
    assert.equal(rowsAt(time.startsAt).length, 1)
    assert.equal(windowsAt(time.startsAt).length, 1)
  })
})

describe('P8: a station full of rows', () => {
  it('never touches rows of others, of whatever year and window', async () => {
    const strange = fake.seed.show('Archive of years')
    for (let day = 0; day < 50; day++) {
      const startsAt = base - (day * 7 + 3) * DAY_MS
      const window = fake.seed.instance({ show: strange, startsAt, endsAt: startsAt + 5 * HOUR_MS })
      for (let n = 0; n < 100; n++)
        fake.seed.row({ instance: window, file: other, startsAt: startsAt + n * 180_000, lengthMs: 180_000 })
    }
    const former = fake.rows.schedule.where(() => true).map(({ id }) => id)
    assert.ok(former.length > 5000)
    const time = slot(3)
    const { airing } = await plan({
      trackId: track,
      showId,
      startsAt: time.startsAt,
      endsAt: at(time.startsAt, HOUR_MS),
    })
    const to = { startsAt: at(time.startsAt, 2 * HOUR_MS), endsAt: time.endsAt }
    await ok(send('POST', `airings/${airing.airingId}/move`, to))
    await ok(send('DELETE', `airings/${airing.airingId}`))
    const left = new Set(fake.rows.schedule.where(() => true).map(({ id }) => id))
    assert.deepEqual(
      former.filter((id) => !left.has(id)),
      [],
    )
    assert.equal(left.size, former.length)
  })
})

describe('an answer that is lost', () => {
  it('is looked for before anything is sent again, so there is one row', async () => {
    const time = slot()
    fake.faults.set(
      { kind: 'lost-answer', on: 'v2', method: 'POST', path: '/schedule', times: 1 },
      { kind: 'lost-answer', on: 'v2', method: 'POST', path: '/show-instances', times: 1 },
    )
    const { airing } = await plan({ trackId: track, showId, ...time })
    assert.equal(airing.state, 'verified')
    assert.deepEqual([rowsAt(time.startsAt).length, windowsAt(time.startsAt).length], [1, 1])
    assert.deepEqual(
      fake.effects.duplicates().filter((one) => one.includes(`instance=${airing.windowId} `)),
      [],
    )
  })
})

describe('the playout', () => {
  it('is told once of what was written together', async () => {
    await app.until('nothing is told any more', async () =>
      (await app.jobs('?kind=radio.reload-playout')).every(({ finishedAt }) => finishedAt !== null),
    )
    fake.requests.clear()
    const time = slot(4)
    const draft = await ok<RangeDraft>(
      send('POST', `${planner()}/ranges`, {
        ...time,
        airings: [0, 1, 2].map((n) => ({
          trackId: track,
          showId,
          startsAt: at(time.startsAt, n * HOUR_MS),
          endsAt: at(time.startsAt, (n + 1) * HOUR_MS),
        })),
      }),
    )
    assert.deepEqual(draft.counts, { add: 3, move: 0, keep: 0, remove: 0, left: 0 })
    assert.equal(fake.requests.count({ writes: true }), 0)
    await ok(app.cli('POST', `api/v1/plans/${draft.planId}/apply`, {}))
    const reloads = () => fake.requests.all().filter(({ path }) => path.includes('rabbitmq-do-push')).length
    await app.until('it was told', async () => reloads() > 0)
    await app.until('all is done', async () =>
      (await app.jobs()).every(({ finishedAt, state }) => finishedAt !== null || state === 'scheduled'),
    )
    assert.equal(reloads(), 1)
    assert.equal(rowsAt(time.startsAt).length, 1)
    await ok(app.cli('POST', `api/v1/plans/${draft.planId}/undo`, {}))
    await app.until(
      'it is undone',
      async () => (await app.get<{ state: string }>(`api/v1/plans/${draft.planId}`)).state === 'undone',
    )
    assert.deepEqual(rowsAt(time.startsAt), [])
    assert.deepEqual(windowsAt(at(time.startsAt, HOUR_MS)), [])
  })
})

describe('a week', () => {
  it('has days of 23 and 25 hours where the clocks change', async () => {
    const days = async (start: string) =>
      (await app.get<WeekView>(`api/v1/radio/${planner()}/week?start=${start}`)).days
    const spring = await days('2027-03-22')
    assert.deepEqual(
      spring.map(({ hours }) => hours),
      [24, 24, 24, 24, 24, 24, 23],
    )
    assert.deepEqual(spring[6]?.clockChange, {
      at: '2027-03-28T01:00:00.000Z',
      fromOffsetMinutes: 60,
      toOffsetMinutes: 120,
    })
    const autumn = await days('2027-10-25')
    assert.deepEqual(
      autumn.map(({ hours }) => hours),
      [24, 24, 24, 24, 24, 24, 25],
    )
  })

  it('shows rows of others with what the playout would make of them', async () => {
    const startsAt = base + 60 * DAY_MS
    const window = fake.seed.instance({ show: fake.seed.show('Odd'), startsAt, endsAt: startsAt + HOUR_MS })
    fake.seed.row({ instance: window, file: other, startsAt, lengthMs: HOUR_MS, more: { fade_in: null } })
    const start = new Date(startsAt).toISOString().slice(0, 10)
    const week = await app.get<WeekView>(`api/v1/radio/${planner()}/week?start=${start}&days=2&fresh=yes`)
    const [row] = week.rows.filter((one) => one.windowId === window)
    assert.deepEqual([row?.title, row?.isOurs, row?.troubles], ['Second Wave', false, ['no-fades']])
  })

  it('is copied at the same times on the wall clock, over the change of clocks, and again changes nothing', async () => {
    const from = '2027-03-22'
    const monday = { startsAt: '2027-03-22T09:00:00Z', endsAt: '2027-03-22T10:00:00Z' }
    await plan({ trackId: track, showId, ...monday })
    const copy = async () => ok<RangeDraft>(send('POST', `${planner()}/weeks/copy`, { from, to: '2027-03-29' }))
    const draft = await copy()
    assert.deepEqual(draft.counts, { add: 1, move: 0, keep: 0, remove: 0, left: 0 })
    assert.equal(draft.operations[0]?.startsAt, '2027-03-29T08:00:00.000Z')
    await ok(app.cli('POST', `api/v1/plans/${draft.planId}/apply`, {}))
    await app.until(
      'it is applied',
      async () => (await app.get<{ state: string }>(`api/v1/plans/${draft.planId}`)).state === 'applied',
    )
    const again = await copy()
    assert.deepEqual([again.counts.keep, again.planId], [1, null])
    const replaced = await ok<RangeDraft>(
      send('POST', `${planner()}/ranges`, {
        startsAt: '2027-03-29T00:00:00Z',
        endsAt: '2027-03-30T00:00:00Z',
        mode: 'replace',
        airings: [{ trackId: other, showId, startsAt: '2027-03-29T08:30:00Z', endsAt: '2027-03-29T09:30:00Z' }],
      }),
    )
    assert.deepEqual(replaced.counts, { add: 1, move: 0, keep: 0, remove: 1, left: 0 })
    await ok(app.cli('POST', `api/v1/plans/${replaced.planId}/apply`, {}))
    await app.until(
      'it is applied',
      async () => (await app.get<{ state: string }>(`api/v1/plans/${replaced.planId}`)).state === 'applied',
    )
    assert.deepEqual([rowsAt('2027-03-29T08:00:00Z').length, rowsAt('2027-03-29T08:30:00Z').length], [0, 1])
    await ok(app.cli('POST', `api/v1/plans/${replaced.planId}/undo`, {}))
    await app.until(
      'it is undone',
      async () => (await app.get<{ state: string }>(`api/v1/plans/${replaced.planId}`)).state === 'undone',
    )
    assert.deepEqual([rowsAt('2027-03-29T08:00:00Z').length, rowsAt('2027-03-29T08:30:00Z').length], [1, 0])
  })

  it('is refused when the world has changed since the dry run', async () => {
    const time = slot()
    const body = { ...time, airings: [{ trackId: track, showId, ...time }] }
    const draft = await ok<RangeDraft>(send('POST', `${planner()}/ranges`, body))
    const window = fake.seed.instance({ show: fake.seed.show('Meanwhile'), ...time })
    fake.seed.row({ instance: window, file: other, startsAt: time.startsAt, lengthMs: HOUR_MS })
    await ok(app.cli('POST', `api/v1/plans/${draft.planId}/apply`, {}))
    await app.until(
      'it is refused',
      async () => (await app.get<{ state: string }>(`api/v1/plans/${draft.planId}`)).state === 'stale',
    )
    assert.equal(rowsAt(time.startsAt).length, 1)
  })
})

describe('the palette', () => {
  it('finds tracks by words and length, and says what can’t be planned and why', async () => {
    fake.seed.file({ title: 'Gone Éclair', more: { exists: false } })
    const palette = (query: string) => app.get<Palette>(`api/v1/radio/${planner()}/palette?${query}`)
    const found = await palette('text=night%20DRIFT')
    assert.deepEqual(
      found.items.map(({ title, lengthMs, isPlannable }) => [title, lengthMs, isPlannable]),
      [['Night Drift', HOUR_MS, true]],
    )
    assert.ok(Number(found.items[0]?.airings) > 1)
    const none = await palette('maxMs=1000')
    assert.deepEqual([none.items, none.total], [[], 0])
  })
})
