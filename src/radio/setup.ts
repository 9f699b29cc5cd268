import type { Audit } from '../access/index.ts'
import type { Attention } from '../attention/index.ts'
import type { DoctorCheck } from '../connections/index.ts'
import type { Db, Tx } from '../db/db.ts'
import type { Deliveries, EffectRegistry } from '../deliveries/index.ts'
import type { Jobs } from '../jobs/index.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Log } from '../kernel/log.ts'
import type { Port } from '../kernel/port.ts'
import type { BoundRoute } from '../kernel/routes.ts'
import type { EventLog } from '../live/event-log.ts'
import type { Roots, Transfer } from '../transfer/index.ts'
import { type CheckupDeps } from './checkup/check-station.ts'
import { stationsCheck } from './checkup/doctor-check.ts'
import { CheckStations, checkStations, REGULARLY, REGULARLY_CRON } from './checkup/jobs.ts'
import { CmsCheckup, PlayoutCheckup } from './checkup/ports.ts'
import { checkupRoutesOf } from './checkup/routes.ts'
import { resolveCards } from './checkup/tell-cards.ts'
import { importInbox } from './hydration/import-inbox.ts'
import { importTrack } from './hydration/import-track.ts'
import { ImportInbox, ImportTrack } from './hydration/jobs.ts'
import { inboxRoutesOf } from './hydration/routes.ts'
import { tellFailures } from './hydration/tell-failures.ts'
import { uploadTrack } from './hydration/upload-track.ts'
import { type InboxWatch, watchInboxes } from './hydration/watch-inboxes.ts'
import { stationRoutesOf } from './stations/routes.ts'
import type { StationDeps } from './stations/stations.ts'
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
  describeConnection(connectionId: number): Promise<{ name: string; isFromEnvironment: boolean }>
  /** Every connection that is switched on and fills the port. */
  openAll<Filled>(port: Port<Filled>): Promise<{ name: string; filled: Filled }[]>
  isAllowedFolder(path: string): boolean
  timeZone: string
  log: Log
}

export interface Radio {
  routes: BoundRoute[]
  watch: InboxWatch
  doctorCheck: DoctorCheck
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
  effects.add(uploadTrack(openLibrary))
  jobs.handle(ImportInbox, importInbox(tools), { onSettled: tellFailures(attention) })
  jobs.handle(ImportTrack, importTrack(tools))
  const stationDeps = {
    ...deps,
    requireLibrary: openLibrary,
    onLibraryChanged: lookAnew(deps),
  }
  return {
    routes: [...stationRoutesOf(stationDeps), ...inboxRoutesOf(tools), ...setUpCheckups(deps)],
    watch,
    doctorCheck: stationsCheck(deps),
    async useOfConnection(tx, connectionId) {
      const station = await findStationOfConnection(tx, connectionId)
      return station === undefined ? undefined : { code: 'station', params: { by: station.name } }
    },
  }
}

/** What was said of the library before holds no longer; the new one is looked at at once. */
const lookAnew =
  ({ attention, jobs }: RadioDeps): StationDeps['onLibraryChanged'] =>
  async (tx, { stationId, libraryConnectionId }) => {
    await resolveCards(attention, tx, stationId)
    if (libraryConnectionId !== null) await jobs.enqueue(tx, CheckStations, {}, { actor: 'system' })
  }

function setUpCheckups(deps: RadioDeps): BoundRoute[] {
  const { jobs, timeZone } = deps
  const checkups: CheckupDeps = {
    ...deps,
    openPlayout: (connectionId) => deps.openPort(connectionId, PlayoutCheckup),
    // A station does not say which CMS is its own: each that is connected is looked at.
    openAllCms: async () =>
      (await deps.openAll(CmsCheckup)).map(({ name, filled }) => ({ name, rights: (signal) => filled.rights(signal) })),
  }
  jobs.handle(CheckStations, checkStations(checkups))
  jobs.schedule({ name: REGULARLY, contract: CheckStations, payload: {}, cron: REGULARLY_CRON, timeZone })
  return checkupRoutesOf(checkups)
}
