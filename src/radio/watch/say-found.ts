import type { Said } from '../../kernel/contract.ts'
import type { Params } from '../../kernel/errors.ts'
import { clockAt } from '../../kernel/time.ts'
import { hasWords, say } from '../../kernel/words.ts'
import type { Station } from '../stations/index.ts'
import type { Drift, Finding, OnAir } from './model.ts'

type Zoned = Pick<Station, 'timeZone'>

/** `2026-11-29 14:48:00` on the station's wall. */
export const wallAt = (at: number, { timeZone }: Zoned): string =>
  clockAt(at, timeZone).local.slice(0, 19).replace('T', ' ')

/** `1:48:17`, `12:00`, `0:42`. */
export function lengthText(ms: number): string {
  const seconds = Math.round(ms / 1000)
  const two = (value: number): string => String(value).padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

export function findingParams({ params, startsAt, endsAt }: Finding, zoned: Zoned): Params {
  const lengthMs = Number(params['lengthMs'] ?? endsAt - startsAt)
  return { ...params, at: wallAt(startsAt, zoned), to: wallAt(endsAt, zoned).slice(11), length: lengthText(lengthMs) }
}

function said(code: string, key: string, params: Params): Said {
  const todo = `${key}.todo`
  return {
    code,
    params: { ...params },
    text: say(key, params),
    ...(hasWords(todo, params) ? { todo: say(todo, params) } : {}),
  }
}

export const sayFinding = (finding: Finding, zoned: Zoned): Said =>
  said(finding.code, `reason.forecast.${finding.code}`, findingParams(finding, zoned))

export function sayDrift(drift: Drift, zoned: Zoned): Said {
  const params = { title: drift.title, at: wallAt(drift.startsAt, zoned), to: wallAt(drift.endsAt, zoned).slice(11) }
  return said(drift.code, `reason.drift.${drift.code}`, params)
}

export function sayOnAir({ verdict, now, actual, showTitle }: OnAir): Said {
  const params = { expected: now?.title ?? '', actual: actual?.title ?? '', show: showTitle ?? '' }
  return said(verdict, `reason.on-air.${verdict}`, params)
}
