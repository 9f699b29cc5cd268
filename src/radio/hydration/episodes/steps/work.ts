import { type Deliveries, type Delivery, settledOrSleep } from '../../../../deliveries/index.ts'
import type { JobContext, PayloadOf } from '../../../../jobs/index.ts'
import type { CmsRef, ProgrammeCms } from '../../../programme/index.ts'
import type { TrackLibrary } from '../../../tracks/index.ts'
import type { HydrateFile } from '../../jobs.ts'
import type { Inbox } from '../../model.ts'
import type { Copies } from './copies.ts'
import type { MeasureDeps } from '../audio/measure-file.ts'
import type { Hydration } from '../model.ts'
import { type Advance, advanceHydration } from '../store.ts'

export interface WorkDeps extends MeasureDeps {
  deliveries: Deliveries
  copies: Copies
  openLibrary(connectionId: number): Promise<TrackLibrary>
  openCms(cms: CmsRef): Promise<ProgrammeCms>
}

/** One attempt at one file. */
export interface Work {
  deps: WorkDeps
  job: JobContext
  payload: PayloadOf<typeof HydrateFile>
  inbox: Inbox
  stationName: string
  /** As it was when the attempt began. */
  hydration: Hydration
  /** Absolute. */
  path: string
}

/** Writes how far the file came. */
export const advance = ({ deps, job, hydration }: Work, to: Advance): Promise<void> =>
  job.commit((tx) => advanceHydration(tx, hydration.hydrationId, { ...to, now: deps.clock.now() }))

/**
 * Carries a delivery out, or has the job sleep until it is worth while to look again.
 * @param onSleep what is known by then
 */
export async function carry(work: Work, delivery: Delivery, onSleep: Advance = {}): Promise<Delivery> {
  const { deps, job } = work
  const onProgress = (current: number, total: number | null): void => job.progress({ current, total, unit: 'bytes' })
  const carried = await deps.deliveries.carryOut(delivery.deliveryId, { signal: job.signal, onProgress })
  if (carried.is !== 'verified' && Object.keys(onSleep).length > 0) await advance(work, onSleep)
  settledOrSleep(carried, job)
  return carried.delivery
}

/**
 * A delivery that goes on. What was given up is not; what was refused is tried again, since it is begun with again only when
 * a person asks or something was changed; the same bytes, once the library could not read them, never.
 */
export async function underWay({ deps }: Work, deliveryId: number | null): Promise<Delivery | undefined> {
  const delivery = deliveryId === null ? undefined : await deps.deliveries.find(deliveryId)
  if (delivery === undefined || delivery.state === 'undone') return undefined
  const mayBeTried = delivery.reason?.code !== 'radio/analysis-refused'
  return delivery.state === 'rejected' && mayBeTried ? undefined : delivery
}

/** One key for one effect; after one that was refused or given up it is another one. */
export const keyAfter = (key: string, former: number | null): string =>
  former === null ? key : `${key}:after:${former}`

/** What all deliveries of a file have in common. */
export const deliveryOf = ({ payload, inbox, stationName, job }: Work) => ({
  place: stationName,
  subject: `inbox:${inbox.inboxId}`,
  runId: job.runId,
  jobId: job.jobId,
  actor: job.actor,
  target: `connection:${payload.connectionId}`,
})
