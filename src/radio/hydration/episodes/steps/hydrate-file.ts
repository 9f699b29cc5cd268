import { join } from 'node:path'
import type { Tx } from '../../../../db/db.ts'
import { type JobContext, type PayloadOf, type SettledJob, waitWhileUnavailable } from '../../../../jobs/index.ts'
import { NotFoundError } from '../../../../kernel/errors.ts'
import type { Clock } from '../../../../kernel/clock.ts'
import { parseIdentityText } from '../../../../media/file-identity.ts'
import type { Roots, Transfer } from '../../../../transfer/index.ts'
import { getStation } from '../../../stations/index.ts'
import { getInbox } from '../../inboxes.ts'
import type { HydrateFile } from '../../jobs.ts'
import { putAway } from '../../put-away.ts'
import { bringIn } from './bring-in.ts'
import { checkAudio } from './check-file.ts'
import { completeFrom, titledTrack } from './finish-episode.ts'
import { STEP } from '../model.ts'
import { assertSame } from '../audio/measure-file.ts'
import { advanceHydration, findHydration } from '../store.ts'
import { turnsOf } from '../../../../kernel/turns.ts'
import type { Work, WorkDeps } from './work.ts'

export interface HydrateDeps extends WorkDeps {
  roots: Roots
  transfer: Transfer
}

type Payload = PayloadOf<typeof HydrateFile>

/**
 * Checks, uploads, waits, corrects the title, completes the episode, reads both sides back, and only then moves the file.
 * Each step is written down; one that is done is not done again.
 */
export function hydrateFile(deps: HydrateDeps) {
  const { inTurn } = turnsOf<string>()
  return async (payload: Payload, job: JobContext) => {
    const { hydrationId } = payload
    const work = await begin(deps, payload, job)
    const { relPath, identity, state, trackId } = work.hydration
    if (state === 'verified') return { trackId }
    const { sha256 } = await checkAudio(work)
    const upload = await bringIn(work, inTurn)
    const track = await titledTrack(work, upload)
    await completeFrom(work, track)
    const { inbox } = work
    const file = { inbox, relPath, sha256, identity: parseIdentityText(identity), ref: `delivery:${upload.deliveryId}` }
    const done = (tx: Tx): Promise<void> =>
      advanceHydration(tx, hydrationId, { step: STEP.completed, now: deps.clock.now() })
    await putAway(deps.transfer, { ...file, done }, job)
    await deps.copies.drop(hydrationId, relPath)
    const now = deps.clock.now()
    job.finishWith((tx) =>
      advanceHydration(tx, hydrationId, { state: 'verified', step: STEP.verified, verifiedAt: now, reason: null, now }),
    )
    return { trackId: track.trackId }
  }
}

async function begin(deps: HydrateDeps, payload: Payload, job: JobContext): Promise<Work> {
  const hydration = await findHydration(deps.db.read, payload.hydrationId)
  if (hydration === undefined)
    throw new NotFoundError('radio/no-such-file', { params: { hydrationId: payload.hydrationId } })
  const inbox = await getInbox(deps, payload.inboxId)
  await waitWhileUnavailable(job, () => deps.roots.requireOnline(inbox.rootId))
  const { name: stationName } = await getStation(deps.db.read, inbox.stationId)
  const path = join(inbox.path, hydration.relPath)
  // Once both sides were written it may have been put away already, by an attempt that was cut off.
  if (hydration.step < STEP.completed) await assertSame({ path, name: hydration.relPath, identity: hydration.identity })
  return { deps, job, payload, inbox, stationName, hydration, path }
}

/** A file whose job has ended otherwise says so itself. */
export const noteFailure =
  ({ clock }: { clock: Clock }) =>
  async (tx: Tx, { payload, state, reason }: SettledJob<typeof HydrateFile>): Promise<void> => {
    if (state === 'completed') return
    const why = { code: reason?.code ?? 'radio/given-up', params: reason?.params ?? {} }
    await advanceHydration(tx, payload.hydrationId, { state: 'failed', reason: why, now: clock.now() })
  }
