import type { PublicationView } from '../../../src/radio/logs/publish/contract.ts'
import type { ProofState } from '../../parts/ProofChip.tsx'

type PublicationState = PublicationView['state']

const PROOFS: Readonly<Record<PublicationState, ProofState>> = {
  planned: 'planned',
  publishing: 'sending',
  verified: 'verified',
  restoring: 'sending',
  restored: 'rejected',
  undoing: 'sending',
  undone: 'undone',
  mixed: 'uncertain',
  discarded: 'undone',
}

/** Its end is drawn only where every row was read back and is equal. */
export const proofOf = (state: PublicationState): ProofState => PROOFS[state]

export const isUnderWay = ({ state }: Pick<PublicationView, 'state'>): boolean =>
  state === 'publishing' || state === 'restoring' || state === 'undoing'

/** Whether anything of it was sent. */
export const isBegun = ({ state }: Pick<PublicationView, 'state'>): boolean =>
  state !== 'planned' && state !== 'discarded'
