import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type CliHost, openCliHost, type Said } from '../../test/cli-host.ts'
import { BY_HAND, startApp, type TestApp } from '../../test/start-app.ts'
import { type FakeLibreTime, startFakeLibreTime } from '../connectors/libretime/fake-server.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const KEY = 'key-of-the-command-line'

let fake: FakeLibreTime
let app: TestApp
let host: CliHost
let track: number
let show: number

const day = Math.ceil(Date.now() / DAY_MS) * DAY_MS + DAY_MS
const hour = (n: number): string => new Date(day + n * HOUR_MS).toISOString()
const run = (...args: string[]): Promise<Said> => host.run(['planner', ...args])
const what = (): string[] => ['--track', String(track), '--show', String(show)]

before(async () => {
  fake = await startFakeLibreTime({ key: KEY })
  app = await startApp({ yaml: BY_HAND })
  host = openCliHost({ PATCHBAY_DATA: app.dataFolder })
  const connection = {
    kind: 'libretime',
    name: 'LibreTime',
    settings: { address: fake.url },
    secrets: { api_key: KEY },
  }
  const { json } = await app.cli('POST', 'api/v1/connections', connection)
  const { connectionId } = json as { connectionId: number }
  const station = { name: 'Radio Hall', timeZone: 'UTC', libraryConnectionId: connectionId }
  assert.equal((await app.cli('POST', 'api/v1/radio/stations', station)).status, 201)
  track = fake.seed.file({ title: 'Night Drift', lengthMs: HOUR_MS })
  show = fake.seed.show('Drift')
})
after(async () => {
  await host[Symbol.asyncDispose]()
  await app[Symbol.asyncDispose]()
  await fake[Symbol.asyncDispose]()
})

describe('patchbay planner', () => {
  it('plans, shows the week, moves and takes out; a dry run writes nothing', async () => {
    const dry = await run('plan', '1', hour(0), hour(1), ...what(), '--dry-run')
    assert.deepEqual([dry.code, dry.err], [0, ''])
    assert.match(dry.out, /Night Drift: fits\nThis can be planned/)
    assert.equal(fake.rows.schedule.size, 0)
    const planned = await run('plan', '1', hour(0), hour(1), ...what())
    assert.equal(planned.code, 0, planned.err)
    assert.match(planned.out, /Airing 1: Night Drift is planned/)
    const week = await run('week', '1', '--start', hour(0).slice(0, 10), '--days', '2')
    assert.equal(week.code, 0, week.err)
    assert.match(week.out, /00:00:00 .*Night Drift +Drift +verified +fits/)
    assert.equal((await run('plan', '1', hour(0), hour(1), ...what(), '--dry-run')).code, 0)
    const taken = await run('plan', '1', hour(0.5), hour(1.5), ...what(), '--dry-run')
    assert.equal(taken.code, 3)
    assert.match(taken.out, /TRACK_OVERLAP/)
    assert.equal((await run('move', '1', hour(3), hour(4))).code, 0)
    assert.equal((await run('unplan', '1')).code, 0)
    assert.equal(fake.rows.schedule.size, 0)
  })

  it('plans a range from a file, and copies a week', async () => {
    const file = join(app.dataFolder, 'range.json')
    const wish = (n: number) => ({ trackId: track, showId: String(show), startsAt: hour(n), endsAt: hour(n + 1) })
    await writeFile(file, JSON.stringify({ startsAt: hour(0), endsAt: hour(24), airings: [wish(5), wish(6)] }))
    const dry = await run('range', '1', file, '--dry-run')
    assert.equal(dry.code, 0, dry.err)
    assert.match(dry.out, /2 to plan, 0 to move, 0 stay, 0 to take out, 0 left/)
    const applied = await run('range', '1', file)
    assert.equal(applied.code, 0, applied.err)
    assert.equal(fake.rows.schedule.size, 2)
    const [from, to] = [hour(0).slice(0, 10), hour(7 * 24).slice(0, 10)]
    assert.match((await run('copy-week', '1', from, to, '--dry-run')).out, /2 to plan/)
    assert.equal((await run('range', '1', join(app.dataFolder, 'none.json'))).code, 1)
  })

  it('does what a file names together as one plan', async () => {
    const file = join(app.dataFolder, 'changes.json')
    const [first, second] = fake.rows.schedule.all().toSorted((a, b) => a.starts_at - b.starts_at)
    assert.ok(first !== undefined && second !== undefined)
    const { items } = await app.get<{ items: { airingId: number; rowId: number }[] }>(
      'api/v1/radio/stations/1/planner/airings?state=verified',
    )
    const of = (rowId: number) => items.find((airing) => airing.rowId === rowId)?.airingId
    const changes = [
      { do: 'move', airingId: of(first.id), startsAt: hour(6), endsAt: hour(7) },
      { do: 'unplan', airingId: of(second.id) },
    ]
    await writeFile(file, JSON.stringify({ changes }))
    assert.match((await run('changes', '1', file, '--dry-run')).out, /0 to plan, 1 to move, 0 stay, 1 to take out/)
    assert.equal((await run('changes', '1', file)).code, 0)
    assert.deepEqual(
      fake.rows.schedule.all().map(({ starts_at }) => new Date(starts_at / 1000).toISOString()),
      [new Date(hour(6)).toISOString()],
    )
  })
})
