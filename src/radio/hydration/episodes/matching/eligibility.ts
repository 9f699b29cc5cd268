import type { Episode } from '../../../programme/index.ts'
import type { EpisodeMode, Why } from '../model.ts'

export const DRAFT = 'draft'
export const QUEUED = 'queued'

/** The air statuses in which a file is still wanted. */
const WANTED: Readonly<Record<EpisodeMode, readonly string[]>> = {
  episodes: [DRAFT],
  live: ['scheduled', 'airing', 'aired'],
}

const why = (code: string, params: Why['params'] = {}): Why => ({ code: `radio/episode-${code}`, params })

/**
 * Why an episode takes no file now; null when it does. Nothing and `""` are the same. An episode with only one of track
 * and path was left half done, and is completed.
 */
export function whyNotEligible(episode: Episode, mode: EpisodeMode): Why | null {
  const { title, pendingReview, airStatus, trackId, trackRelPath } = episode
  if (pendingReview === true) return why('in-review', { title })
  if (airStatus === null || !WANTED[mode].includes(airStatus))
    return why('air-status', { title, airStatus: airStatus ?? '–', wanted: WANTED[mode].join(', ') })
  if (trackId !== null && trackRelPath !== null) return why('has-track', { title, trackId })
  return null
}

/** Its slot: as planned, else as announced; null when nobody said. */
export function slotMsOf({ scheduledAt, scheduledEndAt, roundedDurationMs, durationMs }: Episode): number | null {
  if (scheduledAt !== null && scheduledEndAt !== null && scheduledEndAt > scheduledAt)
    return scheduledEndAt - scheduledAt
  return roundedDurationMs ?? durationMs
}
