import { clockAt, instantAt, isTimeZone } from '../../../../kernel/time.ts'
import { US_PER_MS } from '../rows.ts'

/** `YYYY-MM-DD HH:MM:SS` on the station's wall, without offset, as the legacy feeds write it. */
export const stationText = (us: number, zone: string): string =>
  clockAt(Math.floor(us / US_PER_MS), zone)
    .local.slice(0, 19)
    .replace('T', ' ')

/** @returns epoch µs, or undefined when the text is no time */
export function readStationText(text: string, zone: string): number | undefined {
  const found = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2})?))?/.exec(text)
  if (found === null) return undefined
  return instantAt(`${found[1]}T${found[2] ?? '00:00:00'}`, zone) * US_PER_MS
}

/** The zone that a request names, else the station's. */
export function zoneOf(wished: string | null, station: string): string {
  return wished !== null && wished !== '' && isTimeZone(wished) ? wished : station
}
