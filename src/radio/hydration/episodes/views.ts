import { instant, instantOrNull, type Said } from '../../../kernel/contract.ts'
import type { Params } from '../../../kernel/errors.ts'
import { say, sayCode } from '../../../kernel/words.ts'
import type { AudioReport } from '../../../media/audio/model.ts'
import type { Episode } from '../../programme/index.ts'
import type { AudioView, EpisodeChoice, HydrationView } from './contract.ts'
import type { InboxFileView } from '../contract.ts'
import { audioTroubles } from './audio/audio-policy.ts'
import { whyNotEligible } from './matching/eligibility.ts'
import type { EpisodeFile } from './matching/judge-files.ts'
import type { AudioPolicy, EpisodeMode, Hydration } from './model.ts'

/** A reason to wait has its words at `reason.…`, what stands against a file at `error.…`. */
export function sayWhy({ code, params }: { code: string; params: Params }): Said {
  return code.includes('/') ? sayCode(code, params) : { code, params, text: say(`reason.${code}`, params) }
}

export function toHydrationView(hydration: Hydration): HydrationView {
  const { reason, uploadId, titleId, completionId } = hydration
  return {
    hydrationId: hydration.hydrationId,
    relPath: hydration.relPath,
    sizeBytes: hydration.sizeBytes,
    episodeId: hydration.episodeId,
    episodeTitle: hydration.episodeTitle,
    state: hydration.state,
    step: hydration.step,
    reason: reason === null ? null : sayWhy(reason),
    trackId: hydration.trackId,
    deliveryIds: [uploadId, titleId, completionId].filter((id) => id !== null),
    jobId: hydration.jobId,
    runId: hydration.runId,
    changedAt: instant(hydration.changedAt),
    verifiedAt: instantOrNull(hydration.verifiedAt),
  }
}

export const toAudioView = (report: AudioReport): AudioView => ({ ...report })

export function toChoice(episode: Episode, mode: EpisodeMode): EpisodeChoice {
  const why = whyNotEligible(episode, mode)
  return {
    episodeId: episode.episodeId,
    title: episode.title,
    airStatus: episode.airStatus,
    scheduledAt: instantOrNull(episode.scheduledAt),
    reason: why === null ? null : sayWhy(why),
  }
}

/** One file of any inbox, with everything that is known of it. */
export function toEpisodeFileView(
  { file, verdict, why, episode, by, candidates, slotMs, hydration }: EpisodeFile,
  { reports, policy }: { reports: ReadonlyMap<string, AudioReport>; policy: AudioPolicy },
): InboxFileView {
  const report = hydration?.sha256 ? reports.get(hydration.sha256) : undefined
  return {
    relPath: file.relPath,
    sizeBytes: file.sizeBytes,
    modifiedAt: instant(file.modifiedAt),
    verdict,
    reason: why === null ? null : sayWhy(why),
    episode:
      episode === undefined ? null : { episodeId: episode.episodeId, title: episode.title, by: by ?? 'id', slotMs },
    candidates: [...candidates],
    audio: report === undefined ? null : toAudioView(report),
    troubles: report === undefined ? [] : audioTroubles(report, policy, slotMs).map(sayWhy),
    hydration: hydration === undefined ? null : toHydrationView(hydration),
  }
}
