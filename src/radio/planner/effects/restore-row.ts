import { z } from 'zod'
import type { EffectExecutor, Look } from '../../../deliveries/index.ts'
import type { Outside } from '../outside.ts'
import type { PlayoutRow } from '../ports.ts'
import { APPEARS_WITHIN_MS, SURE_AFTER_MS } from './make-show.ts'
import { Content, contentFields } from './row-content.ts'

/** Stands in rows. */
export const RESTORE_ROW = 'radio.restore-row'

const Params = z.object({ connectionId: z.number().int(), content: Content })

/** Makes a row of others anew that was taken away: the same window, track, times, cues and fades, under a new number. */
export function restoreRow(outside: Pick<Outside, 'schedule'>): EffectExecutor<typeof Params> {
  return {
    kind: RESTORE_ROW,
    params: Params,
    remoteKind: 'schedule',
    absenceIsSureAfterMs: SURE_AFTER_MS,
    appearsWithinMs: APPEARS_WITHIN_MS,
    async look({ connectionId, content }, { remoteRef, signal }) {
      const schedule = await outside.schedule(connectionId)
      if (remoteRef !== null) return lookOf([await schedule.findRow(Number(remoteRef), signal)])
      const rows = await schedule.listRows({ from: content.startsAt, to: content.endsAt }, signal)
      return lookOf(rows.filter((row) => isPlaceOf(row, content)))
    },
    async send({ connectionId, content }, { signal }) {
      const { rowId } = await (await outside.schedule(connectionId)).addRow(content, signal)
      return { ref: String(rowId) }
    },
    async undo({ connectionId }, ref, { signal }) {
      await (await outside.schedule(connectionId)).removeRow(Number(ref), signal)
    },
  }
}

const isPlaceOf = (row: PlayoutRow, { windowId, trackId, streamId, startsAt }: z.output<typeof Content>): boolean =>
  row.windowId === windowId && row.trackId === trackId && row.streamId === streamId && row.startsAt === startsAt

function lookOf(found: readonly (PlayoutRow | undefined)[]): Look {
  const rows = found.filter((row) => row !== undefined)
  const [row] = rows
  if (row === undefined) return { is: 'absent' }
  if (rows.length > 1) return { is: 'several', refs: rows.map(({ rowId }) => String(rowId)) }
  return { is: 'there', ref: String(row.rowId), found: contentFields(row) }
}
