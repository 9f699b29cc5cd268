import type { Registry } from 'prom-client'
import type { Audit } from '../access/index.ts'
import type { Attention } from '../attention/index.ts'
import type { Db, Tx } from '../db/db.ts'
import type { Deliveries, EffectRegistry } from '../deliveries/index.ts'
import type { Jobs } from '../jobs/index.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Log } from '../kernel/log.ts'
import type { Port } from '../kernel/port.ts'
import type { PlanRegistry, Plans } from '../plans/index.ts'
import type { BoundRoute } from '../kernel/routes.ts'
import type { EventLog } from '../live/event-log.ts'
import type { Roots, Transfer } from '../transfer/index.ts'
import { importInbox } from './hydration/import-inbox.ts'
import { importTrack } from './hydration/import-track.ts'
import { ImportInbox, ImportTrack } from './hydration/jobs.ts'
import { inboxRoutesOf } from './hydration/routes.ts'
import { tellFailures } from './hydration/tell-failures.ts'
import { uploadTrack } from './hydration/upload-track.ts'
import { type InboxWatch, watchInboxes } from './hydration/watch-inboxes.ts'
import { PlayoutProgramme, ProgrammeCms } from './programme/index.ts'
import { PlayoutSchedule } from './planner/index.ts'
import { setUpPlanner } from './planner/set-up-planner.ts'
import { stationRoutesOf } from './stations/routes.ts'
import { findStationOfConnection } from './stations/store.ts'
import { TrackLibrary } from './tracks/ports.ts'

export interface RadioDeps {
  db: Db
  clock: Clock
  jobs: Jobs
  events: EventLog
  audit: Audit
  attention: Attention
  roots: Roots
  transfer: Transfer
  deliveries: Deliveries
  effects: EffectRegistry
  /** @throws NotFoundError, ConflictError, CredentialsRefusedError */
  openPort<Filled>(connectionId: number, port: Port<Filled>): Promise<Filled>
  isAllowedFolder(path: string): boolean
  log: Log
  plans: Plans
  planRegistry: PlanRegistry
  timeZone: string
}

export interface Radio {
  routes: BoundRoute[]
  watch: InboxWatch
  measure(metrics: Registry): void
  /** Which station needs a connection. */
  useOfConnection(tx: Tx, connectionId: number): Promise<{ code: string; params: { by: string } } | undefined>
}

export function setUpRadio(deps: RadioDeps): Radio {
  const { jobs, attention, effects } = deps
  const watch = watchInboxes(deps)
  const tools = {
    ...deps,
    memory: new Map(),
    changed: () =>
      void watch.restart().catch((error: unknown) => deps.log.error({ err: error }, 'Inboxes could not be watched')),
  }
  const openLibrary = (connectionId: number): Promise<TrackLibrary> => deps.openPort(connectionId, TrackLibrary)
  const openCms = (connectionId: number): Promise<ProgrammeCms> => deps.openPort(connectionId, ProgrammeCms)
  effects.add(uploadTrack(openLibrary))
  jobs.handle(ImportInbox, importInbox(tools), { onSettled: tellFailures(attention) })
  jobs.handle(ImportTrack, importTrack(tools))
  const outside = {
    programme: (connectionId: number) => deps.openPort(connectionId, PlayoutProgramme),
    schedule: (connectionId: number) => deps.openPort(connectionId, PlayoutSchedule),
    library: openLibrary,
    cms: openCms,
  }
  const planner = setUpPlanner({ ...deps, outside })
  const stations = stationRoutesOf({ ...deps, requireLibrary: openLibrary, requireCms: openCms })
  return {
    routes: [...stations, ...inboxRoutesOf(tools), ...planner.routes],
    measure: planner.measure,
    watch,
    async useOfConnection(tx, connectionId) {
      const station = await findStationOfConnection(tx, connectionId)
      return station === undefined ? undefined : { code: 'station', params: { by: station.name } }
    },
  }
}
