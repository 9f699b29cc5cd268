import type { CopyView, Verdict, WhereView } from '../../../src/archive/where/contract.ts'
import type { State } from '../../parts/states.ts'

/** Why nothing can be said of a file here; words at `web.archive.where.trouble.<code>`. */
export type Trouble = 'unreadable' | 'changed' | 'not-loaded' | 'not-asked'

/** A file and what is known of it. */
export interface AskedRow {
  key: number
  path: string
  size: number
  sha256: string | null
  where: WhereView | null
  trouble: Trouble | null
  /** Why nothing can be said of a file of the server, in its words. */
  reason: string | null
}

/** `itself`: it may be the archive's own file. `open`: not looked at yet. */
export type RowVerdict = Verdict | 'itself' | 'open'

export const VERDICT_STATES: Record<RowVerdict, State> = {
  safe: 'verified',
  itself: 'needsYou',
  'not-safe': 'needsYou',
  unknown: 'rejected',
  'could-not-look': 'uncertain',
  open: 'ready',
}

/**
 * The answer of one file. A browser does not say where a file lies, so one that lies in a folder and under a name like the
 * archive's own copy is taken for that very file.
 */
export function verdictOf({ path, where, trouble, reason }: AskedRow, { isHere }: { isHere: boolean }): RowVerdict {
  if (trouble !== null || reason !== null) return 'could-not-look'
  if (where === null) return 'open'
  const isDoubtful = isHere && where.verdict === 'safe'
  return isDoubtful && where.copies.some((copy) => mayBe(path, copy)) ? 'itself' : where.verdict
}

/** Both end alike, with at least one folder. */
function mayBe(path: string, { place, name, path: itsPath }: CopyView): boolean {
  if (place !== 'archive' || itsPath === null) return false
  const one = path.split('/')
  const other = [name, ...itsPath.split('/')]
  const length = Math.min(one.length, other.length)
  return length > 1 && one.slice(-length).join('/') === other.slice(-length).join('/')
}

export type Counts = Readonly<Record<RowVerdict, number>>

export function countVerdicts(rows: readonly AskedRow[], from: { isHere: boolean }): Counts {
  const counts: Record<RowVerdict, number> = {
    safe: 0,
    itself: 0,
    'not-safe': 0,
    unknown: 0,
    'could-not-look': 0,
    open: 0,
  }
  for (const row of rows) counts[verdictOf(row, from)]++
  return counts
}
