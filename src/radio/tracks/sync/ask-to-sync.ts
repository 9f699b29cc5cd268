import type { Tx } from '../../../db/db.ts'
import { type Enqueued, type EnqueueOptions, type Jobs, listLiveJobs } from '../../../jobs/index.ts'
import type { StationLibrary } from '../model.ts'
import { SyncTracks, syncKey } from './jobs.ts'

/** A sync that begins after now, so that it sees what came in before. One that waits stands for it, one that runs does not. */
export async function askToSync(
  tx: Tx,
  { stationId, connectionId }: StationLibrary,
  { jobs, ...options }: EnqueueOptions & { jobs: Jobs },
): Promise<Enqueued> {
  const live = await listLiveJobs(tx, syncKey({ stationId, connectionId }))
  const since = live.find(({ state }) => state === 'running')?.jobId ?? 0
  return jobs.enqueue(tx, SyncTracks, { stationId, connectionId, since }, options)
}
