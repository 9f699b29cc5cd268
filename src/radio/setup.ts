import { join } from 'node:path'
import type { Registry } from 'prom-client'
import type { DoctorCheck } from '../connections/index.ts'
import type { Tx } from '../db/db.ts'
import { type BoundRoute, systemActor } from '../kernel/routes.ts'
import type { Translator } from '../webhooks/index.ts'
import { followCms } from './hydration/follow-cms.ts'
import type { RadioDeps } from './deps.ts'
import { type CheckupDeps } from './checkup/check-station.ts'
import { stationsCheck } from './checkup/doctor-check.ts'
import { CheckStations, checkStations, REGULARLY, REGULARLY_CRON } from './checkup/jobs.ts'
import { CmsCheckup, PlayoutCheckup } from './checkup/ports.ts'
import { checkupRoutesOf } from './checkup/routes.ts'
import { resolveCards } from './checkup/tell-cards.ts'
import { checkAudioOfInbox } from './hydration/episodes/audio/check-audio.ts'
import { completeEpisode } from './hydration/episodes/steps/complete-episode.ts'
import { createCopies } from './hydration/episodes/steps/copies.ts'
import { correctTitle } from './hydration/episodes/steps/correct-title.ts'
import { hydrateFile, noteFailure } from './hydration/episodes/steps/hydrate-file.ts'
import { type RecentProgramme, recentProgramme } from './hydration/episodes/matching/programme-now.ts'
import { episodeRoutesOf } from './hydration/episodes/routes.ts'
import { importInbox } from './hydration/import-inbox.ts'
import { importTrack } from './hydration/import-track.ts'
import { CheckAudio, HydrateFile, ImportInbox, ImportTrack } from './hydration/jobs.ts'
import { inboxRoutesOf } from './hydration/routes.ts'
import { tellFailures } from './hydration/tell-failures.ts'
import { createSums } from './hydration/sums.ts'
import { uploadTrack } from './hydration/upload-track.ts'
import { type InboxWatch, watchInboxes } from './hydration/watch-inboxes.ts'
import {
  AiredCms,
  type CmsRef,
  onProgrammeChanged,
  placeOf,
  PlayoutProgramme,
  ProgrammeCms,
} from './programme/index.ts'
import { setUpProgrammeCsv } from './programme/own/csv/set-up-programme-csv.ts'
import { ownAired, ownCms } from './programme/own/own-cms.ts'
import { ownProgrammeRoutesOf } from './programme/own/routes.ts'
import { placesOfLogs } from './logs/places-of-logs.ts'
import { PlayoutSchedule } from './planner/index.ts'
import { type Planner, setUpPlanner } from './planner/set-up-planner.ts'
import { letStationGo, setUpLogRooms } from './set-up-log-rooms.ts'
import { stationRoutesOf } from './stations/routes.ts'
import type { StationDeps } from './stations/stations.ts'
import { findStationOfConnection } from './stations/store.ts'
import { TrackLibrary } from './tracks/ports.ts'
import { trackListCheck } from './tracks/index.ts'
import { watchCheck } from './watch/doctor-check.ts'
import { resolveWatchCards } from './watch/tell.ts'

export type { RadioDeps } from './deps.ts'

export interface Radio {
  routes: BoundRoute[]
  watch: InboxWatch
  measure(metrics: Registry): void
  doctorChecks: readonly DoctorCheck[]
  /** What other programs may tell it. */
  translators: readonly Translator[]
  /** Which station needs a connection. */
  useOfConnection(tx: Tx, connectionId: number): Promise<{ code: string; params: { by: string } } | undefined>
}

export function setUpRadio(deps: RadioDeps): Radio {
  const { jobs, attention, effects } = deps
  const watch = watchInboxes(deps)
  const watchFailed = (error: unknown): void => deps.log.error({ err: error }, 'Inboxes could not be watched')
  const openLibrary = (connectionId: number): Promise<TrackLibrary> => deps.openPort(connectionId, TrackLibrary)
  const openCms = cmsOpener(deps)
  const sums = createSums()
  const tools = {
    ...deps,
    openLibrary,
    openCms,
    copies: createCopies(join(deps.cacheFolder, 'radio-copies'), { ...deps, sums }),
    recentProgramme: recentProgramme({ ...deps, openCms, now: () => deps.clock.now() }),
    memory: new Map(),
    changed: () => void watch.restart().catch(watchFailed),
  }
  effects.add(uploadTrack(openLibrary, sums))
  effects.add(correctTitle(openLibrary))
  effects.add(completeEpisode(openCms))
  jobs.handle(ImportInbox, importInbox(tools), { onSettled: tellFailures(attention) })
  jobs.handle(ImportTrack, importTrack(tools))
  jobs.handle(HydrateFile, hydrateFile(tools), { onSettled: noteFailure(deps) })
  jobs.handle(CheckAudio, checkAudioOfInbox(tools))
  const outside = {
    programme: (connectionId: number) => deps.openPort(connectionId, PlayoutProgramme),
    schedule: (connectionId: number) => deps.openPort(connectionId, PlayoutSchedule),
    library: openLibrary,
    cms: openCms,
    aired: airedOpener(deps),
  }
  const planner = setUpPlanner({ ...deps, outside, placesOfLogs: placesOfLogs(deps) })
  followProgramme(deps, { planner, recentProgramme: tools.recentProgramme, watch, watchFailed })
  const stations = stationRoutesOf({
    ...deps,
    requireLibrary: openLibrary,
    requireCms: (connectionId) => deps.openPort(connectionId, ProgrammeCms),
    onLibraryChanged: lookAnew(deps),
    beforeRemoval: letStationGo,
  })
  return {
    routes: [
      ...stations,
      ...setUpOwnProgramme(deps),
      ...inboxRoutesOf(tools),
      ...episodeRoutesOf(tools),
      ...planner.routes,
      ...setUpLogRooms(deps, { outside, planner }),
      ...setUpCheckups(deps),
    ],
    measure: planner.measure,
    watch,
    doctorChecks: [stationsCheck(deps), trackListCheck(deps), watchCheck(deps)],
    translators: [followCms(async (rootId) => (await deps.roots.get(rootId)).path)],
    async useOfConnection(tx, connectionId) {
      const station = await findStationOfConnection(tx, connectionId)
      return station === undefined ? undefined : { code: 'station', params: { by: station.name } }
    },
  }
}

const setUpOwnProgramme = (deps: RadioDeps): BoundRoute[] => [...ownProgrammeRoutesOf(deps), ...setUpProgrammeCsv(deps)]

interface Followers {
  planner: Pick<Planner, 'forgetCms'>
  recentProgramme: RecentProgramme
  watch: InboxWatch
  watchFailed(error: unknown): void
}

/** What was read of a programme that has changed is read anew, and what waits for it is looked at. */
function followProgramme(
  { bus }: RadioDeps,
  { planner, recentProgramme: recent, watch, watchFailed }: Followers,
): void {
  onProgrammeChanged(bus, (cms, actor) => {
    planner.forgetCms(cms)
    recent.forget(cms)
    const place = placeOf(cms)
    // What a CMS tells has its inboxes looked at by itself; what Patchbay writes makes no file fit.
    if (place.is === 'station' && actor !== systemActor.id) watch.lookAt(place.stationId).catch(watchFailed)
  })
}

/** A CMS by its connection, or Patchbay's own shows and episodes. */
const cmsOpener =
  (deps: RadioDeps) =>
  async (ref: CmsRef): Promise<ProgrammeCms> => {
    const place = placeOf(ref)
    return place.is === 'station' ? ownCms(deps, place.stationId) : deps.openPort(place.connectionId, ProgrammeCms)
  }

const airedOpener =
  (deps: RadioDeps) =>
  async (ref: CmsRef): Promise<AiredCms> => {
    const place = placeOf(ref)
    return place.is === 'station' ? ownAired(deps, place.stationId) : deps.openPort(place.connectionId, AiredCms)
  }

/** What was said of the library before holds no longer; the new one is looked at at once. */
const lookAnew =
  ({ attention, jobs }: RadioDeps): StationDeps['onLibraryChanged'] =>
  async (tx, { stationId, libraryConnectionId }) => {
    await resolveCards(attention, tx, stationId)
    await resolveWatchCards(attention, tx, { stationId })
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
