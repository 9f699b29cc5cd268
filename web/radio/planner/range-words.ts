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

export const conflictsText = (say: Say, conflicts: readonly ConflictView[], timeZone: string): string =>
  conflicts
    .slice(0, 1)
    .map((conflict) =>
      say(
        conflict.code === 'TRACK_OVERLAP' ? 'web.planner.conflict.sameTrack' : `web.planner.conflict.${conflict.what}`,
        {
          title: conflict.title,
          span: spanInWords(say, slotOf(conflict), timeZone),
        },
      ),
    )
    .join(' ')
