import type { Db, Reader } from '../../../db/db.ts'
import { type Jobs, listJobsOfKind } from '../../../jobs/index.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { ConflictError } from '../../../kernel/errors.ts'
import type { StationLibrary } from '../model.ts'
import { libraryOfStation } from '../station-library.ts'
import { MeasureTracks } from './measure-tracks.ts'
import { countToMeasure, type MeasureChoice } from './store.ts'

type Wish = Omit<MeasureChoice, 'askedAt'> & { actor: string }

/**
 * Starts a run that measures what was chosen.
 * @throws ConflictError `radio/nothing-to-measure`, `radio/measuring-runs`: one that runs has another choice
 */
export async function askToMeasure(
  { db, clock, jobs }: { db: Db; clock: Clock; jobs: Jobs },
  stationId: number,
  { actor, ...wish }: Wish,
): Promise<{ runId: number; tracks: number }> {
  const { connectionId, station } = await libraryOfStation(db.read, stationId)
  const library = { stationId, connectionId }
  const choice = { ...wish, askedAt: clock.now() }
  const { left } = await countToMeasure(db.read, library, choice)
  if (left === 0) throw new ConflictError('radio/nothing-to-measure', { params: { name: station.name } })
  const runId = await db.tx(async (tx) => {
    const run = await jobs.enqueue(tx, MeasureTracks, { ...library, ...choice }, { actor, label: station.name })
    if (!run.isNew) throw new ConflictError('radio/measuring-runs', { params: { runId: run.runId } })
    return run.runId
  })
  return { runId, tracks: left }
}

/** Runs that are looked through for one of the library. */
const LOOKED_AT = 50

/** The newest run of a library, also one that ended or was stopped. */
export async function findMeasuring(reader: Reader, library: StationLibrary): Promise<number | undefined> {
  const runs = await listJobsOfKind(reader, MeasureTracks.kind, { limit: LOOKED_AT })
  return runs.find(({ payload }) => {
    const { stationId, connectionId } = MeasureTracks.payload.parse(JSON.parse(payload))
    return stationId === library.stationId && connectionId === library.connectionId
  })?.jobId
}
