import type { Tx } from '../../../db/db.ts'
import type { Doer, PlannerDeps } from '../deps.ts'
import type { Airing } from '../model.ts'

/** One event for what became of an airing; calendars follow by it. */
export async function tell(
  { events }: Pick<PlannerDeps, 'events'>,
  tx: Tx,
  told: {
    what: 'planned' | 'verified' | 'moved' | 'cancelled' | 'broken' | 'aired' | 'missed'
    airing: Airing
    by: Pick<Doer, 'actor' | 'runId' | 'jobId'>
  },
): Promise<void> {
  const { airing, by } = told
  await events.append(tx, {
    kind: `radio.airing.${told.what}`,
    actor: by.actor,
    scope: `station:${airing.stationId}`,
    subject: `airing:${airing.airingId}`,
    ...(by.runId === null || by.runId === undefined ? {} : { runId: by.runId }),
    ...(by.jobId === null || by.jobId === undefined ? {} : { jobId: by.jobId }),
    data: {
      title: airing.title,
      stationId: airing.stationId,
      startsAt: new Date(airing.startsAt).toISOString(),
      ...(airing.reason === null ? {} : { code: airing.reason.code }),
    },
  })
}

/** What the log says of a plan: the four ids by which it is found at both sides. */
export const fourIds = ({ episodeId, showId, windowId, rowId, airingId, trackId }: Airing) => ({
  airingId,
  episodeId,
  trackId,
  showId,
  instanceId: windowId,
  playoutId: rowId,
})
