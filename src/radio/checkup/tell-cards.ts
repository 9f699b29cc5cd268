import type { Attention } from '../../attention/index.ts'
import type { Tx } from '../../db/db.ts'
import type { Station } from '../stations/index.ts'
import type { Judged } from './model.ts'
import { RULES } from './rules.ts'

const causeOf = (stationId: number, code: string): string => `radio.checkup:${stationId}:${code}`

/** What a restart looks like is over by then. */
const MOMENT_MS = 60_000

interface Told {
  station: Pick<Station, 'stationId' | 'name'>
  judged: readonly Judged[]
  /** When was looked, epoch ms. */
  at: number
}

/** One card for each critical finding. Only what was seen to be well takes it back: what can't be told leaves it. */
export async function tellCards(attention: Attention, tx: Tx, { station, judged, at }: Told): Promise<void> {
  for (const { code, verdict, since } of judged) {
    const cause = causeOf(station.stationId, code)
    if (verdict.kind === 'unknown') continue
    if (verdict.kind !== 'found' || verdict.level !== 'bad') {
      await attention.resolve(tx, cause)
      continue
    }
    const isMomentary = RULES.find((rule) => rule.code === code)?.isMomentary === true
    if (isMomentary && at - (since ?? at) < MOMENT_MS) continue
    await attention.raise(tx, {
      cause,
      code: 'radio.checkup',
      params: { ...verdict.params, station: station.name, reasonCode: `checkup.${code}` },
      severity: 'bad',
      subject: `station:${station.stationId}`,
      actions: [
        { code: 'open-doctor', open: `/radio/doctor?station=${station.stationId}` },
        {
          code: 'look-again',
          call: { operationId: 'radio.checkups.look', params: { stationId: station.stationId } },
        },
      ],
    })
  }
}

/** Cards about a station that is no more, or has another library. */
export async function resolveCards(attention: Attention, tx: Tx, stationId: number): Promise<void> {
  for (const { code } of RULES) await attention.resolve(tx, causeOf(stationId, code))
}
