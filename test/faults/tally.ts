import { judge, scan, type Verdict } from './oracle.ts'
import type { Life, World } from './lives.ts'

export interface Tally {
  cycles: number
  kills: number
  lost: number
  doubled: number
  stray: number
  misplaced: number
  /** What was said to be done for good before the crash. */
  acknowledged: number
  /** Acknowledged things that a crash took back. */
  unacknowledged: number
  failed: number
}

export const emptyTally = (): Tally => ({
  cycles: 0,
  kills: 0,
  lost: 0,
  doubled: 0,
  stray: 0,
  misplaced: 0,
  acknowledged: 0,
  unacknowledged: 0,
  failed: 0,
})

export function addTally(sum: Tally, more: Tally): void {
  for (const key of Object.keys(sum) as (keyof Tally)[]) sum[key] += more[key]
}

export function isRed(tally: Tally): boolean {
  return tally.lost + tally.doubled + tally.stray + tally.misplaced + tally.unacknowledged + tally.failed > 0
}

/** What went wrong, in words, with the line that does it again. */
export interface Finding {
  what: string
  again: string
}

export interface Book {
  tally: Tally
  findings: Finding[]
  /** What lives began with, and how many of them. */
  met: Map<string, number>
}

export const openBook = (): Book => ({ tally: emptyTally(), findings: [], met: new Map() })

export function noteFailure(book: Book, life: Life, again: string): void {
  if (life.end !== 'failed') return
  book.tally.failed++
  book.findings.push({ what: `the process failed: ${life.error.split('\n').slice(0, 6).join(' | ')}`, again })
}

export function noteLost(book: Book, lost: readonly string[], again: string): void {
  if (lost.length === 0) return
  book.tally.lost += lost.length
  book.findings.push({ what: `lost at the crash: ${lost.join(', ')}`, again })
}

export function noteTaken(book: Book, taken: readonly string[], again: string): void {
  if (taken.length === 0) return
  book.tally.unacknowledged += taken.length
  book.findings.push({ what: `acknowledged, then gone: ${taken.join('; ')}`, again })
}

/** Compares the settled world with its plan. */
export function noteSettled(book: Book, world: World, again: string): void {
  const verdict = judge(world.plan, scan(world.folder))
  for (const kind of ['lost', 'doubled', 'stray', 'misplaced'] as const satisfies (keyof Verdict)[]) {
    if (verdict[kind].length === 0) continue
    book.tally[kind] += verdict[kind].length
    book.findings.push({ what: `${kind}: ${verdict[kind].join(', ')}`, again })
  }
}
