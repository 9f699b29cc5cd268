import type { Book } from '../tally.ts'
import type { RadioVerdict } from './judge.ts'

export const RADIO_SABOTAGES = ['lie-201', 'double-row', 'drop-row', 'drop-file'] as const
/** What is done to the double, or to the disk, that the judge must see. */
export type RadioSabotage = (typeof RADIO_SABOTAGES)[number]

export interface RadioMission {
  /** How many times to interrupt. */
  cycles: number
  seed: number
  sabotage: RadioSabotage | undefined
  /** For this mission alone; removed at the end. */
  folder: string
  signal: AbortSignal
  /** The command line that does it again. */
  again: string
  note(text: string): void
}

/** @returns whether anything was wrong */
export function noteVerdict(book: Book, { again }: RadioMission, verdict: RadioVerdict): boolean {
  const { lost, doubled, misplaced, lies } = verdict
  book.tally.lost += lost.length
  book.tally.doubled += doubled.length
  book.tally.misplaced += misplaced.length
  book.tally.unacknowledged += lies.length
  for (const [kind, found] of Object.entries({ lost, doubled, misplaced, 'verified, and not there': lies }))
    if (found.length > 0) book.findings.push({ what: `${kind}: ${found.join('; ')}`, again })
  return book.findings.length > 0
}

export function noteFailure(book: Book, { again }: RadioMission, { message }: Error): void {
  book.tally.failed++
  book.findings.push({ what: message, again })
}
