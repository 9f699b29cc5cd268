import { readAssetDate, type AssetDateFinding } from '../../src/media/capture-date/asset-date.ts'
import { chooseCaptureDate } from '../../src/media/capture-date/choose.ts'
import { LIBRARY_ZONE, type OddFile } from './cases.ts'
import { pathOf, readWithPeer, writeCases } from './write-cases.ts'

export interface CaseResult {
  odd: OddFile
  found: AssetDateFinding
  /** Date, offset and source are what the case expects. */
  isRight: boolean
  /** Every junk date of the case was refused, with the reason it expects. */
  isJunkRefused: boolean
  /** Undefined where exiftool is not asked. */
  equalsPeer: boolean | undefined
  peerValue: string | undefined
}

export interface WrittenCases {
  folder: string
  cases: readonly OddFile[]
  /** What exiftool reads, by path. */
  peer: ReadonlyMap<string, Record<string, string>>
}

/** Writes the cases with exiftool and lets it read them back. */
export async function prepareCases(folder: string, cases: readonly OddFile[]): Promise<WrittenCases> {
  await writeCases(folder, cases)
  return { folder, cases, peer: await readWithPeer(folder, cases, LIBRARY_ZONE) }
}

/** Reads the cases with our readers and compares with what is expected and with exiftool. */
export function checkCases({ folder, cases, peer }: WrittenCases, choose = chooseCaptureDate): CaseResult[] {
  return cases.map((odd) => {
    const members = [odd, ...(odd.beside ?? [])].map(
      (file) => ({ path: pathOf(folder, odd, file), role: file.role ?? 'still' }) as const,
    )
    const found = readAssetDate(members, { timeZone: LIBRARY_ZONE }, choose)
    const peerValue =
      odd.peerTag === undefined ? undefined : (peer.get(pathOf(folder, odd))?.[odd.peerTag] ?? 'nothing')
    return {
      odd,
      found,
      peerValue,
      isRight:
        found.date?.local === odd.local && found.date.offsetMinutes === odd.offset && found.date.source === odd.source,
      isJunkRefused:
        refusals(found.refused.map(({ source, reason }) => [source, reason])) === refusals(odd.refused ?? []),
      equalsPeer: peerValue === undefined ? undefined : isSameTime(found.date?.local ?? '', peerValue),
    }
  })
}

function refusals(list: readonly (readonly [string, string])[]): string {
  return list
    .map((pair) => pair.join(' '))
    .toSorted()
    .join('\n')
}

/** Compares digits: exiftool's text carries the offset behind, and as many digits of a fraction as were written. */
export function isSameTime(local: string, peerValue: string): boolean {
  const digits = (text: string): string => text.replaceAll(/\D/g, '')
  const whole = (text: string): string => digits(text).padEnd(17, '0')
  return whole(local) === whole(peerValue.replace(/(?:Z|[+-]\d{2}:?\d{2})$/, ''))
}
