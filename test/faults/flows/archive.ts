import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Kysely } from 'kysely'
import { ScanIntake } from '../../../src/archive/jobs.ts'
import { migrate } from '../../../src/db/migrate.ts'
import { migrations } from '../../../src/db/migrations.ts'
import { openSqlite, type SqliteDb } from '../../../src/db/sqlite.ts'
import { listPlans } from '../../../src/plans/store.ts'
import { type ArchiveWorld, openArchiveWorld, untilQuiet } from '../../archive-world.ts'
import type { Flow, FlowContext, ManifestFile, WorldPlan } from '../flow.ts'
import { type Random, randomFrom } from '../random.ts'

const DAY_MS = 86_400_000

interface Built {
  manifest: ManifestFile
  content: Buffer
  /** Where intake, batch and sort take it. */
  filed: string
}

/** Every second seed takes the run back in the end. */
function plan(size: number, random: Random): { files: Built[]; isUndone: boolean } {
  const isUndone = random.below(1000) % 2 === 1
  const files: Built[] = []
  const add = (path: string, content: Buffer, filedBelow?: string): void => {
    // The second of the two with the same bytes is the younger one: it is the copy.
    const age = filedBelow === undefined ? random.below(20) * DAY_MS + random.below(DAY_MS) : 25 * DAY_MS
    const mtimeMs = Date.UTC(2021, 0, 1) + age
    const sha256 = createHash('sha256').update(content).digest('hex')
    const day = new Date(mtimeMs).toISOString().slice(0, 10).replaceAll('-', '/')
    const filed = filedBelow ?? `archive/${day}/${path.split('/').at(-1)}`
    files.push({ manifest: { path: `inbox/${path}`, sha256, mtimeMs }, content, filed })
  }
  for (let i = 0; i < size; i++)
    add(`card${i % 3}/note-${i}.txt`, random.bytes(1 + random.below(i % 9 === 0 ? 400_000 : 3000)))
  const twin = random.bytes(800)
  add('a-first.txt', twin)
  add('b-second.txt', twin, 'duplicates/b-second.txt')
  return { files, isUndone }
}

function build({ folder, size }: { folder: string; size: number }, random: Random): WorldPlan {
  const { files, isUndone } = plan(size, random)
  for (const { manifest, content } of files) {
    const path = join(folder, manifest.path)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
    utimesSync(path, manifest.mtimeMs / 1000, manifest.mtimeMs / 1000)
  }
  const manifest = files.map((file) => file.manifest)
  const expected = isUndone ? manifest : files.map((file) => ({ ...file.manifest, path: file.filed }))
  return { manifest, expected, besides: /^(manifests\/batch_\d+\.json|cache\/known-contents)$/ }
}

async function openDatabase({ dataFolder }: FlowContext): Promise<SqliteDb> {
  const db = openSqlite(join(dataFolder, 'patchbay.db'))
  await migrate(db.writer as unknown as Kysely<unknown>, { dialect: 'sqlite', migrations, now: Date.now })
  return db
}

const isEmpty = (folder: string): boolean =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).every(
    (entry) => entry.isDirectory() || entry.name.startsWith('.'),
  )

async function run(context: FlowContext): Promise<void> {
  const { isUndone } = plan(context.size, randomFrom(context.seed))
  const threads = Number(process.env['PATCHBAY_TEST_THREADS'] ?? 2)
  const transfer = { portUrl: new URL('../file-port.ts', import.meta.url), threads, chunkSize: 6, reserveBytes: 0 }
  const db = await openDatabase(context)
  const world = await openArchiveWorld(
    { intake: { watch: false, settle_sec: 1 } },
    { db, dataFolder: context.folder, transfer },
  )
  await untilQuiet(world)
  await tryAgain(world)
  if ((await listPlans(db.read, { states: ['undoing', 'undone'], limit: 1 })).length === 0)
    await fileAll(world, context)
  if (isUndone) await undoAll(world, context)
}

/** As a person does who reads the card: what was set aside because the process died in it three times is tried again. */
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
}

async function fileAll(world: ArchiveWorld, context: FlowContext): Promise<void> {
  for (let round = 0; !isEmpty(join(context.folder, 'inbox')); round++) {
    if (round === 5)
      throw new Error(`the inbox is not empty after five scans: ${(await world.files('inbox')).join(', ')}`)
    await world.db.tx(async (tx) =>
      world.jobs.enqueue(tx, ScanIntake, { archiveId: 1, isStep: false }, { actor: 'system' }),
    )
    context.acknowledge('scan')
    await untilQuiet(world)
  }
}

async function undoAll(world: ArchiveWorld, context: FlowContext): Promise<void> {
  const route = world.archive.routes.find(({ operationId }) => operationId === 'archive.undoRun')
  const applied = await listPlans(world.db.read, { states: ['applied'], limit: 100 })
  const runIds = [...new Set(applied.map((plan_) => Number(plan_.runId)))].toSorted((a, b) => b - a)
  for (const runId of runIds) {
    await route?.handle({ params: { runId }, actor: { id: 'person:1', name: 'a', scopes: new Set() } } as never)
    context.acknowledge(`undo ${runId}`)
    await untilQuiet(world)
  }
}

/** An undo that was accepted must be on its way or done; a scan leaves its mark in the files, which the oracle looks at. */
async function verifyAcknowledged(context: FlowContext, lines: readonly string[]): Promise<string[]> {
  await using db = await openDatabase(context)
  const plans = await listPlans(db.read, { limit: 1000 })
  return lines
    .filter((line) => line.startsWith('undo '))
    .flatMap((line) => {
      const left = plans.filter((undone) => `undo ${undone.runId}` === line && undone.state === 'applied')
      return left.map((undone) => `${line}: plan ${undone.planId} is still ${undone.state}`)
    })
}

export const flow: Flow = { name: 'archive', build, run, verifyAcknowledged }
