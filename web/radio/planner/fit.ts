import { say } from '../../words.ts'

const SECOND_MS = 1000
const MINUTE_MS = 60_000
const HALF_HOUR_MS = 30 * MINUTE_MS

export interface Fit {
  kind: 'exact' | 'short' | 'cut' | 'unknown'
  slotMs: number
  audioMs: number | null
  shortMs: number
  cutMs: number
}

/** How audio fits a slot: what would be silent at its end, or cut from it. Less than a second is nothing that is heard. */
export function fitOf(slotMs: number, audioMs: number | null): Fit {
  if (audioMs === null) return { kind: 'unknown', slotMs, audioMs, shortMs: 0, cutMs: 0 }
  const shortMs = Math.max(0, slotMs - audioMs)
  const cutMs = Math.max(0, audioMs - slotMs)
  const kind = shortMs >= SECOND_MS ? 'short' : cutMs >= SECOND_MS ? 'cut' : 'exact'
  return { kind, slotMs, audioMs, shortMs, cutMs }
}

/** 43 s short, 2:10 cut, fits. */
export function fitInWords({ kind, shortMs, cutMs }: Pick<Fit, 'kind' | 'shortMs' | 'cutMs'>): string {
  if (kind === 'exact') return say('web.planner.fit.exact')
  if (kind === 'unknown') return say('web.planner.fit.unknown')
  return kind === 'short'
    ? say('web.planner.fit.short', { time: briefLength(shortMs) })
    : say('web.planner.fit.cut', { time: briefLength(cutMs) })
}

/** 43 s under a minute, else as a length. */
const briefLength = (ms: number): string =>
  ms < MINUTE_MS ? say('web.planner.seconds', { count: Math.round(ms / SECOND_MS) }) : lengthInWords(ms)

/** 1:48:17, 47:31, 0:43. */
export function lengthInWords(ms: number): string {
  const all = Math.round(ms / SECOND_MS)
  const [h, min, s] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60]
  const two = (value: number) => String(value).padStart(2, '0')
  return h > 0 ? `${h}:${two(min)}:${two(s)}` : `${min}:${two(s)}`
}

/** Up to here audio has a slot of just its length. */
const SHORT_AUDIO_MS = 15 * MINUTE_MS
/** So much of its end may be cut before a slot of half an hour more is proposed. */
const MAY_BE_CUT_MS = 3 * MINUTE_MS
const LONGEST_MS = 24 * 60 * MINUTE_MS - SECOND_MS

/** The slot that audio of a length would usually be given: half hours for programmes, to the second for short pieces. */
export function usualSlotMs(audioMs: number | null): number {
  if (audioMs === null) return 2 * HALF_HOUR_MS
  const exact = Math.max(SECOND_MS, Math.ceil(audioMs / SECOND_MS) * SECOND_MS)
  if (audioMs <= SHORT_AUDIO_MS) return exact
  const halves = Math.max(1, Math.ceil((audioMs - MAY_BE_CUT_MS) / HALF_HOUR_MS))
  return Math.min(LONGEST_MS, halves * HALF_HOUR_MS)
}
