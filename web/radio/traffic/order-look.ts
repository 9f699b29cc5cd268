import type { MissView, OrderView } from '../../../src/radio/traffic/contract.ts'
import { formatNumber } from '../../format.ts'
import type { State } from '../../parts/states.ts'
import type { Say } from '../../words.ts'

interface Look {
  state: State
  word: string
}

/** How an order stands, as a chip. */
export function lookOf(say: Say, { state, phase, notes, removedAt }: OrderView): Look {
  if (removedAt !== null) return { state: 'cancelled', word: say('web.traffic.state.removed') }
  if (state === 'paused') return { state: 'waiting', word: say('web.traffic.state.paused') }
  if (state === 'ended' || phase === 'over') return { state: 'done', word: say('web.traffic.state.over') }
  if (notes[0]?.code === 'traffic.needs-copy' || notes[0]?.code === 'traffic.copy-runs-out')
    return { state: 'needsYou', word: say('web.traffic.state.needsCopy') }
  return phase === 'coming'
    ? { state: 'planned', word: say('web.traffic.state.coming') }
    : { state: 'running', word: say('web.traffic.state.running') }
}

/** "Played 12 of 40, 6 planned, 2 owed". */
export function played(say: Say, { fulfilment: { ordered, aired, planned, owed } }: OrderView): string {
  return [
    say('web.traffic.playedOf', { aired: formatNumber(aired), ordered: formatNumber(ordered) }),
    ...(planned > 0 ? [say('web.traffic.planned', { count: planned })] : []),
    ...(owed > 0 ? [say('web.traffic.owed', { count: owed })] : []),
  ].join(', ')
}

const LOOKS: Readonly<Record<MissView['state'], State>> = {
  asked: 'needsYou',
  owed: 'ready',
  planned: 'planned',
  made: 'done',
  waived: 'cancelled',
  late: 'failed',
}

export const lookOfMiss = (say: Say, { state }: MissView): Look => ({
  state: LOOKS[state],
  word: say(`web.traffic.miss.${state}`),
})
