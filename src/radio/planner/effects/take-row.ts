import { z } from 'zod'
import type { EffectExecutor, Look } from '../../../deliveries/index.ts'
import { ConflictError } from '../../../kernel/errors.ts'
import { isLocked } from '../model.ts'
import type { Outside } from '../outside.ts'
import type { PlayoutRow, RowContent } from '../ports.ts'
import { SURE_AFTER_MS } from './make-show.ts'
import type { Clocked } from './make-window.ts'
import { Content, isSameContent } from './row-content.ts'

/** Stands in rows. */
export const TAKE_ROW = 'radio.take-row'

const Params = z.object({
  connectionId: z.number().int(),
  rowId: z.number().int(),
  title: z.string(),
  /** As it stood when a person decided to take it. */
  content: Content,
})

/** What must be read back. */
export const GONE = { row: 'gone' } as const

/**
 * Removes a row that others made, because a person said so. It is read once more right before: one that was changed since,
 * or that begins within the lock or has begun, stays. It never comes back under its number, see `restoreRow`.
 */
export function takeRow(outside: Pick<Outside, 'schedule'>, clock: Clocked): EffectExecutor<typeof Params> {
  return {
    kind: TAKE_ROW,
    params: Params,
    remoteKind: 'schedule-removal',
    absenceIsSureAfterMs: SURE_AFTER_MS,
    async look({ connectionId, rowId }, { signal }) {
      return lookOf(await (await outside.schedule(connectionId)).findRow(rowId, signal), rowId)
    },
    async send({ connectionId, rowId, title, content }, { signal }) {
      const schedule = await outside.schedule(connectionId)
      const row = await schedule.findRow(rowId, signal)
      if (row !== undefined) assertMayGo(row, { title, content }, clock.now())
      await schedule.removeRow(rowId, signal)
      return { ref: String(rowId) }
    },
  }
}

const lookOf = (row: PlayoutRow | undefined, rowId: number): Look =>
  row === undefined ? { is: 'there', ref: String(rowId), found: GONE } : { is: 'absent' }

function assertMayGo(row: PlayoutRow, { title, content }: { title: string; content: RowContent }, now: number): void {
  const params = { rowId: row.rowId, title }
  if (!isSameContent(row, content)) throw new ConflictError('radio/row-changed-since', { params })
  if (isLocked(row, now)) throw new ConflictError('radio/row-too-near', { params })
}
