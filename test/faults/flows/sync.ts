import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Kysely, sql } from 'kysely'
import { SyncedFolder } from '../../../src/archive/syncing/ports.ts'
import { SYNC_BATCH } from '../../../src/archive/syncing/sync-effect.ts'
import { ScanIntake } from '../../../src/archive/jobs.ts'
import { startFakeSyncthing } from '../../../src/connectors/syncthing/fake-server.ts'
import { syncthing } from '../../../src/connectors/syncthing/index.ts'
import { migrate } from '../../../src/db/migrate.ts'
import { migrations } from '../../../src/db/migrations.ts'
import { openSqlite, type SqliteDb } from '../../../src/db/sqlite.ts'
import { listDeliveries } from '../../../src/deliveries/index.ts'
import { systemClock } from '../../../src/kernel/clock.ts'
import { createEgress } from '../../../src/kernel/egress/client.ts'
import { listPlans } from '../../../src/plans/store.ts'
import { type ArchiveWorld, openArchiveWorld, untilQuiet } from '../../archive-world.ts'
import type { Flow, FlowContext, ManifestFile, Neighbour, WorldPlan } from '../flow.ts'
import { type Random, randomFrom } from '../random.ts'

/**
 * `claim-early`: Syncthing says of a file that the peer has it as soon as it was read here. `skip-sync`: a batch that sets
 * out counts as synced at once. `drop-row`: what was proven of one file is gone from the database.
 */
export const SYNC_SABOTAGES = ['claim-early', 'skip-sync', 'drop-row'] as const

const DAY_MS = 86_400_000
/** Of the peer, for one file: a batch is on its way for longer than one look takes. */
const TAKE_MS = 40
const CORE_LOOK_MS = 15

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

/** What stays in the batch folder or goes to the trash is held against the rows by `run`. */
const BESIDES = /^(manifests\/batch_\d+\.json|cache\/known-contents|batches\/(batch_\d+|TRASH)\/.*)$/

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

/** Its files are beside the world: what is lost here is lost, though the peer has it. */
const peerOf = ({ folder }: { folder: string }): string => join(folder, '../peer')

/** Syncthing, which goes on while Patchbay is killed. */
async function openNeighbour({
  folder,
  sabotage,
}: {
  folder: string
  sabotage: string | undefined
}): Promise<Neighbour> {
  const there = peerOf({ folder })
  rmSync(there, { recursive: true, force: true })
  const fake = await startFakeSyncthing({
    folder: join(folder, 'batches'),
    peer: { folder: there, takeMs: TAKE_MS, claimsAll: sabotage === 'claim-early' },
  })
  const { url, key, folderId, peerId } = fake
  return { told: { url, key, folderId, peerId }, [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose]() }
}

/** As a connection to it is opened. */
function openFolder({ told }: FlowContext): SyncedFolder {
  const { ports } = syncthing.create({
    settings: syncthing.settings.parse({
      address: told['url'],
      folder_id: told['folderId'],
      device_id: told['peerId'],
    }),
    secrets: { api_key: String(told['key']) },
    tools: { egress: createEgress(), clock: systemClock, log: { debug() {}, info() {}, warn() {}, error() {} } },
  })
  return new Map(ports).get(SyncedFolder.name) as SyncedFolder
}

async function openDatabase({ dataFolder, sabotage }: FlowContext): Promise<SqliteDb> {
  const db = openSqlite(join(dataFolder, 'patchbay.db'))
  await migrate(db.writer as unknown as Kysely<unknown>, { dialect: 'sqlite', migrations, now: Date.now })
  if (sabotage === 'skip-sync')
    await sql`create trigger if not exists skip_sync after update of state on archive_batches when new.state = 'SYNCING'
      begin update archive_batches set state = 'SYNCED', synced_at = 1 where id = new.id; end`.execute(db.writer)
  return db
}

async function run(context: FlowContext): Promise<void> {
  const { isCleared } = plan(context.size, randomFrom(context.seed))
  const threads = Number(process.env['PATCHBAY_TEST_THREADS'] ?? 2)
  const transfer = { portUrl: new URL('../file-port.ts', import.meta.url), threads, chunkSize: 6, reserveBytes: 0 }
  const db = await openDatabase(context)
  const there = peerOf(context)
  await tellStates(db, context)
  await requireTruth(db, there)
  tellCore(db, context)
  const world = await openArchiveWorld(
    {
      intake: { watch: false, settle_sec: 1 },
      syncing: { connection: 'attic', poll_interval_sec: 1, stalled_after_sec: 3600 },
    },
    { db, dataFolder: context.folder, transfer, synced: () => openFolder(context) },
  )
  await untilQuiet(world)
  await tryAgain(world)
  await fileAll(world, context)
  if (context.sabotage === 'drop-row')
    await sql`delete from archive_peer_copies where item_id = (select min(item_id) from archive_peer_copies)`.execute(
      db.writer,
    )
  await requireTruth(db, there)
  if (isCleared) await clearAll(world)
  await requireEnd(world, there, isCleared)
}

/** Where the life before this one was struck. */
async function tellStates(db: SqliteDb, { meet }: FlowContext): Promise<void> {
  const batches = await db.read.selectFrom('archive_batches').select('state').distinct().execute()
  meet(
    batches.length === 0
      ? 'no batch'
      : batches
          .map(({ state }) => state)
          .toSorted()
          .join(' and '),
  )
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

/** What this is about begins with the first batch that is on its way. */
function tellCore(db: SqliteDb, { reachCore }: FlowContext): void {
  const timer = setInterval(async () => {
    const isThere = await db.read
      .selectFrom('archive_batches')
      .select('id')
      .where('state', '<>', 'CREATING')
      .limit(1)
      .executeTakeFirst()
    if (isThere === undefined) return
    clearInterval(timer)
    reachCore()
  }, CORE_LOOK_MS)
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

export const flow: Flow = {
  name: 'sync',
  sabotages: SYNC_SABOTAGES,
  hasCore: true,
  openNeighbour,
  build,
  run,
  verifyAcknowledged,
}
