import type { TypeCode } from '../../tracks/contract.ts'
import { foldText } from '../../../kernel/fold-text.ts'
import { logLengthOf } from '../model.ts'
import type { LogTrack } from '../ports.ts'

export interface Fit {
  track: LogTrack
  /** In the log. */
  lengthMs: number
  /** Of the gap; below 0 it would be cut by that much. */
  leftMs: number
}

export interface FitWish {
  lengthMs: number
  type?: TypeCode | undefined
  text?: string | undefined
  limit: number
}

/** What would be cut counts more than what stays silent. */
const badness = (leftMs: number): number => (leftMs < 0 ? -leftMs * 3 : leftMs)

/** Usable tracks that fill a length, the nearest first; of equals the one with the lower id. */
export function findFits(tracks: Iterable<LogTrack>, { lengthMs, type, text, limit }: FitWish): Fit[] {
  const words = foldText(text ?? '')
    .split(' ')
    .filter((word) => word !== '')
  const fits: Fit[] = []
  for (const track of tracks) {
    if (track.state !== 'usable' || track.lengthMs === null || track.lengthMs <= 0) continue
    if (type === undefined ? track.typeCode === null : track.typeCode !== type) continue
    const known = words.length === 0 ? '' : foldText(`${track.artist} ${track.title}`)
    if (!words.every((word) => known.includes(word))) continue
    const length = logLengthOf(track.typeCode, track.lengthMs)
    fits.push({ track, lengthMs: length, leftMs: lengthMs - length })
  }
  return fits
    .toSorted((a, b) => badness(a.leftMs) - badness(b.leftMs) || a.track.trackId - b.track.trackId)
    .slice(0, limit)
}
