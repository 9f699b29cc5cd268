import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { onEachDatabase } from '../../../test/databases.ts'
import { BY_HAND, startApp, type TestApp } from '../../../test/start-app.ts'
import { type FakeLibreTime, startFakeLibreTime } from '../../connectors/libretime/fake-server.ts'
import type { DoctorReport } from '../../connections/contract.ts'
import type { CheckupView } from './contract.ts'
import type { Checkup } from './model.ts'
import { findCheckup, listCheckups, saveCheckup } from './store.ts'

const KEY = 'canary-key-of-the-station'
const MAIN = fileURLToPath(new URL('../../cli/main.ts', import.meta.url))
const ZONE = 'America/New_York'

describe('a station that is looked at', () => {
  let app: TestApp
  let fake: FakeLibreTime
  before(async () => {
    fake = await startFakeLibreTime({ key: KEY, station: { timezone: ZONE } })
    fake.simulate('F14')
    app = await startApp({ yaml: BY_HAND })
    const connection = {
      kind: 'libretime',
      name: 'LibreTime',
      settings: { address: fake.url },
      secrets: { api_key: KEY },
    }
    await app.cli('POST', 'api/v1/connections', connection)
  })
  after(async () => {
    await app[Symbol.asyncDispose]()
    await fake[Symbol.asyncDispose]()
  })

  const kept = () => app.get<CheckupView>('api/v1/radio/stations/1/checkup')
  const look = async (): Promise<CheckupView> => {
    const { status, text, json } = await app.cli('POST', 'api/v1/radio/stations/1/checkup')
    assert.equal(status, 200, text)
    return json as CheckupView
  }
  const cards = async () => (await app.cards()).map(({ said }) => said.text)
  const patchbay = (args: readonly string[]): Promise<{ code: number; out: string }> =>
    new Promise((resolve) => {
      const env = { ...process.env, PATCHBAY_DATA: app.dataFolder }
      execFile(process.execPath, [MAIN, ...args], { env }, (error, out) => {
        resolve({ code: Number(error?.code ?? 0), out })
      })
    })
  const EMPTY = /^Riverside: Nothing is planned in a show: Show 8, \d{4}-\d\d-\d\d \d\d:00$/

  it('is looked at as soon as it has a library, says what is wrong, why, and what to do, and raises a card', async () => {
    const station = { name: 'Riverside', timeZone: ZONE, libraryConnectionId: 1 }
    assert.equal((await app.cli('POST', 'api/v1/radio/stations', station)).status, 201)
    await app.until('it was looked at', async () => (await kept()).lookedAt !== null)
    const { level, findings, untold, well } = await kept()
    assert.equal(level, 'bad')
    assert.deepEqual(
      findings.map(({ code, fault, seen, cure }) => [code, fault, seen.length, cure.length]),
      [['show-without-rows', 'F14', 1, 3]],
    )
    assert.match(String(findings[0]?.seen[0]), /^Show 8, .*, 1:00:00 long: nothing is in it$/)
    assert.deepEqual(untold, [])
    assert.ok(well.length >= 14)
    assert.match((await cards()).join(), EMPTY)
  })

  it('stands in the report of the doctor, on the command line too, with the exit code of findings', async () => {
    const { level, checks } = await app.get<DoctorReport>('api/v1/doctor')
    const found = checks.find(({ id }) => id === 'stations')?.findings ?? []
    assert.equal(level, 'bad')
    assert.match(String(found[0]?.said.text), EMPTY)
    assert.match(String(found[0]?.said.todo), /Put something into the show/)
    const all = await patchbay(['doctor'])
    assert.equal(all.code, 3)
    assert.match(all.out, /bad {3}radio: Riverside: Nothing is planned in a show/)
    const one = await patchbay(['stations', 'doctor', '1'])
    assert.equal(one.code, 3)
    assert.match(one.out, /\(F14\)/)
    assert.match(one.out, /1\. Open LibreTime’s calendar/)
  })

  it('keeps its card while it can’t be told, and since when it was found', async () => {
    const { since } = (await kept()).findings[0] as { since: string }
    await fake.stop()
    const silent = await look()
    assert.equal(silent.level, 'unknown')
    assert.equal(silent.findings.length, 0)
    assert.match(String(silent.untold.find(({ code }) => code === 'show-without-rows')?.why.text), /127\.0\.0\.1/)
    assert.match((await cards()).join(), EMPTY)
    await fake.start()
    assert.equal((await look()).findings[0]?.since, since)
  })

  it('loses its card when it is cured', async () => {
    const window = fake.rows['show-instances'].where((row) => row.show === 8)[0]
    const file = fake.rows.files.where(() => true)[0]
    assert.ok(window !== undefined && file !== undefined)
    fake.seed.row({ instance: window.id, file: file.id, startsAt: window.starts_at / 1000, lengthMs: 3_600_000 })
    assert.equal((await look()).level, 'ok')
    assert.doesNotMatch((await cards()).join(), EMPTY)
    assert.equal((await patchbay(['stations', 'doctor', '1'])).code, 0)
  })

  it('raises no card for what may be a restart before it was seen for a minute', async () => {
    fake.faults.set({ kind: 'status', status: 502, on: 'rest' })
    assert.deepEqual(
      (await look()).findings.map(({ code }) => code),
      ['stale-upstream'],
    )
    assert.doesNotMatch((await cards()).join(), /web server has lost/)
    fake.faults.clear()
  })

  it('names the place of the key, never the key', async () => {
    const texts = [JSON.stringify(await look()), app.logLines.join('\n'), JSON.stringify(await app.cards())]
    assert.ok(texts.every((text) => !text.includes(KEY)))
  })

  it('has nothing to show without a library, and says so when asked to look', async () => {
    assert.equal((await app.cli('POST', 'api/v1/radio/stations', { name: 'Hall', timeZone: ZONE })).status, 201)
    const { status, json } = await app.cli('POST', 'api/v1/radio/stations/2/checkup')
    assert.deepEqual([status, (json as { code: string }).code], [409, 'radio/no-library'])
    const { items } = await app.get<{ items: CheckupView[] }>('api/v1/radio/checkups')
    assert.deepEqual(
      items.map(({ stationName, hasLibrary, lookedAt }) => [stationName, hasLibrary, lookedAt !== null]),
      [
        ['Hall', false, false],
        ['Riverside', true, true],
      ],
    )
  })
})

onEachDatabase('checkups', (open) => {
  const checkup: Checkup = {
    stationId: 1,
    connectionId: 4,
    lookedAt: 1_700_000_000_000,
    tookMs: 1200,
    judged: [
      { code: 'challenge', verdict: { kind: 'well' }, since: null },
      {
        code: 'too-old',
        verdict: { kind: 'unknown', why: { code: 'remote/refused', params: { host: 'x' } } },
        since: 5,
      },
    ],
  }

  it('keep the last one of a station, which goes with it', async () => {
    await using db = await open()
    const station = { name: 'R', name_key: 'r', time_zone: 'UTC', library_connection_id: null, version: 1 }
    await db.tx((tx) =>
      tx
        .insertInto('radio_stations')
        .values({ ...station, created_at: 1, changed_at: 1 })
        .execute(),
    )
    await db.tx((tx) => saveCheckup(tx, { ...checkup, tookMs: 1, judged: [] }))
    await db.tx((tx) => saveCheckup(tx, checkup))
    assert.deepEqual(await findCheckup(db.read, 1), checkup)
    assert.deepEqual(await listCheckups(db.read), [checkup])
    await db.tx((tx) => tx.deleteFrom('radio_stations').execute())
    assert.equal(await findCheckup(db.read, 1), undefined)
  })
})
