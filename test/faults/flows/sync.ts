import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Kysely } from 'kysely'
import { SYNC_BATCH } from '../../../src/archive/syncing/sync-effect.ts'
import { ScanIntake } from '../../../src/archive/jobs.ts'
import { migrate } from '../../../src/db/migrate.ts'
import { migrations } from '../../../src/db/migrations.ts'
import { openSqlite, type SqliteDb } from '../../../src/db/sqlite.ts'
import { listDeliveries } from '../../../src/deliveries/index.ts'
import { listPlans } from '../../../src/plans/store.ts'
import { type ArchiveWorld, openArchiveWorld, untilQuiet } from '../../archive-world.ts'
import { clearHalves, diskPeer } from '../../disk-peer.ts'
import type { Flow, FlowContext, ManifestFile, WorldPlan } from '../flow.ts'
import { type Random, randomFrom } from '../random.ts'

const DAY_MS = 86_400_000

interface Built {
  manifest: ManifestFile
  content: Buffer
  filed: string
}

/** Every second seed clears in the end what sorting by copy left. */
function plan(size: number, random: Random): { files: Built[]; isCleared: boolean } {
  const isCleared = random.below(1000) % 2 === 1
  const files = Array.from({ length: size }, (_, at): Built => {
    const content = random.bytes(1 + random.below(at % 9 === 0 ? 400_000 : 3000))
    const mtimeMs = Date.UTC(2021, 0, 1) + random.below(20) * DAY_MS + random.below(DAY_MS)
    const day = new Date(mtimeMs).toISOString().slice(0, 10).replaceAll('-', '/')
    const name = `note-${at}.txt`
    const sha256 = createHash('sha256').update(content).digest('hex')
    return { manifest: { path: `inbox/${name}`, sha256, mtimeMs }, content, filed: `archive/${day}/${name}` }
  })
  return { files, isCleared }
}

/** What stays in the batch folder or goes to the trash, and what the peer has, is held against the rows by `run`. */
const BESIDES = /^(manifests\/batch_\d+\.json|cache\/known-contents|batches\/(batch_\d+|TRASH)\/.*|peer\/.*)$/

function build({ folder, size }: { folder: string; size: number }, random: Random): WorldPlan {
  const { files } = plan(size, random)
  for (const { manifest, content } of files) {
    const path = join(folder, manifest.path)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
    utimesSync(path, manifest.mtimeMs / 1000, manifest.mtimeMs / 1000)
  }
  const expected = files.map((file) => ({ ...file.manifest, path: file.filed }))
  return { manifest: files.map((file) => file.manifest), expected, besides: BESIDES }
}

async function openDatabase({ dataFolder }: FlowContext): Promise<SqliteDb> {
  const db = openSqlite(join(dataFolder, 'patchbay.db'))
  await migrate(db.writer as unknown as Kysely<unknown>, { dialect: 'sqlite', migrations, now: Date.now })
  return db
}

async function run(context: FlowContext): Promise<void> {
  const { isCleared } = plan(context.size, randomFrom(context.seed))
  const threads = Number(process.env['PATCHBAY_TEST_THREADS'] ?? 2)
  const transfer = { portUrl: new URL('../file-port.ts', import.meta.url), threads, chunkSize: 6, reserveBytes: 0 }
  const db = await openDatabase(context)
  const there = join(context.folder, 'peer')
  clearHalves(there)
  await requireTruth(db, there)
  const world = await openArchiveWorld(
    {
      intake: { watch: false, settle_sec: 1 },
      syncing: { connection: 'attic', poll_interval_sec: 1, stalled_after_sec: 3600 },
    },
    {
      db,
      dataFolder: context.folder,
      transfer,
      synced: (folder) => diskPeer(join(folder, 'batches'), there, Math.ceil(context.size / 3)),
    },
  )
  await untilQuiet(world)
  await tryAgain(world)
  await fileAll(world, context)
  await requireTruth(db, there)
  if (isCleared) await clearAll(world)
  await requireEnd(world, there, isCleared)
}

/** What was set aside because the process died in it three times is tried again, as a person does. */
async function tryAgain(world: ArchiveWorld): Promise<void> {
  const quarantined = await world.db.read
    .selectFrom('job_history')
    .select('id')
    .where('state', '=', 'quarantined')
    .where('kind', '<>', ScanIntake.kind)
    .execute()
  for (const { id } of quarantined) {
    await world.db.tx((tx) => world.jobs.retry(tx, id, { actor: 'person:1' }))
    await untilQuiet(world)
  }
  const stopped = await world.db.read.selectFrom('archive_batches').select('id').where('state', '=', 'ERROR').execute()
  for (const { id } of stopped) {
    const route = world.archive.routes.find(({ operationId }) => operationId === 'archive.retryBatch')
    await route?.handle({ params: { batchId: id }, actor: { id: 'person:1', name: 'a', scopes: new Set() } } as never)
    await untilQuiet(world)
  }
}

async function fileAll(world: ArchiveWorld, context: FlowContext): Promise<void> {
  for (let round = 0; (await world.files('inbox')).length > 0; round++) {
    if (round === 5)
      throw new Error(`the inbox is not empty after five scans: ${(await world.files('inbox')).join(', ')}`)
    await world.db.tx((tx) => world.jobs.enqueue(tx, ScanIntake, { archiveId: 1, isStep: false }, { actor: 'system' }))
    context.acknowledge('scan')
    await untilQuiet(world)
  }
}

async function clearAll(world: ArchiveWorld): Promise<void> {
  const route = world.archive.routes.find(({ operationId }) => operationId === 'archive.sync.release')
  const actor = { id: 'person:1', name: 'a', scopes: new Set() }
  for (const { id } of await world.db.read.selectFrom('archive_batches').select('id').execute()) {
    const kept = await world.db.read
      .selectFrom('archive_kept_copies')
      .select('item_id')
      .where('batch_id', '=', id)
      .where('released_at', 'is', null)
      .execute()
    if (kept.length === 0) continue
    const signal = AbortSignal.timeout(60_000)
    await route?.handle({ params: { batchId: id }, actor, signal } as never)
    const [draft] = await listPlans(world.db.read, { kind: 'archive.release', states: ['draft'], limit: 1 })
    if (draft !== undefined) await world.db.tx((tx) => world.plans.apply(tx, draft.planId, { actor: 'person:1' }))
    await untilQuiet(world)
  }
}

/** A batch counts as synced only if the peer holds each of its files, whole. */
async function requireTruth(db: SqliteDb, there: string): Promise<void> {
  const synced = await db.read.selectFrom('archive_batches').selectAll().where('synced_at', 'is not', null).execute()
  for (const batch of synced) {
    const copies = await db.read
      .selectFrom('archive_peer_copies')
      .selectAll()
      .where('batch_id', '=', batch.id)
      .execute()
    if (copies.length !== batch.file_count)
      throw new Error(`${batch.name} is ${batch.state}: ${copies.length} of ${batch.file_count} files are proven`)
    const lacking = copies.filter(({ rel_path, sha256 }) => hashAt(join(there, rel_path)) !== sha256)
    if (lacking.length > 0) throw new Error(`${batch.name} is ${batch.state}: the peer lacks ${lacking[0]?.rel_path}`)
  }
  const proven = (await listDeliveries(db.read, { kind: SYNC_BATCH, limit: 200 })).filter(
    ({ state }) => state === 'verified',
  )
  if (synced.length > proven.length) throw new Error('a batch is synced whose delivery is not verified')
}

const hashAt = (file: string): string | undefined =>
  existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : undefined

async function requireEnd(world: ArchiveWorld, there: string, isCleared: boolean): Promise<void> {
  const batches = await world.db.read.selectFrom('archive_batches').selectAll().execute()
  const odd = batches.filter(({ state }) => state !== 'SORTED' && state !== 'ABANDONED')
  if (odd.length > 0) throw new Error(`${odd.map(({ name, state }) => `${name} ${state}`).join(', ')} in the end`)
  const left = await world.files('batches')
  const files = readdirSync(there, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  if (isCleared ? left.length > 0 : left.length !== files.length)
    throw new Error(`${left.length} files lie in the batch folder, ${files.length} at the peer`)
}

/** A scan leaves its mark in the files, which the oracle looks at. */
const verifyAcknowledged = async (): Promise<string[]> => []

export const flow: Flow = { name: 'sync', build, run, verifyAcknowledged }
