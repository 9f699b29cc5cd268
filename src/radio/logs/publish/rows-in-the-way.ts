import { ConflictError } from '../../../kernel/errors.ts'
import { sayCode } from '../../../kernel/words.ts'
import { contentOf, isLocked, type PlayoutRow } from '../../planner/index.ts'
import type { Reason, Scope } from './model.ts'
import type { World } from './read-world.ts'
import type { EntryTime } from '../timing.ts'

/** A row of others that stands where the log would be heard. */
export interface RowInTheWay {
  rowId: number
  startsAt: number
  endsAt: number
  title: string
  /** Of its window; empty when it lies in none. */
  show: string
  /** Who had Patchbay put it there; null for what was made elsewhere: the playout does not say by whom. */
  madeBy: string | null
  /** Why it can't be taken over; null when it can. */
  refusal: Reason | null
  /** All that can be written again; null when it can't. */
  content: NonNullable<ReturnType<typeof contentOf>> | null
}

interface Looking {
  world: World
  scope: Scope
  /** When the log would be heard if nobody else had anything there. */
  times: readonly EntryTime[]
  titleOf(row: PlayoutRow): string
  madeBy: ReadonlyMap<string, string>
  now: number
}

/** Rows of others where the log would be heard, by start; each with why it can't be taken over, if so. */
export function rowsInTheWay({ world, scope, times, titleOf, madeBy, now }: Looking): RowInTheWay[] {
  const heard = times.filter(({ startsAt, endsAt }) => endsAt > startsAt)
  const windows = new Map(world.windows.map((window) => [window.windowId, window]))
  return world.foreign
    .filter(
      (row) => touches(row, { startsAt: scope.from, endsAt: scope.to }) && heard.some((time) => touches(time, row)),
    )
    .map((row) => {
      const { rowId, windowId, startsAt, endsAt } = row
      const window = windows.get(windowId)
      const [title, show] = [titleOf(row), window?.title ?? '']
      const refusal = refusalOf(row, { scope, now }) ?? refusalOfWindow(window?.refusal ?? null, { title, show })
      const by = madeBy.get(String(rowId)) ?? null
      return { rowId, startsAt, endsAt, title, show, madeBy: by, refusal, content: contentOf(row) ?? null }
    })
    .toSorted((a, b) => a.startsAt - b.startsAt)
}

interface Span {
  startsAt: number
  endsAt: number
}

const touches = (a: Span, b: Span): boolean => a.startsAt < b.endsAt && a.endsAt > b.startsAt

function refusalOf(row: PlayoutRow, { scope, now }: { scope: Scope; now: number }): Reason | null {
  const none = { params: {} }
  if (isLocked(row, now)) return { code: 'radio/take-too-late', ...none }
  if (row.startsAt < scope.from || row.startsAt >= scope.to) return { code: 'radio/take-of-other-hour', ...none }
  return contentOf(row) === undefined ? { code: 'radio/take-without-cues', ...none } : null
}

/** What the log may not use it does not clear either. */
const refusalOfWindow = (refusal: World['windows'][number]['refusal'], params: Reason['params']): Reason | null =>
  refusal === null ? null : { code: `radio/window-${refusal}`, params }

/**
 * The rows that a person named.
 * @throws ConflictError when one of them is not there as it was seen, or can't be taken
 */
export function chosenOf(inTheWay: readonly RowInTheWay[], rowIds: ReadonlySet<number>): RowInTheWay[] {
  const byId = new Map(inTheWay.map((row) => [row.rowId, row]))
  return [...rowIds]
    .map((rowId) => {
      const row = byId.get(rowId)
      if (row === undefined) throw new ConflictError('radio/not-in-the-way', { params: { rowId } })
      if (row.refusal === null) return row
      const { code, params } = row.refusal
      throw new ConflictError('radio/cannot-take-over', {
        params: { rowId, title: row.title, errorCode: code, problem: sayCode(code, params).text },
      })
    })
    .toSorted((a, b) => a.startsAt - b.startsAt)
}
