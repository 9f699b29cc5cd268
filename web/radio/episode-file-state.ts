import type { Said } from '../../src/kernel/contract.ts'
import type { InboxFileView } from '../../src/radio/hydration/contract.ts'
import type { State } from '../parts/states.ts'
import type { WordKey } from '../words.ts'

interface FileState {
  state: State
  word: WordKey
  reason: Said | null
}

/** How a verdict alone looks. */
export const CHIPS: Record<InboxFileView['verdict'], State> = {
  ready: 'ready',
  failed: 'failed',
  waiting: 'waiting',
  unmatched: 'needsYou',
  ambiguous: 'needsYou',
  ineligible: 'off',
  'left-out': 'untouched',
  empty: 'untouched',
  'no-audio': 'untouched',
  'left-alone': 'untouched',
}

/** What is to be said of a file first: what became of it, then what stands against it, then how it lies there. */
export function stateOf({ verdict, reason, hydration, troubles }: InboxFileView): FileState {
  if (hydration?.state === 'working') return { state: 'running', word: 'web.radio.verdict.importing', reason: null }
  const unread = hydration?.state === 'seen' ? hydration.reason : null
  if (unread !== null) return { state: 'failed', word: 'web.radio.verdict.failed', reason: unread }
  const [trouble] = troubles
  if (trouble !== undefined && verdict === 'ready')
    return { state: 'failed', word: 'web.radio.verdict.notAsAsked', reason: trouble }
  return { state: CHIPS[verdict], word: `web.radio.verdict.${verdict}`, reason }
}

/** Whether a person may say which episode it is. */
export const canBeMatched = ({ verdict, hydration }: InboxFileView): boolean =>
  hydration?.state !== 'working' &&
  (['unmatched', 'ambiguous', 'ineligible', 'left-out', 'ready', 'failed'] as string[]).includes(verdict)
