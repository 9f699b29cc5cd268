import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { openCsvWorld } from '../../../../../test/csv-world.ts'
import { openTempSqlite } from '../../../../../test/databases.ts'
import { spawnApp, type SpawnedApp } from '../../../../../test/spawn-app.ts'
import { BY_HAND } from '../../../../../test/start-app.ts'
import type { PlanView } from '../../../../plans/contract.ts'
import type { ImportDraft } from '../../../csv/contract.ts'
import { countEpisodes, listShows } from '../store.ts'

const SHOWS = 50
const LINES = 5000
const LINES_TOGETHER = 500

function fileOf(count: number): string {
  const words = 'w'.repeat(100)
  const lines = Array.from({ length: count }, (_, n) => `Show ${n % SHOWS},Episode ${n},${words}`)
  return ['show,title,description', ...lines].join('\n')
}

/** How often the event loop turned while something was done. */
async function turnsOf(work: () => Promise<unknown>): Promise<number> {
  let [turns, isDone] = [0, false]
  const count = (): void => {
    turns++
    if (!isDone) setImmediate(count)
  }
  count()
  await work()
  isDone = true
  return turns
}

/** As the database itself says, so soon that the rest is still to come. */
function episodesIn(file: string): number {
  const db = new Database(file, { readonly: true })
  const { n } = db.prepare<[], { n: number }>('select count(*) as n from radio_episodes').get() ?? { n: 0 }
  db.close()
  return n
}

describe('a large import', () => {
  it('stays within memory, and leaves turns to others', async () => {
    await using world = await openCsvWorld(openTempSqlite)
    const before = process.memoryUsage().rss
    let draft: ImportDraft | undefined
    const drafting = await turnsOf(async () => (draft = await world.draftOnly('episodes', fileOf(LINES))))
    assert.deepEqual(draft?.counts, { add: LINES, change: 0, same: 0, wrong: 0 })
    const applying = await turnsOf(async () => assert.equal(await world.run(draft?.planId ?? null, 'apply'), 'applied'))
    assert.equal(await countEpisodes(world.db.read, world.stationId, {}), LINES)
    assert.equal((await listShows(world.db.read, world.stationId)).length, SHOWS)
    const transactions = LINES / LINES_TOGETHER
    assert.ok(drafting > 2 * transactions && applying > 5 * transactions, `${drafting} and ${applying} turns`)
    const grownMb = (process.memoryUsage().rss - before) >> 20
    assert.ok(grownMb < 300, `${grownMb} MB more`)
    const again = await world.draftOnly('episodes', await world.exported('episodes'))
    assert.equal(again.counts.same, LINES)
  })

  it('goes on after a kill, and nothing stands there twice', async () => {
    const count = 4000
    const place = await spawnApp({ yaml: BY_HAND })
    await using app = place
    const post = async (of: SpawnedApp, path: string, body: unknown) => {
      const answer = await of.cli('POST', path, body)
      assert.ok(answer.status < 300, answer.text)
      return answer.json
    }
    await post(app, 'api/v1/radio/stations', { name: 'Hall', timeZone: 'UTC', keepsProgramme: true })
    const response = await fetch(`${app.address}api/v1/radio/stations/1/programme/import?what=episodes`, {
      method: 'POST',
      headers: { authorization: await app.bearer(), 'content-type': 'text/csv' },
      body: fileOf(count),
    })
    const { planId } = (await response.json()) as ImportDraft
    const total = async (of: SpawnedApp): Promise<number> =>
      (await of.get<{ total: number }>('api/v1/radio/stations/1/programme/episodes?limit=1')).total
    await post(app, `api/v1/plans/${planId}/apply`, {})
    const file = join(app.dataFolder, 'patchbay.db')
    while (episodesIn(file) === 0) await setTimeout(1)
    await app.end('SIGKILL')
    assert.ok(episodesIn(file) < count, 'all were there when it was killed')
    await using second = await spawnApp({ dataFolder: app.dataFolder })
    await second.until('the plan ended', async () => {
      const { state } = await second.get<PlanView>(`api/v1/plans/${planId}`)
      return state === 'applied'
    })
    assert.equal(await total(second), count)
    const again = await fetch(`${second.address}api/v1/radio/stations/1/programme/episodes.csv`, {
      headers: { authorization: await second.bearer() },
    })
    assert.match(String(again.headers.get('content-disposition')), /Hall%20episodes%20\d{4}-\d\d-\d\d\.csv/)
    const titles = (await again.text()).split('\r\n').map((line) => line.split(',').slice(1, 3).join())
    assert.equal(new Set(titles.slice(1, -1)).size, count)
  })
})
