import { useMemo } from 'react'
import type { Slot } from './day-axis.ts'
import type { Row, Week } from './week-view.ts'

/** Rows of others, or of the log of a day, that stand close together, as one block: a week may hold thousands of songs. */
export interface ForeignBlock extends Slot {
  id: number
  title: string
  count: number
  rowIds: ReadonlySet<number>
  troubles: Row['troubles']
  /** Whose log it is of; null for what others scheduled. */
  log: Row['log']
}

const LONG_MS = 10 * 60_000
const CLOSE_MS = 60_000

const isNextTo = (block: Pick<ForeignBlock, 'endsMs' | 'log'> & { windowId: number }, row: Row): boolean =>
  block.windowId === row.windowId && block.log?.logId === row.log?.logId && row.startsMs - block.endsMs <= CLOSE_MS

function foreignBlocks({ rows }: Pick<Week, 'rows'>): ForeignBlock[] {
  const blocks: (Omit<ForeignBlock, 'rowIds'> & { rowIds: Set<number>; windowId: number; isShort: boolean })[] = []
  for (const row of rows.filter(({ airingId }) => airingId === null).toSorted((a, b) => a.startsMs - b.startsMs)) {
    const isShort = row.endsMs - row.startsMs < LONG_MS
    const last = blocks.at(-1)
    if (last?.isShort === true && isShort && isNextTo(last, row)) {
      last.endsMs = Math.max(last.endsMs, row.endsMs)
      last.count += 1
      last.rowIds.add(row.rowId)
      last.troubles = [...new Set([...last.troubles, ...row.troubles])]
    } else
      blocks.push({
        id: row.rowId,
        title: row.title,
        count: 1,
        rowIds: new Set([row.rowId]),
        troubles: row.troubles,
        log: row.log,
        windowId: row.windowId,
        isShort,
        startsMs: row.startsMs,
        endsMs: row.endsMs,
      })
  }
  return blocks
}

export const useForeignBlocks = (week: Week): readonly ForeignBlock[] => useMemo(() => foreignBlocks(week), [week])
