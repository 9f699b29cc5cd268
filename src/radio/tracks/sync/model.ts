import type { Params } from '../../../kernel/errors.ts'
import type { StationLibrary } from '../model.ts'

export interface SyncCounts {
  /** Rows of the library's list. */
  listed: number
  created: number
  changed: number
  gone: number
  /** Were gone and are there again; not among those that were created or changed. */
  returned: number
}

/** How one run ended. */
export interface TrackSync extends StationLibrary, SyncCounts {
  syncId: number
  jobId: number
  /** `suspect`: the list came, and is not believed; nothing was changed. */
  outcome: 'done' | 'failed' | 'suspect'
  tookMs: number | null
  endedAt: number
  reason: { code: string; params: Params } | null
}

/** A library may lose so many of its tracks from one list to the next without anybody asking. */
const LOST_UNASKED = 20

/** Whether a list lacks so much of what was there that it needs proof. */
export const isSuspect = ({ known, listed, lost }: { known: number; listed: number; lost: number }): boolean =>
  lost > 0 && (listed === 0 || (lost > LOST_UNASKED && lost * 2 > known))

const ASKED = 5

/** Which of the lost ones are asked for by their ids: the first, the last and some in between. */
export const sampleOf = (lost: readonly number[]): number[] => [
  ...new Set(
    Array.from({ length: Math.min(ASKED, lost.length) }, (_, i) =>
      Math.round((i * (lost.length - 1)) / Math.max(1, ASKED - 1)),
    ).map((place) => lost[place] as number),
  ),
]
