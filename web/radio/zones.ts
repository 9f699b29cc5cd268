import { ownTimeZone } from '../format.ts'
import type { Say } from '../words.ts'

/** All IANA zones that the browser knows, its own first, and one that is only known elsewhere. */
export function zoneOptions(say: Say, chosen: string): { value: string; label: string }[] {
  const own = ownTimeZone()
  const others = new Set([chosen, ...Intl.supportedValuesOf('timeZone'), 'UTC'])
  others.delete(own)
  return [
    { value: own, label: say('web.radio.station.ownZone', { zone: own }) },
    ...[...others].map((value) => ({ value, label: value })),
  ]
}
