import assert from 'node:assert/strict'
import { it } from 'node:test'
import { openTempSqlite } from '../../../../test/databases.ts'
import type { Db } from '../../../db/db.ts'
import { manualClock } from '../../../kernel/clock.ts'
import { trackListCheck } from './doctor-check.ts'
import { addSync, NO_COUNTS } from './store.ts'

const MINUTE_MS = 60_000
const { signal } = new AbortController()

async function addStation(db: Db): Promise<void> {
  const stamp = { version: 1, created_at: 0, changed_at: 0 }
  await db.tx(async (tx) => {
    const connection = { kind: 'libretime', name: 'LT', name_key: 'lt', settings: '{}', health: '{}', is_enabled: 1 }
    await tx
      .insertInto('connections_entries')
      .values({ ...connection, ...stamp, origin: 'person' })
      .execute()
    const station = { name: 'Riverside', name_key: 'riverside', time_zone: 'UTC', library_connection_id: 1 }
    await tx
      .insertInto('radio_stations')
      .values({ ...station, ...stamp })
      .execute()
  })
}

it('finds a list that is too old, says why it is, and is content with a new one', async () => {
  await using db = await openTempSqlite()
  const clock = manualClock(0)
  const find = async () =>
    (await trackListCheck({ db, clock }).run(signal)).map(({ code, level, params }) => [code, level, params['minutes']])
  const library = { stationId: 1, connectionId: 1, ...NO_COUNTS, jobId: 1, tookMs: 1, reason: null }
  const add = (sync: Partial<Parameters<typeof addSync>[1]>) =>
    db.tx((tx) => addSync(tx, { ...library, outcome: 'done', endedAt: clock.now(), ...sync }))
  assert.deepEqual(await find(), [])
  await addStation(db)
  assert.deepEqual(await find(), [['radio.tracks-fresh', 'ok', undefined]], 'the first one is still to come')
  clock.advance(21 * MINUTE_MS)
  assert.deepEqual(await find(), [['radio.tracks-stale', 'warn', 21]])
  await add({})
  assert.deepEqual(await find(), [['radio.tracks-fresh', 'ok', undefined]])
  clock.advance(10 * MINUTE_MS)
  await add({ outcome: 'failed', reason: { code: 'remote/broken-off', params: {} } })
  assert.deepEqual(await find(), [['radio.tracks-fresh', 'ok', undefined]], 'one that failed makes no old list')
  clock.advance(15 * MINUTE_MS)
  const [found] = await trackListCheck({ db, clock }).run(signal)
  assert.deepEqual([found?.code, found?.params['minutes']], ['radio.tracks-not-read', 25])
  assert.ok(String(found?.params['problem']).length > 10)
})
