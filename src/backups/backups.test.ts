import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { describe, it } from 'node:test'
import { openTestCluster } from '../../test/databases.ts'
import { createDatabase, findPostgres } from '../../test/postgres.ts'
import { startApp, type TestApp } from '../../test/start-app.ts'
import { type DataPaths, dataPaths } from '../db/data-paths.ts'
import { importPostgres } from '../db/postgres-import.ts'
import { backUpRecordings, countMissing, restoreRecordings } from '../db/recordings.ts'
import { backUpNow, inspectSqlite } from '../db/restore.ts'
import type { ReplyOf } from '../kernel/contract.ts'
import { sayError } from '../kernel/words.ts'
import type { backupRoutes } from './contract.ts'

const list = (app: TestApp) => app.get<ReplyOf<typeof backupRoutes.routes.list>>('api/v1/backups')

async function make(app: TestApp): Promise<number> {
  const { status, text, json } = await app.cli('POST', 'api/v1/backups')
  assert.equal(status, 202, text)
  return (json as ReplyOf<typeof backupRoutes.routes.make>).runId
}

/** Undefined as long as it is not known. */
async function stateOf(app: TestApp, runId: number): Promise<string | undefined> {
  return (await app.jobs('?kind=db.backup')).find(({ jobId }) => jobId === runId)?.state
}

const never = new AbortController().signal

const partials = (paths: DataPaths): string[] => readdirSync(paths.backups).filter((name) => name.endsWith('.partial'))

it('lists the backups of the data folder, newest first', async () => {
  await using app = await startApp()
  const paths = dataPaths(app.dataFolder)
  assert.deepEqual((await list(app)).items, [])
  const times = ['2026-11-18T09:41:16.000Z', '2026-11-19T10:42:16.000Z']
  const files: string[] = []
  for (const time of times) files.unshift(await backUpNow(paths, undefined, Date.parse(time)))
  const { folder, items } = await list(app)
  assert.equal(folder, paths.backups)
  assert.deepEqual(
    items.map(({ name, madeAt, bytes }) => ({ name, madeAt, bytes })),
    files.map((file, at) => ({
      name: basename(file),
      madeAt: times.toReversed()[at],
      bytes: statSync(file).size,
    })),
  )
  assert.ok(items.every(({ schema }) => schema >= 1))
})

it('says where there is no database to back up, and how to name the folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-empty-'))
  const paths = dataPaths(folder)
  const refused: unknown = await backUpNow(paths, undefined, 0).catch((error: unknown) => error)
  const { code, text, todo } = sayError(refused)
  assert.equal(code, 'db/no-database')
  assert.ok(text.includes(folder), text)
  assert.match(String(todo), /--data/)
  assert.deepEqual(readdirSync(folder), [], 'and nothing was made there')
  rmSync(folder, { recursive: true })
})

it('makes a backup when an admin asks, keeps as many as ever, and writes down who asked', async () => {
  await using app = await startApp()
  const paths = dataPaths(app.dataFolder)
  for (let day = 1; day <= 7; day++) await backUpNow(paths, undefined, Date.UTC(2026, 0, day))
  const runId = await make(app)
  await app.settled()
  const told = app.logLines.map((line) => JSON.parse(line) as Record<string, unknown>)
  assert.ok(told.some(({ msg, address }) => msg === 'the server listens' && address === app.app.address))
  assert.ok(told.some(({ action, subject }) => action === 'db.backup.asked' && subject === `run:${runId}`))
  const { level, kind, outcome, ms, ...rest } = told.find((line) => line['jobId'] === runId) ?? {}
  assert.deepEqual([level, kind, outcome, typeof ms], ['info', 'db.backup', 'completed', 'number'])
  assert.deepEqual(Object.keys(rest).toSorted(), ['area', 'jobId', 'msg', 'time'])
  const { items, kept } = await list(app)
  assert.equal(items.length, kept)
  const [newest] = items
  const file = `${paths.backups}/${newest?.name}`
  assert.ok(inspectSqlite(file).installationId !== null)
  const { result } = await app.get<{ result: unknown }>(`api/v1/jobs/${runId}`)
  assert.deepEqual(result, { file: newest?.name, bytes: newest?.bytes, recordings: 0 })
  assert.deepEqual(partials(paths), [])
  const audit = await app.get<{ items: { action: string; actor: string; subject: string; text: string }[] }>(
    'api/v1/access/audit?action=db.',
  )
  const [entry] = audit.items
  assert.deepEqual([entry?.action, entry?.subject], ['db.backup.asked', `run:${runId}`])
  assert.match(String(entry?.actor), /^cli:/)
})

it('keeps voice recordings beside it, each once, and a restore brings back those that are lost', async () => {
  await using app = await startApp()
  const paths = dataPaths(app.dataFolder)
  const keep = (text: string): string => {
    const hash = createHash('sha256').update(text).digest('hex')
    const file = join(paths.recordings, hash.slice(0, 2), hash.slice(2, 4), `${hash}.webm`)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    return file
  }
  const [first, second] = [keep('a take'), keep('another take')]
  mkdirSync(join(paths.recordings, 'making'), { recursive: true })
  writeFileSync(join(paths.recordings, 'making', 'half'), 'not yet whole')
  await make(app)
  await app.settled()
  const { recordings, items } = await list(app)
  assert.deepEqual(recordings, { count: 2, bytes: 'a take'.length + 'another take'.length })
  const inBackup = join(paths.backups, 'voice', relative(paths.recordings, first))
  const { ino } = statSync(inBackup)

  const third = keep('the last take')
  await make(app)
  await app.settled()
  assert.equal((await list(app)).recordings.count, 3)
  assert.equal(statSync(inBackup).ino, ino, 'what is there is not copied anew')

  // The folder of backups was carried to another disk, and the machine is a new one.
  const elsewhere = mkdtempSync(join(tmpdir(), 'patchbay-backups-'))
  cpSync(paths.backups, elsewhere, { recursive: true })
  const file = join(elsewhere, items[0]?.name ?? '')
  rmSync(paths.recordings, { recursive: true })
  assert.equal(await countMissing(paths, file), 3)
  assert.equal((await restoreRecordings(paths, file, never)).copied, 3)
  assert.deepEqual(
    [first, second, third].map((path) => readFileSync(path, 'utf8')),
    ['a take', 'another take', 'the last take'],
  )
  assert.equal((await restoreRecordings(paths, file, never)).copied, 0)

  // A recording whose disk gave other bytes is not taken for it.
  writeFileSync(first, 'rotten')
  rmSync(inBackup)
  await assert.rejects(backUpRecordings(paths, never), { code: 'db/recordings-not-copied' })
  assert.equal(existsSync(inBackup), false)
  rmSync(elsewhere, { recursive: true })
})

it('keeps the one from before an upgrade, however often somebody presses the button', async () => {
  await using app = await startApp()
  const paths = dataPaths(app.dataFolder)
  const old = await backUpNow(paths, undefined, Date.UTC(2026, 0, 1))
  const beforeUpgrade = old.replace(/schema-\d{4}/, 'schema-0001')
  renameSync(old, beforeUpgrade)
  for (let day = 2; day <= 10; day++) await backUpNow(paths, undefined, Date.UTC(2026, 0, day))
  const names = (await list(app)).items.map(({ name }) => name)
  assert.deepEqual([names.length, names.at(-1)], [8, basename(beforeUpgrade)])
})

it('lets only those make one who may change settings', async () => {
  await using app = await startApp()
  await app.claim()
  const key = await app.cli('POST', 'api/v1/access/keys', { name: 'reader', scopes: ['read', 'jobs:write'] })
  const { status } = await app.call('POST', 'api/v1/backups', {
    headers: { authorization: `Bearer ${(key.json as { key: string }).key}` },
  })
  assert.equal(status, 403)
})

it('raises a card that says what to do when a backup fails, and takes it back with the next good one', async () => {
  await using app = await startApp()
  const paths = dataPaths(app.dataFolder)
  rmSync(paths.backups, { recursive: true })
  writeFileSync(paths.backups, 'in the way')
  const runId = await make(app)
  await app.until('failed', async () => (await stateOf(app, runId)) === 'failed')
  const [card] = await app.cards()
  assert.equal(card?.said.code, 'backup-failed')
  assert.match(card?.said.why ?? '', /backups/)
  assert.match(card?.said.todo ?? '', /space|permissions/)
  assert.deepEqual(
    card?.actions.map(({ open, call }) => open ?? call?.operationId),
    [`/activity?job=${runId}`, 'backups.make'],
  )
  rmSync(paths.backups)
  await make(app)
  await app.settled()
  assert.equal((await list(app)).items.length, 1)
  assert.deepEqual(await app.cards(), [])
})

it('makes one every night, unless a person switched that off', async () => {
  await using app = await startApp()
  const { items } = await app.get<{ items: { name: string; kind: string; isEnabled: boolean; scheduleId: number }[] }>(
    'api/v1/schedules',
  )
  const nightly = items.find(({ kind }) => kind === 'db.backup')
  assert.equal(nightly?.isEnabled, true)
  await app.cli('POST', `api/v1/schedules/${nightly.scheduleId}/run`)
  await app.settled()
  assert.equal((await list(app)).items.length, 1)
})

const found = findPostgres()
describe('backups of a server on PostgreSQL', { skip: 'missing' in found ? found.missing : false }, () => {
  it('makes one that an empty database takes in', async () => {
    await using cluster = await openTestCluster()
    const database = await createDatabase(cluster.url)
    const empty = await createDatabase(cluster.url)
    {
      await using app = await startApp({ env: { PATCHBAY_DATABASE_URL: database.url } })
      await make(app)
      await app.settled()
      const { items } = await list(app)
      assert.match(items[0]?.name ?? '', /\.ndjson\.gz$/)
      const { rows } = await importPostgres(empty.url, `${dataPaths(app.dataFolder).backups}/${items[0]?.name}`)
      assert.ok(rows > 10)
    }
    await empty.drop()
    await database.drop()
  })
})
