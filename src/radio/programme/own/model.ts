/** A show that Patchbay keeps itself, for a station without a CMS. */
export interface OwnShow {
  showId: number
  stationId: number
  title: string
  /** Names of those who make it; free text. */
  hosts: string
  description: string
  /** What the playout calls it; null until one of its airings was planned. */
  playoutShowId: number | null
  version: number
  createdAt: number
  changedAt: number
  /** When it was taken out; its episodes still name it. */
  removedAt: number | null
}

export const PUBLISHED_STATUSES = ['draft', 'published'] as const
/** In the order of an episode's life. `draft` waits for its audio, `queued` has it and waits for a slot. */
export const AIR_STATUSES = ['draft', 'queued', 'scheduled', 'aired'] as const
export type AirStatus = (typeof AIR_STATUSES)[number]

/** An edition of a show that Patchbay keeps itself. */
export interface OwnEpisode {
  episodeId: number
  stationId: number
  showId: number | null
  title: string
  description: string
  publishedStatus: (typeof PUBLISHED_STATUSES)[number]
  /** Somebody still looks at it: it takes no file. */
  pendingReview: boolean
  airStatus: AirStatus
  /** Epoch ms; announced by a person, or of its airing. */
  scheduledAt: number | null
  scheduledEndAt: number | null
  /** As announced. */
  durationMs: number | null
  roundedDurationMs: number | null
  /** As measured. */
  realDurationMs: number | null
  /** Of the playout library. */
  trackId: string | null
  trackRelPath: string | null
  showWindowId: string | null
  playoutRowId: string | null
  firstAiredAt: number | null
  lastAiredAt: number | null
  plays: number | null
  airCount: number | null
  version: number
  createdAt: number
  changedAt: number
  removedAt: number | null
}

/** What people write. */
export type ShowFacts = Pick<OwnShow, 'title' | 'hosts' | 'description' | 'playoutShowId'>
export type EpisodeFacts = Pick<
  OwnEpisode,
  | 'showId'
  | 'title'
  | 'description'
  | 'publishedStatus'
  | 'pendingReview'
  | 'airStatus'
  | 'scheduledAt'
  | 'scheduledEndAt'
  | 'durationMs'
>

export const SHOWS_MOST = 2_000
export const EPISODES_MOST = 200_000
export const TITLE_LONGEST = 300
export const TEXT_LONGEST = 10_000

/** Short, so that people can write them into a file's name, and nothing but an id: `e12__interview.mp3`, `[E12]`. */
export const episodeRef = (episodeId: number): string => `e${episodeId}`
export const showRef = (showId: number): string => `s${showId}`

/** Undefined when it is none of ours. */
export const episodeIdIn = (ref: string): number | undefined => idIn('e', ref)
export const showIdIn = (ref: string): number | undefined => idIn('s', ref)

function idIn(letter: string, ref: string): number | undefined {
  const digits = ref.startsWith(letter) ? ref.slice(1) : ''
  return /^[1-9]\d{0,14}$/.test(digits) ? Number(digits) : undefined
}
