import type { DoctorCheck, Finding } from '../../connections/index.ts'
import type { Clock } from '../../kernel/clock.ts'
import { doubtful, well, wrong } from './finding.ts'

export interface ClockSeen {
  /** Of the connection. */
  name: string
  /** How far the other clock is ahead of ours; exact to a second. */
  aheadMs: number
  /** Epoch ms. */
  at: number
}

const CODES = {
  'clock-skew': ['clock-skew-ahead', 'clock-skew-behind'],
  'own-clock': ['own-clock-ahead', 'own-clock-behind'],
} as const
const DAY_MS = 86_400_000
const DOUBTFUL_MS = 30_000
const WRONG_MS = 300_000

/** Our clock against those of the services that answered within a day; asks none of them. */
export function clocksCheck({ clock, seen }: { clock: Clock; seen: () => Promise<readonly ClockSeen[]> }): DoctorCheck {
  return {
    id: 'clocks',
    area: 'system',
    run: async () => judgeClocks((await seen()).filter(({ at }) => clock.now() - at < DAY_MS)),
  }
}

export function judgeClocks(seen: readonly ClockSeen[]): Finding[] {
  const off = seen.filter(({ aheadMs }) => Math.abs(aheadMs) >= DOUBTFUL_MS)
  if (seen.length === 0) return []
  if (off.length === 0) return [well('clocks', { count: seen.length })]
  // Two or more that agree with each other and not with us: it is ours that is wrong.
  if (off.length > 1 && off.length === seen.length && spreadOf(off) < DOUBTFUL_MS) return [ownClock(off)]
  return off.map(({ name, aheadMs }) => judge('clock-skew', name, aheadMs))
}

const spreadOf = (seen: readonly ClockSeen[]): number =>
  Math.max(...seen.map(({ aheadMs }) => aheadMs)) - Math.min(...seen.map(({ aheadMs }) => aheadMs))

const ownClock = (off: readonly ClockSeen[]): Finding =>
  judge('own-clock', off.map(({ name }) => name).join(', '), off[0]?.aheadMs ?? 0)

function judge(code: 'clock-skew' | 'own-clock', name: string, aheadMs: number): Finding {
  const level = Math.abs(aheadMs) >= WRONG_MS ? wrong : doubtful
  return level(CODES[code][aheadMs > 0 ? 0 : 1], { name, seconds: Math.round(Math.abs(aheadMs) / 1000) })
}
