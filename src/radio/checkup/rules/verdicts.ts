import type { Params } from '../../../kernel/errors.ts'
import { clockAt } from '../../../kernel/time.ts'
import type { FoundLevel, Look, Seen, Symptoms, Verdict, Why } from '../model.ts'

export const WELL: Verdict = { kind: 'well' }
export const OFF: Verdict = { kind: 'off' }
export const unknown = (why: Why): Verdict => ({ kind: 'unknown', why })

/** Evidence beyond this is counted. */
const SEEN_MOST = 5

export function found(level: FoundLevel, seen: readonly Seen[], params: Params = {}): Verdict {
  const shown = seen.slice(0, SEEN_MOST)
  const more = seen.length - shown.length
  const rest: Seen[] = more > 0 ? [{ code: 'more', params: { count: more } }] : []
  return { kind: 'found', level, params: { ...params, count: seen.length }, seen: [...shown, ...rest] }
}

/** @returns what the rule says of an answer; without one it can't be told */
export const given = <T>(look: Look<T>, judge: (value: T) => Verdict): Verdict =>
  look.isKnown ? judge(look.value) : unknown(look.why)

export const codeOf = (look: Look<unknown>): string | undefined => (look.isKnown ? undefined : look.why.code)

/** `2026-11-29 14:00` on the station's wall. */
export const wall = (at: number, { station }: Symptoms): string =>
  clockAt(at, station.timeZone).local.slice(0, 16).replace('T', ' ')

/** `1:48:17`, `12:00`. */
export function lengthText(ms: number): string {
  const seconds = Math.round(ms / 1000)
  const two = (value: number): string => String(value).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  return hours > 0 ? `${hours}:${rest}` : rest
}
