import type { AudioReport } from '../../../media/audio/model.ts'
import type { Params } from '../../../kernel/errors.ts'

/** How an inbox treats its files. `live` keeps the air status: those recordings were on the air already. */
export type InboxMode = 'tracks' | 'episodes' | 'live'
export type EpisodeMode = Exclude<InboxMode, 'tracks'>

/** What the audio must be like; null asks for nothing. What is never asked for is measured and told all the same. */
export interface AudioPolicy {
  leastKbps: number | null
  mostKbps: number | null
  sampleRateHz: number | null
  /** How much shorter than its slot it may be. */
  shortBySec: number | null
  /** The longest silence. */
  silenceSec: number | null
}

export const NO_POLICY: AudioPolicy = {
  leastKbps: null,
  mostKbps: null,
  sampleRateHz: null,
  shortBySec: null,
  silenceSec: null,
}

/** How a file came to its episode: an id in its name, the inbox's pattern, or a person. */
export type MatchedBy = 'id' | 'pattern' | 'hand'

/** Words at `error.<code>`. */
export interface Why {
  code: string
  params: Params
}

export type Match =
  | { is: 'matched'; episodeId: string; by: MatchedBy }
  | { is: 'none'; why: Why }
  /** More than one may be meant: never guessed. */
  | { is: 'several'; episodeIds: readonly string[]; why: Why }

/** `seen`: measured, and no more. `chosen`: a person named its episode. */
export type HydrationState = 'seen' | 'chosen' | 'working' | 'failed' | 'verified'

/** Whether a person asked for a run; looks by the clock, by a change of the folder or by a webhook ask for nothing again. */
export const isByHand = (actor: string): boolean => actor !== 'system' && !actor.startsWith('webhook:')

/** How far a file came. The numbers stand in rows. */
export const STEP = {
  none: 0,
  matched: 1,
  checked: 2,
  sent: 3,
  analysed: 4,
  titled: 5,
  completed: 6,
  verified: 7,
} as const

/** One file of an inbox and what became of it. */
export interface Hydration {
  hydrationId: number
  inboxId: number
  relPath: string
  /** As it lay still. */
  identity: string
  sizeBytes: number
  state: HydrationState
  step: number
  /** Null when a person said that it belongs to none. */
  episodeId: string | null
  episodeTitle: string
  by: MatchedBy
  sha256: string | null
  copyMd5: string | null
  trackId: number | null
  uploadId: number | null
  titleId: number | null
  completionId: number | null
  runId: number | null
  jobId: number | null
  reason: { code: string; params: Params } | null
  changedAt: number
  verifiedAt: number | null
}

export interface StoredAudio {
  sha256: string
  report: AudioReport
  peaks: readonly number[]
}

/** Lengths that programmes have: 55 to 65 minutes are an hour, and so on; else the nearest five minutes. */
export function roundedMs(durationMs: number): number {
  const minutes = durationMs / 60_000
  const usual = [60, 90, 120].find((length) => Math.abs(minutes - length) <= 5)
  return (usual ?? Math.round(minutes / 5) * 5) * 60_000
}
