import type { CallView, SourceView } from '../../src/webhooks/contract.ts'
import type { State } from '../parts/states.ts'

export const SENDER_STATES: Readonly<Record<SourceView['state'], State>> = {
  off: 'off',
  unreadable: 'failed',
  new: 'ready',
  verified: 'verified',
  'former-secret': 'needsYou',
}

export const CALL_STATES: Readonly<Record<CallView['outcome'], State>> = {
  accepted: 'done',
  nothing: 'untouched',
  test: 'untouched',
  unknown: 'untouched',
  duplicate: 'untouched',
  failed: 'failed',
}
