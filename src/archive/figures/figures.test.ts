import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { look, openArchiveWorld } from '../../../test/archive-world.ts'
import { onEachDatabase } from '../../../test/databases.ts'
import { picture } from '../../../test/pictures.ts'
import { startApp } from '../../../test/start-app.ts'
import type { Clock } from '../../kernel/clock.ts'
import { addDays } from '../../kernel/time.ts'
import type { ArchiveFigures, StorageHistory } from './contract.ts'
import { forecastOf } from './forecast.ts'
import { activityOf } from './overview.ts'
import { dropSamples, listSamples, putSample, type Sample } from './sample-store.ts'

const sample = (day: string, more: Partial<Sample> = {}): Sample => ({
  day,
  at: Date.parse(`${day}T22:05:00Z`),
  files: 10,
  bytes: 1e9,
  diskBytes: 1e12,
  freeBytes: 5e11,
  ...more,
})
const TODAY = '2026-11-18'

describe('when the disk will be full', () => {
  const now = sample(TODAY, { freeBytes: 100e9 })
  const before = (days: number, perDay: number, more: Partial<Sample> = {}) =>
    Array.from({ length: days }, (_, index) =>
      sample(addDays(TODAY, index - days), { freeBytes: 100e9 + (days - index) * perDay, ...more }),
    )

  it('goes by the room on the disk once there are a week of samples', () => {
    assert.deepEqual(forecastOf(now, before(20, 2e9), 0), {
      perDay: 2e9,
      daysLeft: 50,
      fullOn: addDays(TODAY, 50),
      basis: 'disk',
      ofDays: 20,
    })
  })

  it('goes by what was filed before, and after the disk was changed', () => {
    for (const few of [[], before(3, 2e9), before(20, 2e9, { diskBytes: 4e12 })])
      assert.deepEqual(forecastOf(now, few, 1e9)?.basis, 'filed')
    assert.equal(forecastOf(now, [], 1e9)?.daysLeft, 100)
  })

  it('says nothing while the disk does not fill, or not within twenty years', () => {
    assert.equal(forecastOf(now, before(20, -1e9), 5e9), undefined)
    assert.equal(forecastOf(now, before(20, 0), 5e9), undefined)
    assert.equal(forecastOf(now, [], 0), undefined)
    assert.equal(forecastOf(now, [], 1), undefined)
  })
})

onEachDatabase('samples of the storage', (open) => {
  it('keeps the last one of each day, and drops the oldest', async () => {
    await using db = await open()
    await db.tx(async (tx) => {
      await putSample(tx, 1, sample('2026-11-17'))
      await putSample(tx, 1, sample('2026-11-16'))
      await putSample(tx, 1, sample('2026-11-17', { files: 12 }))
    })
    const days = async () => (await listSamples(db.read, 1, '2026-01-01')).map(({ day, files }) => [day, files])
    assert.deepEqual(await days(), [
      ['2026-11-16', 10],
      ['2026-11-17', 12],
    ])
    await db.tx((tx) => dropSamples(tx, 1, '2026-11-17'))
    assert.deepEqual(await days(), [['2026-11-17', 12]])
  })
})

onEachDatabase('what was filed on each day', (open) => {
  it('goes by the days of the server’s zone, as what was filed today does', async () => {
    await using w = await openArchiveWorld({}, { db: await open() })
    await w.put('inbox/a.txt', 'alpha')
    await look(w)
    const filed_at = Date.parse('2026-11-17T13:30:00Z')
    await w.db.tx((tx) => tx.updateTable('archive_items').set({ filed_at }).execute())
    const clock = { now: () => Date.parse('2026-11-18T01:00:00Z') } as Clock
    const deps = { db: w.db, clock, timeZone: () => 'Australia/Sydney' }
    const days = (await activityOf(deps, 1, 2)).map(({ day, filed, bytes }) => [day, filed, bytes])
    assert.deepEqual(days, [
      ['2026-11-17', 0, 0],
      ['2026-11-18', 1, 5],
    ])
  })
})

it('counts what is filed, double and on its way, and takes a sample by the clock', { timeout: 60_000 }, async () => {
  await using app = await startApp()
  const photo = picture()
  await app.drop({ 'inbox/IMG_20230102_030405.jpg': photo, 'inbox/again.jpg': photo, 'inbox/empty.jpg': '' })
  await app.settled()
  const found = await app.get<ArchiveFigures>('api/v1/archive/figures')
  const one = { count: 1, bytes: photo.length }
  assert.deepEqual(
    [found.filed, found.filedToday, found.filedLast7Days, found.duplicates, found.waiting, found.activeBatches.length],
    [one, one, one, one, 0, 0],
  )
  assert.deepEqual([found.recentBatches.length, found.recentRuns[0]?.state], [1, 'completed'])
  const { items } = await app.get<{ items: { kind: string; scheduleId: number }[] }>('api/v1/schedules')
  const schedule = items.find(({ kind }) => kind === 'archive.sample')
  assert.equal((await app.cli('POST', `api/v1/schedules/${schedule?.scheduleId}/run`)).status, 202)
  await app.settled()
  const { samples } = await app.get<StorageHistory>('api/v1/archive/storage/history')
  assert.deepEqual(
    [samples.length, samples[0]?.files, samples[0]?.bytes],
    [1, 1, photo.length],
    'today’s is the one of now',
  )
})
