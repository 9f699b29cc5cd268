import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { collectDefaultMetrics, Registry } from 'prom-client'
import type { Audit } from './access/index.ts'
import { type Access, setUpAccess } from './access/setup.ts'
import { findEqualFilesWith } from './archive/intake/find-equal-files.ts'
import { hashFilesWith } from './archive/intake/hash-files.ts'
import { createThumbnails } from './archive/items/thumbnails.ts'
import { intakeOf } from './archive/folders.ts'
import { type ArchiveSettings, archiveSettingsIn } from './archive/settings.ts'
import { type Archive, setUpArchive } from './archive/setup.ts'
import { createRunLedger } from './archive/workflow/run-ledger.ts'
import type { Attention } from './attention/index.ts'
import { tellConfigProblem } from './attention/config-problem.ts'
import { setUpAttention } from './attention/setup.ts'
import { oldBackupCheck, setUpBackups } from './backups/setup.ts'
import { type Config, openConfig } from './config/config.ts'
import type { Environment } from './config/environment.ts'
import { importPipelineConfig, type PipelineImport } from './config/import-pipeline.ts'
import { serverSettings } from './config/server-settings.ts'
import { setUpConfig } from './config/setup.ts'
import {
  askDatabase,
  configCheck,
  connectionRoutesOf,
  databaseCheck,
  rootsCheck,
  toolsCheck,
} from './connections/setup.ts'
import { chooseConfigFile, chooseDatabaseUrl, chooseDataFolder, dataPaths } from './db/data-paths.ts'
import { type DataFolder, openDataFolder } from './db/open-data-folder.ts'
import { type HttpSettings, type RunningHttp, startHttp } from './http/server.ts'
import { keepHouse } from './jobs/keep-house.ts'
import type { JobHooks } from './jobs/ledger/ledger-tx.ts'
import { setUpJobs } from './jobs/setup.ts'
import { systemClock } from './kernel/clock.ts'
import { type AppError, UnavailableError } from './kernel/errors.ts'
import { findProgram } from './kernel/find-program.ts'
import { type LogBook, openLog } from './kernel/log.ts'
import type { Actor, BoundRoute } from './kernel/routes.ts'
import { systemTimeZone } from './kernel/time.ts'
import { say } from './kernel/words.ts'
import { createBus, type LiveBus } from './live/bus.ts'
import { type EventLog, openEventLog } from './live/event-log.ts'
import { setUpLive } from './live/setup.ts'
import { createHashPool } from './media/hash.ts'
import { openMediaThreads } from './media/media-threads.ts'
import { createThumbnailer } from './media/thumbnail.ts'
import { setUpPlans } from './plans/setup.ts'
import { fileExecutors } from './transfer/plan-executors.ts'
import { setUpTransfer } from './transfer/setup.ts'
import { setUpViews } from './views/setup.ts'

/** What holds of the intake while nobody sets it, by key. */
function intakeInForce(archive: ArchiveSettings, dataFolder: string): Readonly<Record<string, unknown>> {
  const unset = { ...archive, intake: { ...archive.intake, mode: undefined, settle_sec: undefined } }
  const { mode, settle_sec } = intakeOf(unset, dataFolder)
  return { 'archive.intake.mode': mode, 'archive.intake.settle_sec': settle_sec }
}

const roomsIn = (dataFolder: string) => ({ server: serverSettings, archive: archiveSettingsIn(dataFolder) })
type AppConfig = Config<ReturnType<typeof roomsIn>>

export interface AppOptions {
  env: Environment
  /** From the command line; over the environment. */
  dataFolder?: string
  configFile?: string
  /** Where a person or a service manager reads along. */
  terminal?: { write(text: string): void; form: 'pretty' | 'json' }
}

export interface App extends AsyncDisposable {
  address: string
  dataFolder: string
  access: Access
  http: RunningHttp
  /** Resolves with the reason when it can't go on and must be stopped. */
  failed: Promise<AppError>
}

const MIB = 1 << 20
const clock = systemClock

/** Builds the whole server and starts it. Disposing it stops it: work first, then requests, then the data. */
export async function compose(options: AppOptions): Promise<App> {
  await using stack = new AsyncDisposableStack()
  const folder = chooseDataFolder(options.dataFolder, options.env)
  const configFile = chooseConfigFile(options.configFile, options.env, dataPaths(folder))
  const hear: { logBook?: LogBook } = {}
  const data = stack.use(await openData(folder, options.env, hear))
  const rooms = roomsIn(folder)
  const imported = await importPipelineConfig({ rooms, file: configFile, env: options.env })
  const onListenerError = (error: unknown): void =>
    hear.logBook?.area('config').error({ err: error }, 'A change of settings did not take effect everywhere')
  const config = stack.use(
    await openConfig({ rooms, file: configFile, env: options.env, clock, dataFolder: folder, onListenerError }),
  )
  const logBook = stack.use(openLogBook(config, data, options.terminal))
  hear.logBook = logBook
  for (const variable of config.ground.environment.unknown)
    logBook.area('config').warn(variable, 'A variable looks like a setting and is none')
  if (imported !== undefined) tellImport(logBook, imported)
  const ground = await openGround({ data, config, logBook, stack, env: options.env })
  const archive = openArchive({ ...ground, stack })
  await archive.keeper.apply()
  await ground.room.transfer.recover()
  const http = stack.use(await serve({ ...ground, archive }))
  data.setAddress(http.address)
  const log = logBook.area('server')
  log.info({ address: http.address }, 'the server listens')
  await ground.jobs.start()
  stack.defer(() => ground.jobs.stop())
  stack.use(archive.keeper)
  await archive.keeper.startWatching()
  followConfig({ ...ground, archive })
  const running = stack.move()
  return {
    address: http.address,
    dataFolder: folder,
    access: ground.access,
    http,
    failed: data.taken,
    [Symbol.asyncDispose]() {
      log.info({}, 'the server stops')
      return running.disposeAsync()
    },
  }
}

function openData(folder: string, env: Environment, hear: { logBook?: LogBook }): Promise<DataFolder> {
  const onSlowTx = (heldMs: number): void =>
    hear.logBook?.area('db').warn({ heldMs: Math.round(heldMs) }, 'A transaction was open for long')
  return openDataFolder({ folder, databaseUrl: chooseDatabaseUrl(env), clock, watch: { onSlowTx } })
}

function openLogBook(config: AppConfig, data: DataFolder, terminal: AppOptions['terminal']): LogBook {
  const { log_level, log_max_mb, log_keep_files } = config.get().server
  const file = { folder: data.paths.logs, maxBytes: log_max_mb * MIB, keepFiles: log_keep_files }
  return openLog({ level: log_level, file, ...(terminal === undefined ? {} : { terminal }) })
}

function tellImport(logBook: LogBook, { file, taken, unknown, unusable }: PipelineImport): void {
  const log = logBook.area('config')
  if (taken.length > 0) log.info({ file, taken }, 'The settings of a media pipeline were taken over')
  else
    log.warn(
      { file },
      'Nothing was taken over from a media pipeline: the file is not there, or says nothing that is known',
    )
  if (unknown.length > 0) log.warn({ file, unknown }, 'Settings of the media pipeline that Patchbay does not have')
  if (unusable.length > 0)
    log.warn({ file, unusable }, 'Settings of the media pipeline that can’t be used with these values')
}

/** Everything that serves the features and knows none of them. */
async function openGround(opened: {
  data: DataFolder
  config: AppConfig
  logBook: LogBook
  stack: AsyncDisposableStack
  env: Environment
}) {
  const { data, config, logBook, stack, env } = opened
  const { db } = data
  const timeZone = timeZoneOf(config)
  const bus = createBus()
  const events = openEventLog({ db, clock, bus })
  const { attention, routes: attentionRoutes } = setUpAttention({ db, clock, events })
  const views = setUpViews({ db, clock, events })
  const rightsChanged = (): void => bus.publish({ type: 'rights' })
  const keysFolder = data.paths.keys
  const access = await setUpAccess({ db, clock, logBook, events, keysFolder, env, hooks: views, rightsChanged })
  const live = setUpLive({ events, bus, clock, logBook, timeZone, logFolder: data.paths.logs })
  const engine = stack.use(openEngine(opened, { events, bus, attention, audit: access.audit }))
  const trash: { rootOf?: (rootId: number) => number } = {}
  const trashRootOf = (rootId: number): number => trash.rootOf?.(rootId) ?? rootId
  const room = stack.use(setUpTransfer({ db, clock, attention, options: { trashRootOf } }))
  const { plans, registry, routes: planRoutes } = setUpPlans({ db, jobs: engine.jobs, events, clock, timeZone })
  for (const executor of fileExecutors(room)) registry.addExecutor(executor)
  keepHouse({ jobs: engine.jobs, events, clock, timeZone, eventDays: () => config.get().server.history.event_days })
  const backups = setUpBackups({ db, jobs: engine.jobs, attention, audit: access.audit, paths: data.paths, timeZone })
  const routes: BoundRoute[] = [
    ...attentionRoutes,
    ...access.routes,
    ...live.routes,
    ...engine.routes,
    ...planRoutes,
    ...setUpConfig(config, ({ archive }) => intakeInForce(archive, data.paths.folder)).routes,
    ...backups.routes,
    ...views.routes,
  ]
  return {
    db,
    data,
    config,
    logBook,
    bus,
    events,
    attention,
    access,
    live,
    engine,
    jobs: engine.jobs,
    room,
    trash,
    plans,
    registry,
    routes,
  }
}

function openEngine(
  { data: { db }, config, logBook }: { data: DataFolder; config: AppConfig; logBook: LogBook },
  { events, bus, attention, audit }: { events: EventLog; bus: LiveBus; attention: Attention; audit: Audit },
) {
  return setUpJobs(
    { db, clock, log: logBook.area('jobs'), events, bus },
    {
      isAlone: db.dialect === 'sqlite',
      redact: logBook.secrets.redact,
      retention: () => retentionOf(config),
      hooks: jobHooksOf(attention, audit),
    },
  )
}

/** A job during which the process died again and again waits for a person; who changed a schedule is written down. */
function jobHooksOf(attention: Attention, audit: Audit): JobHooks {
  return {
    quarantined: (tx, { jobId, kind, label, crashes }) =>
      attention.raise(tx, {
        cause: `job.quarantined:${jobId}`,
        code: 'job.quarantined',
        params: { job: say(`job.kind.${kind}`), label: label ?? '', crashes },
        severity: 'bad',
        subject: `job:${jobId}`,
        actions: [{ code: 'open-job', open: `/activity?job=${jobId}` }],
      }),
    released: (tx, jobId) => attention.resolve(tx, `job.quarantined:${jobId}`),
    scheduleChanged: (tx, { name, by, before, after }) =>
      audit.append(tx, {
        ...by,
        action: 'jobs.schedule.changed',
        subject: name,
        details: { before, after },
      }),
  }
}

type Ground = Awaited<ReturnType<typeof openGround>>

const DAY_MS = 86_400_000

const timeZoneOf = (config: AppConfig): string => config.get().server.timezone ?? systemTimeZone()

function retentionOf(config: AppConfig) {
  const { completed_days, failed_days } = config.get().server.history
  return { completedMs: completed_days * DAY_MS, failedMs: failed_days * DAY_MS }
}

function openArchive(ground: Ground & { stack: AsyncDisposableStack }): Archive {
  const { db, data, config, stack, room } = ground
  const threads = stack.use(openMediaThreads())
  const hashPool = stack.use(createHashPool())
  const thumbnailer = createThumbnailer({
    threads,
    ffmpegPath: findProgram('ffmpeg'),
    maxParallel: Math.max(1, availableParallelism() - 1),
  })
  const archive = setUpArchive({
    db,
    clock,
    jobs: ground.jobs,
    plans: ground.plans,
    planRegistry: ground.registry,
    attention: ground.attention,
    events: ground.events,
    transfer: room.transfer,
    roots: room.roots,
    nameFinder: (rootId) => room.nameFinder(rootId),
    threads,
    hashFiles: hashFilesWith(hashPool),
    findEqualFiles: findEqualFilesWith({ knownFile: `${data.paths.cache}/known-contents` }),
    makeThumbnail: createThumbnails({ thumbnailer, cacheFolder: data.paths.cache }),
    runLedger: createRunLedger(db),
    dataFolder: data.paths.folder,
    settings: () => config.get().archive,
    timeZone: () => timeZoneOf(config),
    log: ground.logBook.area('archive'),
  })
  ground.trash.rootOf = (rootId) => (archive.folders.isUsable() ? archive.folders.current().trash.id : rootId)
  return archive
}

/** A change of settings takes effect at once where it can. */
function followConfig({
  config,
  logBook,
  db,
  events,
  attention,
  archive,
  ...ground
}: Ground & { archive: Archive }): void {
  const tellProblem = async (error: AppError | null): Promise<void> => {
    try {
      await db.tx((tx) => tellConfigProblem(tx, attention, error))
    } catch (failure) {
      logBook.area('config').error({ err: failure }, 'A broken configuration file could not be told')
    }
  }
  config.subscribe({
    async changed({ after, changes, actor }) {
      logBook.setLevel(after.values.server.log_level)
      await db.tx((tx) => tellConfigChange({ tx, actor, events, audit: ground.access.audit }, changes))
      if (!changes.some(({ key }) => key.startsWith('archive.'))) return
      await archive.keeper.apply()
    },
    problem: (error) => void tellProblem(error),
  })
  // Also that all is well: what was told before a restart may stand on Home.
  void tellProblem(config.problem())
}

interface ConfigChangeTools {
  tx: Parameters<Parameters<Ground['db']['tx']>[0]>[0]
  actor: Actor
  events: Ground['events']
  audit: Access['audit']
}

/** The audit first, as everywhere: both are locked until the commit, and two that lock in turn wait for each other. */
async function tellConfigChange(
  { tx, actor, events, audit }: ConfigChangeTools,
  changes: readonly { key: string; before: unknown; after: unknown }[],
): Promise<void> {
  for (const { key, before, after } of changes) {
    await audit.append(tx, {
      actor: actor.id,
      action: 'config.value.changed',
      subject: key,
      details: { before, after },
    })
  }
  await events.append(tx, {
    kind: 'config.values.changed',
    actor: actor.id,
    subject: 'config',
    data: { keys: changes.map(({ key }) => key) },
  })
}

/** A mount point of the built control center, beside the sources. */
const WEB_FOLDER = fileURLToPath(new URL('../dist/web', import.meta.url))

function serve(built: Ground & { archive: Archive }): Promise<RunningHttp> {
  const { db, config, logBook, archive, access, live, room, engine } = built
  const metrics = new Registry()
  collectDefaultMetrics({ register: metrics })
  const doctor = connectionRoutesOf({
    clock,
    checks: [
      databaseCheck(db),
      configCheck(config),
      rootsCheck(room.roots),
      oldBackupCheck({ db, clock, paths: built.data.paths }),
      toolsCheck([{ name: 'ffmpeg', versionArgs: ['-version'] }]),
    ],
  })
  return startHttp({
    routes: [...built.routes, ...archive.routes, ...doctor],
    sockets: live.sockets,
    authenticate: access.authenticate,
    health: {
      metrics,
      checks: [
        { name: 'jobs', check: async () => assertWell(engine.health().isWell) },
        { name: 'database', check: async () => void (await askDatabase(db)) },
      ],
    },
    settings: httpSettingsOf(config),
    ctx: { db, clock, log: logBook.area('http') },
  })
}

function assertWell(isWell: boolean): void {
  if (!isWell) throw new UnavailableError('jobs/not-running')
}

function httpSettingsOf(config: AppConfig): HttpSettings {
  const { host, port, base_path, trusted_proxies, allowed_hosts, allowed_origins, metrics_token } = config.get().server
  return {
    host,
    port,
    basePath: base_path,
    trustedProxies: trusted_proxies,
    allowedHosts: allowed_hosts,
    allowedOrigins: allowed_origins,
    ...(metrics_token === undefined ? {} : { metricsToken: metrics_token }),
    ...(existsSync(WEB_FOLDER) ? { webFolder: WEB_FOLDER } : {}),
  }
}
