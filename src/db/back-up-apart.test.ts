import assert from 'node:assert/strict'
import { existsSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it, type TestContext } from 'node:test'
import Database from 'better-sqlite3'
import { backUpApart } from './back-up-apart.ts'
import { bytesSoFar, makeBackup } from './backup.ts'
import { type DataPaths, dataPaths } from './data-paths.ts'
import { assertIntact } from './sqlite.ts'

const at = Date.parse('2026-11-18T09:41:16Z')

async function place(t: TestContext, rows: number): Promise<DataPaths> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-backup-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const paths = dataPaths(folder)
  await mkdir(paths.backups)
  const database = new Database(paths.database)
  database.exec('create table rows_of_it (id integer primary key, text text)')
  const insert = database.prepare('insert into rows_of_it (text) values (?)')
  database.transaction(() => {
    for (let n = 0; n < rows; n++) insert.run('x'.repeat(500))
  })()
  database.close()
  return paths
}

it('copies and checks in a thread, so that the event loop turns meanwhile', async (t) => {
  const paths = await place(t, 200_000)
  let turns = 0
  const timer = setInterval(() => turns++, 5)
  t.after(() => clearInterval(timer))
  const startedAt = performance.now()
  const file = await backUpApart({ paths, databaseUrl: undefined, schema: 7, at }, new AbortController().signal)
  const tookMs = performance.now() - startedAt
  assert.ok(turns > tookMs / 50, `${turns} turns in ${Math.round(tookMs)} ms`)
  assertIntact(file)
})

it('leaves nothing half-made when it is stopped, and drops what a crash left a day ago', async (t) => {
  const paths = await place(t, 50_000)
  const left = 'patchbay-20261117T094116Z-schema-0007.db.partial'
  const someoneElses = 'patchbay-20261118T094000Z-schema-0007.db.partial'
  for (const name of [left, someoneElses]) writeFileSync(join(paths.backups, name), '')
  const stop = new AbortController()
  const source = { paths, databaseUrl: undefined, schema: 7, at }
  const stopped = backUpApart(source, stop.signal)
  setTimeout(() => stop.abort(new Error('stop')), 60)
  await assert.rejects(stopped, /stop/)
  assert.deepEqual(readdirSync(paths.backups).toSorted(), [left, someoneElses])
  await backUpApart(source, new AbortController().signal)
  assert.deepEqual(readdirSync(paths.backups).toSorted(), [someoneElses, 'patchbay-20261118T094116Z-schema-0007.db'])
})

it('says what is in the way', async (t) => {
  const paths = await place(t, 1)
  await rm(paths.backups, { recursive: true })
  writeFileSync(paths.backups, 'in the way')
  await assert.rejects(
    backUpApart({ paths, databaseUrl: undefined, schema: 7, at }, new AbortController().signal),
    (error: { code?: string; params?: Record<string, unknown> }) =>
      error.code === 'db/backup-failed' && error.params?.['folder'] === paths.backups,
  )
})

it('says so, too, of a folder that cannot even be looked into', async (t) => {
  const paths = await place(t, 1)
  await rm(paths.backups, { recursive: true })
  symlinkSync(paths.backups, paths.backups)
  const source = { paths, databaseUrl: undefined, schema: 7, at }
  assert.equal(bytesSoFar(source), 0, 'asked by a timer, whose failure would end the server')
  await assert.rejects(
    backUpApart(source, new AbortController().signal),
    (error: { code?: string }) => error.code === 'db/backup-failed',
  )
})

it('keeps the one just made also when the clock was ahead for a while', async (t) => {
  const paths = await place(t, 1)
  for (let day = 1; day <= 7; day++)
    writeFileSync(join(paths.backups, `patchbay-2031010${day}T000000Z-schema-0007.db`), '')
  const made: string[] = []
  for (const days of [0, 1])
    made.push(await makeBackup({ paths, databaseUrl: undefined, schema: 7, at: at + days * 86_400_000 }))
  assert.deepEqual(made.map(existsSync), [false, true])
})
