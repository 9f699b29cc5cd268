import { shown } from './choose.ts'
import type { DateCandidate, DateCandidates, DateSource, MediaKind, RefusalReason } from './model.ts'
import { judgeWallTime } from './wall-time.ts'

/** Gathers what the readers of formats find in one file. */
export interface Collector {
  add(candidate: DateCandidate): void
  refuse(source: DateSource | 'file', value: string, reason: RefusalReason): void
  hintOffset(offset: string): void
  setDuration(durationMs: number): void
  /** Whether a date of the camera's own was found and holds, so that costlier places need not be read. */
  hasCameraDate(): boolean
  finish(): DateCandidates
}

const CAMERA_SOURCES: ReadonlySet<DateSource> = new Set(['exif.original', 'exif.digitized', 'quicktime.creationdate'])
const MOST_CANDIDATES = 64

/** @param now epoch ms, for judging whether a camera's date holds */
export function createCollector(kind: MediaKind, now: number): Collector {
  const found: DateCandidates = { kind, candidates: [], refused: [] }
  return {
    add(candidate) {
      if (found.candidates.length < MOST_CANDIDATES) found.candidates.push(candidate)
    },
    refuse(source, value, reason) {
      if (found.refused.length < MOST_CANDIDATES) found.refused.push({ source, value: shown(value), reason })
    },
    hintOffset(offset) {
      found.offsetHint ??= offset
    },
    setDuration(durationMs) {
      found.durationMs ??= durationMs
    },
    hasCameraDate: () =>
      found.candidates.some((one) => CAMERA_SOURCES.has(one.source) && typeof judgeWallTime(one, now) !== 'string'),
    finish: () => found,
  }
}
