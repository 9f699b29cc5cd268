import type { Operation } from '../../../plans/index.ts'
import type { OwnRow, Reason } from './model.ts'
import { ROW, TAKE } from './publish-kinds.ts'
import { standingOf } from './put-back.ts'
import { RowParams, TakeParams } from './row-params.ts'

interface Span {
  startsAt: number
  endsAt: number
}

interface Undoing {
  /** Of the plan; those that were done and not undone yet. */
  operations: readonly Operation[]
  /** Rows of logs that stand there, of whichever publication. */
  standing: readonly OwnRow[]
  /** Deliveries of removed rows, with those that brought them back. */
  putBack: ReadonlyMap<number, number>
  now: number
  /** What begins within it stays. Ms. */
  lockMs: number
}

type Named = Span & { operationId: number; title: string }
type Made = Named & { deliveryId: number }

/**
 * What an undo leaves as it is, by operation, with why: a row that begins within the lock or has begun is not removed;
 * one that has begun, or lies over a row that stays, is not put back, and what is heard in its time stays, too. So the
 * log before is heard from the first place on at which both can follow each other.
 */
export function whatStays({ operations, standing, putBack, now, lockMs }: Undoing): Map<number, Reason> {
  const { made, former } = sidesOf(operations, {
    putBack,
    standing: new Set(standing.map(({ deliveryId }) => deliveryId)),
  })
  const own = new Set(made.map(({ deliveryId }) => deliveryId))
  const staying: (Span & { title: string })[] = standing.filter(({ deliveryId }) => !own.has(deliveryId))
  const left = new Map<number, Reason>()
  const open = new Set<Named>([...made, ...former])
  const leave = (one: Named, reason: Reason): void => {
    left.set(one.operationId, reason)
    open.delete(one)
  }
  const goOn = (one: Made, reason: Reason): void => {
    leave(one, reason)
    staying.push(one)
  }
  for (const row of made) if (row.startsAt < now + lockMs) goOn(row, begun(row))
  for (let before = -1; before !== left.size;) {
    before = left.size
    for (const row of former.filter((one) => open.has(one))) {
      const over = staying.find((one) => touches(one, row))
      if (over === undefined && row.startsAt > now) continue
      leave(row, over === undefined ? begun(row) : runsInto(row, over))
      for (const one of made) if (open.has(one) && touches(one, row)) goOn(one, runsInto(row, one))
    }
  }
  return left
}

const touches = (a: Span, b: Span): boolean => a.startsAt < b.endsAt && a.endsAt > b.startsAt
const begun = ({ title }: Named): Reason => ({ code: 'radio/begins-too-soon', params: { title } })
const runsInto = ({ title }: Named, other: { title: string }): Reason => ({
  code: 'radio/runs-into-what-stays',
  params: { title, other: other.title },
})

/** Rows that it made and that stand, and rows that it removed. */
function sidesOf(
  operations: readonly Operation[],
  { standing, putBack }: { standing: ReadonlySet<number>; putBack: ReadonlyMap<number, number> },
): { made: Made[]; former: Named[] } {
  const made: Made[] = []
  const former: Named[] = []
  for (const { operationId, kind, params, inverse } of operations) {
    if (kind === TAKE) {
      const { title, content } = TakeParams.parse(params)
      former.push({ operationId, title, startsAt: content.startsAt, endsAt: content.endsAt })
    }
    if (kind !== ROW) continue
    const { act, row } = RowParams.parse(params)
    const named = { operationId, title: row.title, startsAt: row.startsAt, endsAt: row.endsAt }
    const deliveryId = standingOf(putBack, Number(inverse?.['deliveryId']))
    if (act === 'remove') former.push(named)
    else if (standing.has(deliveryId)) made.push({ ...named, deliveryId })
  }
  return { made, former }
}
