import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { collectDefaultMetrics, Registry } from 'prom-client'
import type { Audit } from './access/index.ts'
import { type Access, setUpAccess } from './access/setup.ts'
import { findEqualFilesWith } from './archive/intake/find-equal-files.ts'
import { hashFilesWith } from './archive/intake/hash-files.ts'
import { createThumbnails } from './archive/items/thumbnails.ts'
import type { AlertsRoom } from './alerts/setup.ts'
import { type Archive, setUpArchive } from './archive/setup.ts'
import type { SyncSetUp } from './archive/syncing/set-up/setup.ts'
import { peerCopiesWith } from './archive/syncing/peer-copies.ts'
import { createRunLedger } from './archive/workflow/run-ledger.ts'
import type { Attention } from './attention/index.ts'
import { setUpAttention } from './attention/setup.ts'
import { setUpBackups } from './backups/setup.ts'
import { isAllowed } from './config/allowed-folders.ts'
import { openConfig } from './config/config.ts'
import type { Environment } from './config/environment.ts'
import { importPipelineConfig, type PipelineImport } from './config/import-pipeline.ts'
import { setUpConfig } from './config/setup.ts'
import { type AppConfig, intakeInForce, roomsIn, timeZoneOf } from './compose/app-config.ts'
import { openAlerts } from './compose/alerts.ts'
import { openDiagnostics } from './compose/diagnostics.ts'
import { openEngine } from './compose/engine.ts'
import { followConfig } from './compose/follow-config.ts'
import { connectors } from './compose/connectors.ts'
import { openLibrary } from './compose/library.ts'
import { openPlayers } from './compose/players.ts'
import { openSyncSetUp } from './compose/sync-set-up.ts'
import { keepSyncConnection, openSyncedFolderWith } from './compose/syncing.ts'
import { openWebhooks } from './compose/webhooks.ts'
import { askDatabase, setUpConnections } from './connections/setup.ts'
import { chooseConfigFile, chooseDatabaseUrl, chooseDataFolder, dataPaths } from './db/data-paths.ts'
import { type DataFolder, openDataFolder } from './db/open-data-folder.ts'
import { type DeliveriesRoom, setUpDeliveries } from './deliveries/setup.ts'
import { type HttpSettings, type RunningHttp, startHttp } from './http/server.ts'
import type { Jobs } from './jobs/index.ts'
import { keepHouse } from './jobs/keep-house.ts'
import { systemClock } from './kernel/clock.ts'
import { type AppError, UnavailableError } from './kernel/errors.ts'
import { mayBeDone, mayHaveArrived } from './kernel/egress/trouble.ts'
import { findProgram } from './kernel/find-program.ts'
import { type LogBook, openLog } from './kernel/log.ts'
import type { BoundRoute } from './kernel/routes.ts'
import type { LibraryRooms } from './library/setup.ts'
import type { PlayersRoom } from './library/players/setup.ts'
import { createBus } from './live/bus.ts'
import { type EventLog, openEventLog } from './live/event-log.ts'
import { setUpLive } from './live/setup.ts'
import { createAudioTools } from './media/audio/audio-tools.ts'
import { createHashPool } from './media/hash.ts'
import { openMediaThreads } from './media/media-threads.ts'
import { createThumbnailer } from './media/thumbnail.ts'
import { setUpPlans } from './plans/setup.ts'
import { type Radio, setUpRadio } from './radio/setup.ts'
import { fileExecutors } from './transfer/plan-executors.ts'
import { setUpTransfer } from './transfer/setup.ts'
import { setUpViews } from './views/setup.ts'
import type { WebhooksRoom } from './webhooks/setup.ts'

export interface AppOptions {
  env: Environment
  /** From the command line; over the environment. */
  dataFolder?: string
  configFile?: string
  /** Says in the browser that nothing of it is real. No setting: whoever starts it says so. */
  isDemo?: boolean
  /** Where a person or a service manager reads along. */
  terminal?: { write(text: string): void; form: 'pretty' | 'json' }
}

export interface App extends AsyncDisposable {
  address: string
  dataFolder: string
  access: Access
  deliveries: DeliveriesRoom
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
  const { env, isDemo = false } = options
  const ground = await openGround({ data, config, logBook, stack, env, isDemo })
  const archive = openArchive({ ...ground, stack })
  const radio = openRadio({ ...ground, stack })
  const library = await openLibrary({ ...ground, stack })
  const webhooks = stack.use(await openWebhooks(ground, [radio, library]))
  const players = openPlayers(ground)
  const syncSetUp = openSyncSetUp({ ...ground, clock, env: options.env })
  const alerts = stack.use(openAlerts(ground))
  await archive.keeper.apply()
  await ground.room.transfer.recover()
  const http = stack.use(
    await serve({ ...ground, archive, radio, library, players, webhooks, alerts, syncSetUp, env: options.env, stack }),
  )
  data.setAddress(http.address)
  const log = logBook.area('server')
  log.info({ address: http.address }, 'the server listens')
  await ground.jobs.start()
  await alerts.start()
  ground.connections.keeper.start()
  stack.defer(() => ground.jobs.stop())
  stack.use(archive.keeper)
  await archive.keeper.startWatching()
  stack.use(radio.watch)
  await radio.watch.restart()
  stack.use(library.watch)
  await library.watch.restart()
  stack.defer(followConfig({ ...ground, archive }))
  const running = stack.move()
  return {
    address: http.address,
    dataFolder: folder,
    access: ground.access,
    deliveries: ground.deliveries,
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
  isDemo: boolean
}) {
  const { data, config, logBook, stack, env, isDemo } = opened
  const { db } = data
  const timeZone = timeZoneOf(config)
  const bus = createBus()
  const events = openEventLog({ db, clock, bus })
  const { attention, routes: attentionRoutes } = setUpAttention({ db, clock, events })
  const views = setUpViews({ db, clock, events })
  const rightsChanged = (): void => bus.publish({ type: 'rights' })
  const ofPeople = { keysFolder: data.paths.keys, env, hooks: views, rightsChanged, isDemo }
  const access = await setUpAccess({ db, clock, logBook, events, ...ofPeople })
  const live = setUpLive({ events, bus, clock, logBook, timeZone, logFolder: data.paths.logs })
  const engine = stack.use(openEngine(opened, { events, bus, attention, audit: access.audit }))
  const trash: { rootOf?: (rootId: number) => number } = {}
  const trashRootOf = (rootId: number): number => trash.rootOf?.(rootId) ?? rootId
  const room = stack.use(setUpTransfer({ db, clock, attention, options: { trashRootOf } }))
  const { plans, registry, routes: planRoutes } = setUpPlans({ db, jobs: engine.jobs, events, clock, timeZone })
  for (const executor of fileExecutors(room)) registry.addExecutor(executor)
  keepHouse({ jobs: engine.jobs, events, clock, timeZone, eventDays: () => config.get().server.history.event_days })
  const { audit } = access
  const outside = await openOutside(opened, { events, attention, audit, jobs: engine.jobs })
  const backups = setUpBackups({ db, jobs: engine.jobs, attention, audit, paths: data.paths, timeZone })
  const routes: BoundRoute[] = [
    ...attentionRoutes,
    ...access.routes,
    ...live.routes,
    ...engine.routes,
    ...planRoutes,
    ...outside.deliveries.routes,
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
    ...outside,
    plans,
    registry,
    routes,
  }
}

type Ground = Awaited<ReturnType<typeof openGround>>

/** What reaches out: services that are connected, and what is brought about there. */
async function openOutside(
  {
    data,
    config,
    logBook,
    stack,
    env,
  }: { data: DataFolder; config: AppConfig; logBook: LogBook; stack: AsyncDisposableStack; env: Environment },
  tools: { events: EventLog; attention: Attention; audit: Audit; jobs: Jobs },
) {
  const ground = { ...tools, db: data.db, clock }
  const keeping = { keptDays: () => config.get().server.history.delivery_days, timeZone: timeZoneOf(config) }
  const places = { logBook, env, keysFolder: data.paths.keys, connectors }
  const connections = stack.use(await setUpConnections({ ...ground, ...places }))
  return { connections, deliveries: setUpDeliveries({ ...ground, mayHaveArrived, mayBeDone, keeping }) }
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
    rereadFiles: hashFilesWith(stack.use(createHashPool())),
    peerCopiesOf: peerCopiesWith({ db, clock, settings: () => config.get().archive }),
    findEqualFiles: findEqualFilesWith({ knownFile: `${data.paths.cache}/known-contents` }),
    makeThumbnail: createThumbnails({ thumbnailer, cacheFolder: data.paths.cache }),
    runLedger: createRunLedger(db),
    deliveries: ground.deliveries.deliveries,
    effects: ground.deliveries.registry,
    openSyncedFolder: openSyncedFolderWith(ground.connections),
    nameOfConnection: (connectionId) => ground.connections.nameOf(connectionId),
    dataFolder: data.paths.folder,
    settings: () => config.get().archive,
    timeZone: () => timeZoneOf(config),
    log: ground.logBook.area('archive'),
  })
  keepSyncConnection(ground.connections, archive)
  ground.trash.rootOf = (rootId) => (archive.folders.isUsable() ? archive.folders.current().trash.id : rootId)
  return archive
}

function openRadio(ground: Ground & { stack: AsyncDisposableStack }): Radio {
  const { connections, config, room, access, deliveries, data, stack } = ground
  const radio = setUpRadio({
    ...ground,
    clock,
    audit: access.audit,
    roots: room.roots,
    transfer: room.transfer,
    deliveries: deliveries.deliveries,
    effects: deliveries.registry,
    openPort: (connectionId, port) => connections.open(connectionId, port),
    hashPool: stack.use(createHashPool()),
    audio: createAudioTools({ ffmpegPath: findProgram('ffmpeg') }),
    dataFolder: data.paths.folder,
    cacheFolder: data.paths.cache,
    describeConnection: (connectionId) => connections.describe(connectionId),
    openAll: (port) => connections.openAll(port),
    isAllowedFolder: (path) => isAllowed(config.allowed, path),
    log: ground.logBook.area('radio'),
    planRegistry: ground.registry,
    timeZone: timeZoneOf(config),
  })
  connections.addUseCheck((tx, connectionId) => radio.useOfConnection(tx, connectionId))
  return radio
}

/** A mount point of the built control center, beside the sources. */
const WEB_FOLDER = fileURLToPath(new URL('../dist/web', import.meta.url))

interface Rooms {
  archive: Archive
  radio: Radio
  library: LibraryRooms
  players: PlayersRoom
  webhooks: WebhooksRoom
  syncSetUp: SyncSetUp
  alerts: AlertsRoom
}

async function serve(built: Ground & Rooms & { env: Environment; stack: AsyncDisposableStack }): Promise<RunningHttp> {
  const { db, config, logBook, archive, access, live, engine } = built
  const metrics = new Registry()
  collectDefaultMetrics({ register: metrics })
  built.deliveries.measure(metrics)
  built.archive.measure(metrics)
  built.radio.measure(metrics)
  built.webhooks.measure(metrics)
  const serving: { address?: string } = {}
  const diagnosticRoutes = openDiagnostics(built, {
    others: [...built.radio.doctorChecks, built.players.doctorCheck, built.syncSetUp.doctorCheck],
    address: () => serving.address ?? '',
  })
  const http = await startHttp({
    routes: [
      ...built.routes,
      ...archive.routes,
      ...built.radio.routes,
      ...built.library.routes,
      ...built.players.routes,
      ...built.syncSetUp.routes,
      ...built.webhooks.routes,
      ...built.alerts.routes,
      ...diagnosticRoutes,
    ],
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
  serving.address = http.address
  return http
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
