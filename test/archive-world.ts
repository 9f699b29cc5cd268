import { createHash } from 'node:crypto'
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { inspect } from 'node:util'
import type { Audit } from '../src/access/index.ts'
import { findEqualFilesWith } from '../src/archive/intake/find-equal-files.ts'
import type { SyncedFolder } from '../src/archive/syncing/ports.ts'
import type { FindEqualFiles, HashFiles, PeerCopiesOf } from '../src/archive/index.ts'
import { ScanIntake } from '../src/archive/jobs.ts'
import { DEFAULT_ARCHIVE } from '../src/archive/model.ts'
import { archiveSettings } from '../src/archive/settings.ts'
import { setUpArchive } from '../src/archive/setup.ts'
import { createRunLedger } from '../src/archive/workflow/run-ledger.ts'
import { setUpAttention } from '../src/attention/setup.ts'
import type { Db } from '../src/db/db.ts'
import { setUpDeliveries } from '../src/deliveries/setup.ts'
import { setUpJobs } from '../src/jobs/setup.ts'
import { systemClock } from '../src/kernel/clock.ts'
import { NotFoundError } from '../src/kernel/errors.ts'
import { createBus } from '../src/live/bus.ts'
import { openEventLog } from '../src/live/event-log.ts'
import { identityOf, identityText } from '../src/media/file-identity.ts'
import { openMediaThreads } from '../src/media/media-threads.ts'
import { setUpPlans } from '../src/plans/setup.ts'
import { listPlans } from '../src/plans/store.ts'
import { fileExecutors } from '../src/transfer/plan-executors.ts'
import { setUpTransfer, type TransferOptions } from '../src/transfer/setup.ts'
import { openTempSqlite } from './databases.ts'

/** Reads on the calling thread: for tests only. */
export const hashHere: HashFiles = (files) =>
  Promise.all(
    files.map(async ({ path }) => ({
      kind: 'hashed' as const,
      sha256: createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
      identity: identityText(identityOf(await lstat(path, { bigint: true }))),
    })),
  )

const quiet = {
  debug() {},
  info() {},
  warn() {},
  error: (fields: object, message: string) => void process.stderr.write(`${message} ${inspect(fields)}\n`),
}

export interface ArchiveWorldOptions {
  db?: Db
  /** Stays when the world is disposed; a temporary one that goes unless given. */
  dataFolder?: string
  transfer?: TransferOptions
  /** Takes the place of the real one. */
  findEqualFiles?: FindEqualFiles
  /** What the connection `peer` of the settings leads to. */
  synced?: (dataFolder: string) => SyncedFolder
  rereadFiles?: HashFiles
  peerCopiesOf?: PeerCopiesOf
}

/** The archive with all that it stands on, in a data folder; nothing is served. What a crash left is recovered as at start. */
export async function openArchiveWorld(settings: object = {}, options: ArchiveWorldOptions = {}) {
  const dataFolder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'patchbay-archive-')))
  const db = options.db ?? (await openTempSqlite())
  const clock = systemClock
  const bus = createBus()
  const events = openEventLog({ db, clock, bus })
  const { attention } = setUpAttention({ db, clock, events })
  const engine = setUpJobs({ db, clock, log: quiet, events, bus })
  const { jobs } = engine
  const transfer = setUpTransfer({ db, clock, attention, options: options.transfer })
  const { plans, registry } = setUpPlans({ db, jobs, events, clock, timeZone: 'UTC' })
  for (const executor of fileExecutors(transfer)) registry.addExecutor(executor)
  const keeping = { keptDays: () => 3650, timeZone: 'UTC' }
  const audit = { append: async () => undefined } as unknown as Audit
  const { deliveries, registry: effects } = setUpDeliveries({ db, jobs, events, attention, audit, clock, keeping })
  const synced = options.synced?.(dataFolder)
  const threads = openMediaThreads(1)
  let parsed = archiveSettings.parse({ intake: { watch: false, settle_sec: 1 }, ...settings })
  const archive = setUpArchive({
    db,
    clock,
    jobs,
    plans,
    planRegistry: registry,
    attention,
    events,
    transfer: transfer.transfer,
    roots: transfer.roots,
    nameFinder: (rootId) => transfer.nameFinder(rootId),
    threads,
    hashFiles: hashHere,
    rereadFiles: options.rereadFiles ?? hashHere,
    peerCopiesOf: options.peerCopiesOf ?? (async () => ({ kind: 'not-set-up' })),
    findEqualFiles:
      options.findEqualFiles ?? findEqualFilesWith({ knownFile: join(dataFolder, 'cache/known-contents') }),
    makeThumbnail: async () => ({ kind: 'none', code: 'thumbnail/no-picture', params: {} }),
    runLedger: createRunLedger(db),
    deliveries,
    effects,
    async openSyncedFolder(name) {
      if (synced === undefined) throw new NotFoundError('archive/no-such-sync-connection', { params: { name } })
      return { connectionId: 1, name, folder: synced }
    },
    nameOfConnection: async () => undefined,
    dataFolder,
    settings: () => parsed,
    timeZone: () => 'UTC',
    log: quiet,
  })
  await archive.folders.apply(parsed)
  await transfer.transfer.recover()
  await jobs.start()
  return {
    dataFolder,
    db,
    jobs,
    plans,
    deliveries,
    archive,
    events,
    bus,
    async change(next: object) {
      parsed = archiveSettings.parse(next)
      await archive.folders.apply(parsed)
    },
    /** Writes a file below the data folder; its time is a day ago unless said. */
    async put(path: string, content: string | Buffer, mtime = new Date(Date.now() - 86_400_000)) {
      const file = join(dataFolder, path)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, content)
      await utimes(file, mtime, mtime)
    },
    /** Every file below a folder with its bytes' sha256, markers and trash left out. */
    files: (folder: string) => filesBelow(join(dataFolder, folder)),
    async [Symbol.asyncDispose]() {
      await archive.watch[Symbol.asyncDispose]()
      await jobs.stop()
      await engine[Symbol.asyncDispose]()
      await threads[Symbol.asyncDispose]()
      await transfer[Symbol.asyncDispose]()
      await db[Symbol.asyncDispose]()
      if (options.dataFolder === undefined) await rm(dataFolder, { recursive: true, force: true })
    },
  }
}

async function filesBelow(folder: string): Promise<string[]> {
  const found: string[] = []
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = relative(folder, join(entry.parentPath, entry.name))
    if (entry.isFile() && !path.startsWith('.')) found.push(path)
  }
  return found.toSorted()
}

export const mtimeOf = async (file: string): Promise<number> => (await lstat(file)).mtimeMs

/** The archive of a test, as `openArchiveWorld` gives it. */
export type ArchiveWorld = Awaited<ReturnType<typeof openArchiveWorld>>

/** Resolves when no job is live. */
export async function untilQuiet({ db }: ArchiveWorld): Promise<void> {
  while ((await db.read.selectFrom('job_queue').select('id').limit(1).execute()).length > 0)
    await new Promise((resolve) => setTimeout(resolve, 20))
}

/** Looks at the intake folders, and waits for all that follows. */
export async function look(world: ArchiveWorld): Promise<void> {
  await world.db.tx((tx) =>
    world.jobs.enqueue(tx, ScanIntake, { archiveId: DEFAULT_ARCHIVE, isStep: false }, { actor: 'system' }),
  )
  await untilQuiet(world)
}

/** Applies the newest draft of a kind, and waits for all that follows. */
export async function applyDraft(world: ArchiveWorld, kind: string): Promise<void> {
  const [draft] = await listPlans(world.db.read, { kind, states: ['draft'], limit: 1 })
  await world.db.tx((tx) => world.plans.apply(tx, Number(draft?.planId), { actor: 'person:1' }))
  await untilQuiet(world)
}
