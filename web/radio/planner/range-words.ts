import type { ConflictView, RangeOperation } from '../../../src/radio/planner/contract.ts'
import type { State } from '../../parts/states.ts'
import type { Say } from '../../words.ts'
import { spanInWords } from './Blocks.tsx'
import { slotOf } from './week-view.ts'

const STATES: Record<RangeOperation['action'], State> = {
  add: 'planned',
  move: 'planned',
  keep: 'done',
  remove: 'cancelled',
  left: 'needsYou',
}

export const operationLook = (say: Say, action: RangeOperation['action']) => ({
  state: STATES[action],
  word: say(`web.planner.action.${action}`),
})

/** What is in a log is told as such, also where it is the same track. */
export function conflictInWords(say: Say, conflict: ConflictView, timeZone: string): string {
  const { what, code, title, airDate } = conflict
  const fill = { title, span: spanInWords(say, slotOf(conflict), timeZone) }
  if (what === 'log') return say('web.planner.conflict.log', { ...fill, day: airDate ?? '' })
  return say(code === 'TRACK_OVERLAP' ? 'web.planner.conflict.sameTrack' : `web.planner.conflict.${what}`, fill)
}

export const conflictsText = (say: Say, conflicts: readonly ConflictView[], timeZone: string): string =>
  conflicts
    .slice(0, 1)
    .map((conflict) => conflictInWords(say, conflict, timeZone))
    .join(' ')
