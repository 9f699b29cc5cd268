import type { Delivery } from '../../../../deliveries/index.ts'
import { ConflictError, NotFoundError, UnavailableError } from '../../../../kernel/errors.ts'
import { connectionIn, type Episode } from '../../../programme/index.ts'
import type { LibraryTrack } from '../../../tracks/index.ts'
import { titleOf } from './bring-in.ts'
import { COMPLETE_EPISODE, completionOf, type CompletionParams, fieldsOf } from './complete-episode.ts'
import { CORRECT_TITLE, type TitleParams } from './correct-title.ts'
import { episodeModeOf } from '../matching/judge-inbox.ts'
import { STEP } from '../model.ts'
import { cmsOf } from '../matching/programme-now.ts'
import { advanceHydration } from '../store.ts'
import { carry, deliveryOf, keyAfter, underWay, type Work } from './work.ts'

/**
 * The track as the library has it now, under the title of its episode. The tags of the copy say it, too; what did not take
 * it from them is corrected.
 * @throws UnavailableError `radio/track-changed`
 */
export async function titledTrack(work: Work, upload: Delivery): Promise<LibraryTrack> {
  const { job, hydration } = work
  job.phase('title')
  const title = titleOf(hydration)
  let track = await readTrack(work, upload)
  if (track.title !== title) {
    await correctTitleOf(work, track.trackId)
    track = await readTrack(work, upload)
  }
  if (track.title === title) return track
  throw new UnavailableError('radio/track-changed', { params: { trackId: track.trackId, state: track.state } })
}

/** Their side as it is now: usable, and the bytes that were sent. */
async function readTrack({ deps, job, payload }: Work, upload: Delivery): Promise<LibraryTrack> {
  const library = await deps.openLibrary(payload.connectionId)
  const track = await library.getTrack(Number(upload.remoteRef), job.signal)
  if (track.state === 'usable' && track.md5 === upload.meant['content']) return track
  throw new UnavailableError('radio/track-changed', { params: { trackId: track.trackId, state: track.state } })
}

async function correctTitleOf(work: Work, trackId: number): Promise<void> {
  const { deps, job, payload, hydration } = work
  const title = titleOf(hydration)
  const params: TitleParams = { connectionId: payload.connectionId, trackId, title }
  const known = await underWay(work, hydration.titleId)
  const key = `radio:title:${payload.connectionId}:${trackId}:${hydration.hydrationId}:${title}`
  const delivery = await job.commit(async (tx) => {
    const planned = await deps.deliveries.plan(tx, {
      ...deliveryOf(work),
      key: keyAfter(key, known === undefined ? hydration.titleId : null),
      kind: CORRECT_TITLE,
      connectionId: payload.connectionId,
      label: title,
      params,
      meant: { title },
    })
    const to = { step: STEP.analysed, trackId, titleId: planned.delivery.deliveryId, now: deps.clock.now() }
    await advanceHydration(tx, hydration.hydrationId, to)
    return planned.delivery
  })
  await carry(work, delivery)
}

/** The episode with its track, read back. */
export async function completeFrom(work: Work, track: LibraryTrack): Promise<void> {
  const { job, hydration } = work
  job.phase('complete')
  const known = await underWay(work, hydration.completionId)
  const delivery = known ?? (await planCompletion(work, track))
  if (delivery.state === 'verified') return assertComplete(work, delivery)
  await carry(work, delivery)
}

async function planCompletion(work: Work, track: LibraryTrack): Promise<Delivery> {
  const { deps, job, inbox, payload, hydration } = work
  const { episodeId } = payload
  const ref = cmsOf(inbox)
  const cms = await deps.openCms(ref)
  const mode = episodeModeOf(inbox)
  const { trackId, relPath, lengthMs } = track
  const change = completionOf({ trackId, relPath, lengthMs: lengthMs ?? 0 }, { mode, cmsFields: cms.fields })
  const params: CompletionParams = { cms: ref, episodeId, mode, change }
  return job.commit(async (tx) => {
    const { delivery } = await deps.deliveries.plan(tx, {
      ...deliveryOf(work),
      key: keyAfter(`radio:complete:${hydration.hydrationId}:${episodeId}:${trackId}`, hydration.completionId),
      kind: COMPLETE_EPISODE,
      connectionId: connectionIn(ref),
      target: ref,
      label: titleOf(hydration),
      params,
      meant: fieldsOf(change, change),
    })
    const now = deps.clock.now()
    const to = { step: STEP.titled, trackId, completionId: delivery.deliveryId, now }
    await advanceHydration(tx, hydration.hydrationId, to)
    return delivery
  })
}

/** Verified by an attempt that was cut off: somebody may have changed it since. @throws ConflictError */
async function assertComplete(work: Work, { params, meant }: Delivery): Promise<void> {
  const { change } = params as CompletionParams
  const found = fieldsOf(await needEpisode(work), change)
  const isSame = ['trackId', 'trackRelPath'].every(
    (field) => meant[field] === undefined || found[field] === meant[field],
  )
  if (!isSame) throw new ConflictError('radio/episode-changed', { params: { title: work.hydration.episodeTitle } })
}

async function needEpisode({ deps, job, inbox, payload }: Work): Promise<Episode> {
  const cms = await deps.openCms(cmsOf(inbox))
  const episode = await cms.findEpisode(payload.episodeId, job.signal)
  if (episode === undefined)
    throw new NotFoundError('radio/no-such-episode', { params: { episodeId: payload.episodeId } })
  return episode
}
