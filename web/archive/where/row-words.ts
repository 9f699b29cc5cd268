import { formatSaid } from '../../format.ts'
import type { Say } from '../../words.ts'
import type { AskedRow, RowVerdict } from './verdict.ts'

export const verdictWord = (say: Say, verdict: RowVerdict): string => say(`web.archive.where.verdict.${verdict}`)

/** What is missing, why nothing can be said, or, when it is safe, nothing. */
export function reasonsOf(say: Say, row: AskedRow, verdict: RowVerdict): string[] {
  if (row.reason !== null) return [row.reason]
  if (row.trouble !== null) return [say(`web.archive.where.trouble.${row.trouble}`)]
  if (verdict === 'unknown') return [say('web.archive.where.neverSeen')]
  if (verdict === 'itself') return [say('web.archive.where.itself')]
  return (row.where?.missing ?? []).map(formatSaid)
}
