import { z } from 'zod'
import type { EffectExecutor, Fields, Look } from '../../../../deliveries/index.ts'
import { ConflictError, NotFoundError, RejectedError } from '../../../../kernel/errors.ts'
import { type CmsRef, type Episode, type EpisodeField, InCms, type ProgrammeCms } from '../../../programme/index.ts'
import { DRAFT, QUEUED, whyNotEligible } from '../matching/eligibility.ts'
import { type EpisodeMode, roundedMs } from '../model.ts'

/** Stands in rows. */
export const COMPLETE_EPISODE = 'radio.complete-episode'

const Change = z.object({
  airStatus: z.string().optional(),
  trackId: z.string().optional(),
  trackRelPath: z.string().optional(),
  realDurationMs: z.number().optional(),
  roundedDurationMs: z.number().optional(),
})
const Facts = z.object({
  episodeId: z.string(),
  mode: z.enum(['episodes', 'live']),
  change: Change,
})
const Params = Facts.and(InCms)
export type CompletionParams = z.output<typeof Params>

const NEEDED: readonly EpisodeField[] = ['trackId', 'airStatus']
const SECOND_MS = 1000

/**
 * What an episode gets of its track. The air status of a live recording stays: it was on the air already.
 * @param cmsFields those that the CMS has
 * @throws RejectedError `radio/cms-lacks-field`
 */
export function completionOf(
  track: { trackId: number; relPath: string; lengthMs: number },
  { mode, cmsFields }: { mode: EpisodeMode; cmsFields: readonly EpisodeField[] },
): CompletionParams['change'] {
  const all: CompletionParams['change'] = {
    trackId: String(track.trackId),
    trackRelPath: track.relPath,
    realDurationMs: Math.round(track.lengthMs / SECOND_MS) * SECOND_MS,
    roundedDurationMs: roundedMs(track.lengthMs),
    ...(mode === 'live' ? {} : { airStatus: QUEUED }),
  }
  const missing = NEEDED.find((field) => field in all && !cmsFields.includes(field))
  if (missing !== undefined) throw new RejectedError('radio/cms-lacks-field', { params: { field: missing } })
  return Object.fromEntries(Object.entries(all).filter(([field]) => cmsFields.includes(field as EpisodeField)))
}

const textOf = (value: string | number | boolean | null | undefined): string =>
  value === null || value === undefined ? '' : String(value)

/** Of the fields that a change is about, as text. */
export const fieldsOf = (episode: Partial<Episode>, change: CompletionParams['change']): Fields =>
  Object.fromEntries(Object.keys(change).map((field) => [field, textOf(episode[field as EpisodeField])]))

/**
 * Completes an episode with its track. Where the CMS drops a field, the air status is put back, so that no episode is
 * queued without its track. May be repeated.
 */
export function completeEpisode(openCms: (cms: CmsRef) => Promise<ProgrammeCms>): EffectExecutor<typeof Params> {
  return {
    kind: COMPLETE_EPISODE,
    params: Params,
    remoteKind: 'episode',
    isForgettable: true,
    absenceIsSureAfterMs: 0,
    isToldByItsRoom: true,
    async look(params, { remoteRef, sentAt, signal }): Promise<Look> {
      const { episodeId, mode, change } = params
      const episode = await findEpisode(await openCms(params.cms), episodeId, signal)
      const found = fieldsOf(episode, change)
      const meant = fieldsOf(change, change)
      const isThere = Object.entries(meant).every(([field, value]) => found[field] === value)
      if (isThere || remoteRef !== null) return { is: 'there', ref: episodeId, found }
      const isOurs = sentAt !== null && (episode.airStatus === change.airStatus || episode.airStatus === DRAFT)
      const why = isOurs ? null : whyNotEligible(episode, mode)
      // Somebody went on with it meanwhile: their work is not overwritten.
      if (why !== null) throw new ConflictError(why.code, { params: why.params })
      return { is: 'absent' }
    },
    async send({ cms: ref, episodeId, change }, { signal }) {
      const cms = await openCms(ref)
      const { refusal } = await cms.changeEpisode(episodeId, change, signal)
      if (refusal === undefined) return { ref: episodeId }
      if (change.airStatus !== undefined) await cms.changeEpisode(episodeId, { airStatus: DRAFT }, signal)
      throw refusal
    },
  }
}

async function findEpisode(cms: ProgrammeCms, episodeId: string, signal: AbortSignal): Promise<Episode> {
  const episode = await cms.findEpisode(episodeId, signal)
  if (episode === undefined) throw new NotFoundError('radio/no-such-episode', { params: { episodeId } })
  return episode
}
