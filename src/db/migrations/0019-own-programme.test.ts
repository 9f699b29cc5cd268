import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { type Kysely, sql } from 'kysely'
import { migrate } from '../migrate.ts'
import { migrations } from '../migrations.ts'
import { openSqlite } from '../sqlite.ts'

it('airings of a CMS stay its airings', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-0019-'))
  const db = openSqlite(join(folder, 'patchbay.db'))
  try {
    const writer = db.writer as unknown as Kysely<unknown>
    const upTo = (number: number) => migrations.filter((one) => one.number <= number)
    await migrate(writer, { dialect: 'sqlite', migrations: upTo(18), now: () => 0 })
    await sql`insert into radio_stations (name, name_key, time_zone, version, created_at, changed_at)
      values ('Hall', 'hall', 'UTC', 1, 0, 0)`.execute(writer)
    const add = (cms: number | null) =>
      sql`insert into radio_airings (station_id, connection_id, cms_connection_id, episode_id, track_id, title, show_id,
        show_title, show_of_cms, audio_ms, starts_at, ends_at, round, state, needs_repair, cms_round, planned_by,
        planned_at, changed_at)
        values (1, 1, ${cms}, 'a', 5, 'One', 's', 'Show', 1, 1, 0, 1, 0, 'verified', 0, 0, 'x', 0, 0)`.execute(writer)
    await add(12)
    await add(null)
    await migrate(writer, { dialect: 'sqlite', migrations, now: () => 0 })
    const { rows } = await sql<{ cms: string | null }>`select cms from radio_airings order by id`.execute(writer)
    assert.deepEqual(
      rows.map(({ cms }) => cms),
      ['connection:12', null],
    )
  } finally {
    await db[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
  }
})
