import { z } from 'zod'

/** A stream as MediaInfo tells it: nothing but texts and numbers that a stranger's file may have put there. */
export type Track = z.output<typeof TrackShape>

const TrackShape = z.record(z.string(), z.unknown())
export const ReportShape = z.object({ media: z.object({ track: z.array(TrackShape) }).nullish() })

const LONGEST_TEXT = 300

/** A text of a track; the first where MediaInfo tells several at once, as it does for MP4: `Yes / Yes`. */
export function firstOf(track: Track, name: string): string | undefined {
  return field(track, name)?.split(' / ')[0]
}

export function field(track: Track, name: string): string | undefined {
  const value = track[name]
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string') return undefined
  const text = value.trim().slice(0, LONGEST_TEXT).toWellFormed()
  return text === '' ? undefined : text
}

/** A number of 0 or more that is no nonsense. */
export function numberOf(track: Track, name: string): number | null {
  const value = Number(firstOf(track, name) ?? Number.NaN)
  return Number.isFinite(value) && value >= 0 && value < Number.MAX_SAFE_INTEGER ? value : null
}

export const isYes = (track: Track, name: string): boolean => firstOf(track, name) === 'Yes'
