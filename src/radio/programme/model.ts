/** An edition of a show, as the CMS has it. Whatever is missing there, or empty, is null. */
export interface Episode {
  /** Opaque, as all ids of a CMS: 24 hex digits, a number or a UUID. Equal only when every character is. */
  episodeId: string
  title: string
  showId: string | null
  /** In the words of the CMS. */
  publishedStatus: string | null
  pendingReview: boolean | null
  /** In the words of the CMS. */
  airStatus: string | null
  /** Of its airing, epoch ms: a CMS keeps one, so a second airing takes the place of the first. */
  scheduledAt: number | null
  scheduledEndAt: number | null
  /** What the playout system calls its track; text, whatever a CMS keeps it as. */
  trackId: string | null
  trackRelPath: string | null
  showWindowId: string | null
  playoutRowId: string | null
  /** As it is announced. */
  durationMs: number | null
  roundedDurationMs: number | null
  /** As it was measured. */
  realDurationMs: number | null
  /** Epoch ms. */
  changedAt: number | null
}

export interface Show {
  showId: string
  title: string
  /** What the playout system calls it. */
  playoutShowId: string | null
  changedAt: number | null
}

/** What Patchbay writes: all else of an episode belongs to people. */
export type EpisodeField =
  | 'publishedStatus'
  | 'pendingReview'
  | 'airStatus'
  | 'scheduledAt'
  | 'scheduledEndAt'
  | 'trackId'
  | 'trackRelPath'
  | 'showWindowId'
  | 'playoutRowId'
  | 'durationMs'
  | 'roundedDurationMs'
  | 'realDurationMs'

/** What is given is written, null empties the field; all else stays as it is. */
export type EpisodeChange = Partial<Pick<Episode, EpisodeField>>

/** All that are named must hold. */
export interface EpisodeFilter {
  airStatus?: readonly string[]
  publishedStatus?: readonly string[]
  /** False finds those without an answer too. */
  pendingReview?: boolean
  /** Epoch ms, included. */
  scheduledFrom?: number
  /** Epoch ms, not included. */
  scheduledBefore?: number
}

/** For a CMS that ignores filters, and for one that has none. */
export const isWantedBy =
  ({ airStatus, publishedStatus, pendingReview, scheduledFrom, scheduledBefore }: EpisodeFilter) =>
  (episode: Episode): boolean => {
    const isOneOf = (words: readonly string[] | undefined, word: string | null): boolean =>
      words === undefined || (word !== null && words.includes(word))
    const at = episode.scheduledAt
    return (
      isOneOf(airStatus, episode.airStatus) &&
      isOneOf(publishedStatus, episode.publishedStatus) &&
      (pendingReview === undefined || (episode.pendingReview ?? false) === pendingReview) &&
      (scheduledFrom === undefined || (at !== null && at >= scheduledFrom)) &&
      (scheduledBefore === undefined || (at !== null && at < scheduledBefore))
    )
  }

/** A show as the playout system has it. */
export interface PlayoutShow {
  playoutShowId: number
  title: string
  description: string
  /** Its windows share their content: the next edit there copies one over all. */
  isLinked: boolean
  /** The playout adds tracks of its own to its windows. */
  fillsItself: boolean
}

/** A dated stretch of time that belongs to a show: what LibreTime calls an instance. Half-open, epoch ms. */
export interface ShowWindow {
  windowId: number
  playoutShowId: number
  startsAt: number
  endsAt: number
  description: string
  /** It was taken out there, and is kept as a row only. */
  isRemoved: boolean
}
