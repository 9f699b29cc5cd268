import assert from 'node:assert/strict'
import { it } from 'node:test'
import { startApp, type TestApp } from '../../test/start-app.ts'
import type { Problem } from '../kernel/contract.ts'
import type { ScheduleView } from './contract.ts'

async function schedule(app: TestApp, kind: string): Promise<ScheduleView> {
  const { items } = await app.get<{ items: ScheduleView[] }>('api/v1/schedules')
  const found = items.find((one) => one.kind === kind)
  assert.ok(found !== undefined)
  return found
}

const inParis = { yaml: 'server:\n  timezone: Europe/Paris\n' }

it('runs at the time that a person chose, over restarts, until it is given back, and writes both down', async () => {
  await using app = await startApp(inParis)
  const declared = await schedule(app, 'event.prune')
  assert.deepEqual([declared.cron, declared.timeZone, declared.isChanged], ['50 3 * * *', 'Europe/Paris', false])
  const path = `api/v1/schedules/${declared.scheduleId}`
  const { status, text, json } = await app.cli('PATCH', path, { cron: '15 12 * * 1', timeZone: 'Asia/Kolkata' })
  assert.equal(status, 200, text)
  const changed = json as ScheduleView
  assert.match(changed.nextAt ?? '', /T06:45:00\.000Z$/)
  assert.equal(new Date(changed.nextAt ?? '').getUTCDay(), 1)
  await app.restart()
  const kept = await schedule(app, 'event.prune')
  assert.deepEqual(kept, changed)
  assert.deepEqual([kept.isChanged, kept.defaultCron, kept.defaultTimeZone], [true, '50 3 * * *', 'Europe/Paris'])
  const given = await app.cli('PATCH', path, { cron: null, timeZone: null })
  assert.deepEqual(given.json, declared)
  const { items } = await app.get<{ items: { action: string; subject: string; details: object }[] }>(
    'api/v1/access/audit?action=jobs.',
  )
  const usual = { cron: '50 3 * * *', timeZone: 'Europe/Paris', isEnabled: true }
  const own = { cron: '15 12 * * 1', timeZone: 'Asia/Kolkata', isEnabled: true }
  assert.deepEqual(
    items.map(({ action, subject, details }) => ({ action, subject, details })),
    [
      {
        action: 'jobs.schedule.changed',
        subject: 'event.prune',
        details: { before: own, after: usual },
      },
      {
        action: 'jobs.schedule.changed',
        subject: 'event.prune',
        details: { before: usual, after: own },
      },
    ],
  )
})

it('refuses a wrong time with the field that is wrong, and changes nothing', async () => {
  await using app = await startApp(inParis)
  const before = await schedule(app, 'event.prune')
  const refused = await app.cli('PATCH', `api/v1/schedules/${before.scheduleId}`, { cron: '50 24 * * *' })
  assert.equal(refused.status, 422)
  const problem = refused.json as Problem
  assert.deepEqual(
    [problem.code, problem.errors?.map(({ pointer, code }) => [pointer, code])],
    ['jobs/bad-cron-hour', [['/cron', 'jobs/bad-cron-hour']]],
  )
  assert.match(problem.errors?.[0]?.detail ?? '', /24/)
  assert.deepEqual(await schedule(app, 'event.prune'), before)
})

it('tells the next times of an expression before it is saved', async () => {
  await using app = await startApp()
  const query = new URLSearchParams({ cron: '0 12 * * *', timeZone: 'Etc/UTC' })
  const { times } = await app.get<{ times: string[] }>(`api/v1/schedules/times?${query}`)
  assert.equal(times.length, 3)
  assert.ok(times.every((time) => time.endsWith('T12:00:00.000Z')))
  const wrong = await app.cli('GET', `api/v1/schedules/times?cron=0&timeZone=Etc/UTC`)
  assert.deepEqual([wrong.status, (wrong.json as Problem).errors?.[0]?.pointer], [422, 'cron'])
})
