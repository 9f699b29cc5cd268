import type { Tx } from '../../../db/db.ts'
import { getStation } from '../../stations/index.ts'
import type { Doer, PlannerDeps } from '../deps.ts'
import { carry } from './deliver.ts'
import { RELOAD_PLAYOUT } from '../effects/reload-playout.ts'
import { ReloadPlayout } from '../jobs.ts'
import type { Airing } from '../model.ts'
import { markReached } from '../store.ts'

/** Changes within it are told to the playout together. */
const TOGETHER_MS = 2000
/** What starts later, the playout finds by itself in time, even if it misses a look. */
const NEAR_MS = 15 * 60_000

export async function askForReload(
  { jobs, clock }: Pick<PlannerDeps, 'jobs' | 'clock'>,
  tx: Tx,
  { connectionId, stationId, startsAt }: Pick<Airing, 'connectionId' | 'stationId' | 'startsAt'>,
): Promise<void> {
  const now = clock.now()
  const moment = Math.floor(now / TOGETHER_MS)
  const payload = { connectionId, stationId, isNear: startsAt < now + NEAR_MS, moment }
  await jobs.enqueue(tx, ReloadPlayout, payload, { actor: 'system', runAt: (moment + 1) * TOGETHER_MS })
}

export interface Reloaded {
  /** `left`: something is on air, and what was changed can wait for the playout's own look. */
  outcome: 'reloaded' | 'left'
}

/**
 * QUIRK(libretime 4.5): a reload by its API makes the playout forget what it plays, and what is on air may be begun a second time on
 * top of itself. So while something is on air it is left to the playout's own look, unless that would come too late.
 */
export async function reload(
  deps: PlannerDeps,
  { connectionId, stationId, isNear }: { connectionId: number; stationId: number; isNear: boolean },
  by: Doer,
): Promise<Reloaded> {
  const now = deps.clock.now()
  const schedule = await deps.outside.schedule(connectionId)
  const mayDisturb = !schedule.isReloadGentle && !isNear
  if (mayDisturb && (await schedule.listRows({ from: now, to: now + 1000 }, by.signal)).length > 0)
    return { outcome: 'left' }
  const { name } = await getStation(deps.db.read, stationId)
  const { delivery } = await deps.db.tx((tx) =>
    deps.deliveries.plan(tx, {
      key: `radio:playout:${connectionId}:reload:${by.jobId ?? now}`,
      kind: RELOAD_PLAYOUT,
      connectionId,
      target: `connection:${connectionId}`,
      place: name,
      label: name,
      subject: `station:${stationId}`,
      actor: by.actor,
      runId: by.runId ?? null,
      jobId: by.jobId ?? null,
      params: { connectionId },
      meant: {},
    }),
  )
  await carry(deps, delivery.deliveryId, by)
  await deps.db.tx((tx) => markReached(tx, connectionId, deps.clock.now()))
  return { outcome: 'reloaded' }
}
