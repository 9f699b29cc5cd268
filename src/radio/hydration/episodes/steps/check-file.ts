import { basename } from 'node:path'
import { ConflictError, NotFoundError, RejectedError } from '../../../../kernel/errors.ts'
import { audioTroubles } from '../audio/audio-policy.ts'
import { whyNotEligible } from '../matching/eligibility.ts'
import { episodeModeOf } from '../matching/judge-inbox.ts'
import { measureFile } from '../audio/measure-file.ts'
import { STEP } from '../model.ts'
import { cmsOf } from '../matching/programme-now.ts'
import { advance, type Work } from './work.ts'

/** An episode that was seen to take a file is believed for so long. */
const BELIEVED_MS = 60_000

/**
 * The audio as it must be, and the episode still free. What was let in once is not asked again.
 * @throws RejectedError `radio/audio-…`, ConflictError `radio/episode-…`
 */
export async function checkAudio(work: Work): Promise<{ sha256: string }> {
  const { hydration, deps, job, inbox, path } = work
  const mine = { state: 'working' as const, jobId: job.jobId, reason: null }
  if (hydration.sha256 !== null && hydration.step >= STEP.sent) {
    if (hydration.jobId !== job.jobId || hydration.state !== 'working') await advance(work, mine)
    return { sha256: hydration.sha256 }
  }
  job.phase('check')
  const { relPath, identity } = hydration
  const file = { path, name: basename(relPath), identity, sha256: hydration.sha256 }
  const { sha256, report } = await measureFile(deps, file, job.signal)
  const [trouble] = audioTroubles(report, inbox.audio, work.payload.slotMs)
  if (trouble !== undefined) {
    await advance(work, { ...mine, sha256 })
    throw new RejectedError(trouble.code, { params: { name: file.name, ...trouble.params } })
  }
  await advance(work, { ...mine, sha256, step: Math.max(hydration.step, STEP.checked) })
  await assertFree(work)
  return { sha256 }
}

async function assertFree({ deps, job, inbox, payload }: Work): Promise<void> {
  if (deps.clock.now() - payload.matchedAt < BELIEVED_MS) return
  const cms = await deps.openCms(cmsOf(inbox))
  const episode = await cms.findEpisode(payload.episodeId, job.signal)
  if (episode === undefined)
    throw new NotFoundError('radio/no-such-episode', { params: { episodeId: payload.episodeId } })
  const why = whyNotEligible(episode, episodeModeOf(inbox))
  if (why !== null) throw new ConflictError(why.code, { params: why.params })
}
