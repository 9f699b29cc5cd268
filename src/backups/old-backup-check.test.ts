import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'
import { startApp, type TestApp } from '../../test/start-app.ts'
import { dataPaths } from '../db/data-paths.ts'
import { judgeAge } from './old-backup-check.ts'

const DAY_MS = 86_400_000
const now = Date.parse('2026-11-20T12:00:00Z')
const nightly = { cron: '20 3 * * *', timeZone: 'Etc/UTC', isEnabled: true }

it('calls a backup old after three days, and later where the schedule comes less often', () => {
  const judge = (ageDays: number, schedule: Parameters<typeof judgeAge>[1]) =>
    judgeAge({ newestAt: now - ageDays * DAY_MS, since: 0 }, schedule, now).code
  assert.equal(judge(2.9, nightly), 'backup')
  assert.equal(judge(3.1, nightly), 'backup-old')
  assert.equal(judge(3.1, { ...nightly, isEnabled: false }), 'backup-paused')
  const weekly = { ...nightly, cron: '20 3 * * 1' }
  assert.equal(judge(13, weekly), 'backup')
  assert.equal(judge(15, weekly), 'backup-old')
})

it('gives a new installation the same time for its first backup', () => {
  const judge = (since: number) => judgeAge({ newestAt: undefined, since }, nightly, now)
  assert.deepEqual([judge(now - DAY_MS).level, judge(now - DAY_MS).code], ['ok', 'backup-none-yet'])
  assert.deepEqual([judge(now - 4 * DAY_MS).level, judge(now - 4 * DAY_MS).code], ['warn', 'backup-missing'])
})

interface Doctor {
  checks: { id: string; findings: { said: { code: string; text: string; todo?: string } }[] }[]
}
const found = async (app: TestApp) =>
  (await app.get<Doctor>('api/v1/doctor')).checks.find(({ id }) => id === 'backups')?.findings[0]?.said

it('is looked at by the doctor, which says what to do', async () => {
  await using app = await startApp()
  assert.equal((await found(app))?.code, 'backup-none-yet')
  const { backups } = dataPaths(app.dataFolder)
  writeFileSync(join(backups, 'patchbay-20200101T000000Z-schema-0001.db'), '')
  const old = await found(app)
  assert.equal(old?.code, 'backup-old')
  assert.match(old?.todo ?? '', /Back up now/)
})
