import type { TakeView } from '../../../src/radio/voice/contract.ts'

/** What is heard of a recording, and where what comes next begins. */
export interface Ends {
  trimInMs: number
  trimOutMs: number
  musicInMs: number | null
}

export const endsOf = ({ trimInMs, trimOutMs, musicInMs }: TakeView): Ends => ({ trimInMs, trimOutMs, musicInMs })
