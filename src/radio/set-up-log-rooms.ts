import type { Tx } from '../db/db.ts'
import { ConflictError } from '../kernel/errors.ts'
import type { BoundRoute } from '../kernel/routes.ts'
import { plannedAirings } from './asrun/planned-airings.ts'
import { PlayoutHistory } from './asrun/ports.ts'
import { setUpAsRun } from './asrun/set-up-as-run.ts'
import { letStationGo as letLogsGo } from './logs/index.ts'
import { clockGenerator } from './logs/generate/clock-generator.ts'
import { heardEntries } from './logs/heard-entries.ts'
import { plannedInLogs } from './logs/planned-plays.ts'
import { entriesOfTracks } from './logs/track-uses.ts'
import { setUpPublishing } from './logs/publish/set-up-publishing.ts'
import { setUpLogs } from './logs/set-up-logs.ts'
import { PlayoutCheckup } from './checkup/index.ts'
import { countMusic, deleteMusic, musicSources } from './music/index.ts'
import { setUpMusic } from './music/set-up-music.ts'
import { onAirRoutesOf } from './on-air/routes.ts'
import type { Outside } from './planner/index.ts'
import type { Planner } from './planner/set-up-planner.ts'
import { heardAirings } from './planner/heard-airings.ts'
import { airingsOfTracks } from './planner/track-uses.ts'
import type { RadioDeps } from './deps.ts'
import type { Station } from './stations/index.ts'
import { TrackAudio, TrackTypes } from './tracks/ports.ts'
import { setUpTracks } from './tracks/set-up-tracks.ts'
import { LookAhead } from './watch/jobs.ts'
import { setUpWatch } from './watch/set-up-watch.ts'
import { letStationGo as letOrdersGo } from './traffic/orders.ts'
import { setUpTraffic } from './traffic/set-up-traffic.ts'
import { setUpVoice } from './voice/set-up-voice.ts'
import { talkOversOf } from './voice/talk-overs.ts'

/** What logs are made of, the logs, their way to the playout, and what was heard. */
export function setUpLogRooms(
  deps: RadioDeps,
  { outside, planner }: { outside: Outside; planner: Pick<Planner, 'reads' | 'repair'> },
): BoundRoute[] {
  const openLibrary = outside.library
  const publishing = {
    ...deps,
    outside,
    reads: planner.reads,
    talkOvers: talkOversOf(deps),
    async onEnded(tx: Tx, stationId: number) {
      await deps.jobs.enqueue(tx, LookAhead, { stationId, moment: 0 }, { actor: 'system' })
    },
  }
  const heard = [heardAirings, heardEntries]
  const logs = setUpLogs({
    ...deps,
    openSchedule: outside.schedule,
    openProgramme: outside.programme,
    generator: clockGenerator({ ...deps, sources: musicSources({ ...deps, heard }) }),
  })
  return [
    ...setUpTracks({
      ...deps,
      uses: [airingsOfTracks, entriesOfTracks],
      openLibrary,
      openAudio: (connectionId) => deps.openPort(connectionId, TrackAudio),
      openTypes: (connectionId) => deps.openPort(connectionId, TrackTypes),
    }),
    ...onAirRoutesOf({ ...deps, openLibrary, openSchedule: outside.schedule }),
    ...setUpMusic({ ...deps, heard }),
    ...setUpTraffic(deps),
    ...logs.routes,
    ...setUpVoice({ ...deps, openLibrary, logs: logs.deps }),
    ...setUpPublishing(publishing).routes,
    ...setUpAsRun({
      ...deps,
      planned: [plannedAirings(deps), plannedInLogs(deps)],
      openHistory: (connectionId) => deps.openPort(connectionId, PlayoutHistory),
    }),
    ...setUpWatch({
      ...deps,
      publishing,
      openPlayout: (connectionId) => deps.openPort(connectionId, PlayoutCheckup),
      openSchedule: outside.schedule,
      repairAiring: planner.repair,
    }),
  ]
}

/** What people made stands in the way of removing a station; what only follows from it goes. */
export async function letStationGo(tx: Tx, station: Station): Promise<void> {
  const { stationId, name } = station
  await letLogsGo(tx, station)
  await letOrdersGo(tx, station)
  const music = await countMusic(tx, stationId)
  if (music > 0) throw new ConflictError('radio/station-has-music', { params: { name, count: music } })
  await deleteMusic(tx, stationId)
}
