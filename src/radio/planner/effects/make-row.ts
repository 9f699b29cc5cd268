import { z } from 'zod'
import type { Asked, EffectExecutor, Look } from '../../../deliveries/index.ts'
import type { Outside } from '../outside.ts'
import type { NewPlayoutRow, PlayoutRow } from '../ports.ts'
import { instantText } from './instant-text.ts'
import { APPEARS_WITHIN_MS, SURE_AFTER_MS } from './make-show.ts'

/** Stands in rows. */
export const MAKE_ROW = 'radio.make-row'

const Params = z.object({
  connectionId: z.number().int(),
  windowId: z.number().int(),
  trackId: z.number().int(),
  startsAt: z.number().int(),
  endsAt: z.number().int(),
  cueInMs: z.number().int(),
  cueOutMs: z.number().int(),
  position: z.number().int(),
})

const NO_FADE = '00:00:00'
const fadeText = (fade: string | null): string => (fade === null ? '' : fade.slice(0, NO_FADE.length))

/** What must be read back equal. Both sides are clipped alike, since nothing of ours crosses the end of its window. */
export const rowFields = (
  row: Pick<NewPlayoutRow, 'windowId' | 'trackId' | 'startsAt' | 'endsAt' | 'cueInMs' | 'cueOutMs'>,
) => fieldsOf({ ...row, fadeIn: NO_FADE, fadeOut: NO_FADE })

const fieldsOf = (
  row: Pick<PlayoutRow, 'windowId' | 'trackId' | 'startsAt' | 'endsAt' | 'cueInMs' | 'cueOutMs' | 'fadeIn' | 'fadeOut'>,
) => ({
  window: String(row.windowId),
  track: String(row.trackId),
  starts: instantText(row.startsAt),
  ends: instantText(row.endsAt),
  'cue-in': String(row.cueInMs),
  'cue-out': String(row.cueOutMs),
  fades: `${fadeText(row.fadeIn)} ${fadeText(row.fadeOut)}`,
})

/** Whether a row is what an airing would make: then it is not made beside it. */
export const isSameRow = (row: PlayoutRow, meant: Parameters<typeof rowFields>[0]): boolean => {
  const found: Readonly<Record<string, string>> = fieldsOf(row)
  return Object.entries(rowFields(meant)).every(([field, value]) => found[field] === value)
}

/** A row has no field that could carry a mark: it is known by its window, its track and its start. */
export function makeRow(outside: Outside): EffectExecutor<typeof Params> {
  return {
    kind: MAKE_ROW,
    params: Params,
    remoteKind: 'schedule',
    absenceIsSureAfterMs: SURE_AFTER_MS,
    appearsWithinMs: APPEARS_WITHIN_MS,
    async look(params, { remoteRef, signal }) {
      const schedule = await outside.schedule(params.connectionId)
      if (remoteRef === null) {
        const rows = await schedule.listRows({ from: params.startsAt, to: params.endsAt }, signal)
        return lookOf(rows.filter((row) => isPlaceOf(row, params)))
      }
      const row = await schedule.findRow(Number(remoteRef), signal)
      return lookOf(row === undefined ? [] : [row])
    },
    lookAtAll: (asked, signal) => lookAtRows(outside, asked, signal),
    async send({ connectionId, ...row }, { signal }) {
      const { rowId } = await (await outside.schedule(connectionId)).addRow(row, signal)
      return { ref: String(rowId) }
    },
    async undo({ connectionId }, ref, { signal }) {
      await (await outside.schedule(connectionId)).removeRow(Number(ref), signal)
    },
  }
}

/** One list of the time that they take; a row that is known by its number and is not in it is asked for by itself. */
async function lookAtRows(
  outside: Outside,
  asked: readonly Asked<z.output<typeof Params>>[],
  signal: AbortSignal,
): Promise<Look[]> {
  const looks: Look[] = []
  const byConnection = new Map<number, PlayoutRow[]>()
  for (const connectionId of new Set(asked.map(({ params }) => params.connectionId))) {
    const own = asked.filter(({ params }) => params.connectionId === connectionId)
    const from = own.reduce((least, { params }) => Math.min(least, params.startsAt), Number.POSITIVE_INFINITY)
    const to = own.reduce((most, { params }) => Math.max(most, params.endsAt), 0)
    byConnection.set(connectionId, await (await outside.schedule(connectionId)).listRows({ from, to }, signal))
  }
  for (const { params, remoteRef, isTakenBack } of asked) {
    const rows = byConnection.get(params.connectionId) ?? []
    if (remoteRef === null) looks.push(lookOf(rows.filter((row) => isPlaceOf(row, params))))
    else {
      const known = rows.find(({ rowId }) => String(rowId) === remoteRef)
      const schedule = await outside.schedule(params.connectionId)
      const row = known ?? (isTakenBack ? undefined : await schedule.findRow(Number(remoteRef), signal))
      looks.push(lookOf(row === undefined ? [] : [row]))
    }
  }
  return looks
}

const isPlaceOf = (row: PlayoutRow, { windowId, trackId, startsAt }: z.output<typeof Params>): boolean =>
  row.windowId === windowId && row.trackId === trackId && row.startsAt === startsAt

function lookOf(rows: readonly PlayoutRow[]): Look {
  const [row] = rows
  if (row === undefined) return { is: 'absent' }
  if (rows.length > 1) return { is: 'several', refs: rows.map(({ rowId }) => String(rowId)) }
  return { is: 'there', ref: String(row.rowId), found: fieldsOf(row) }
}
