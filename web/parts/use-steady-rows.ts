import { useState, type FocusEvent, type UIEvent } from 'react'

/** Whether somebody is at a list: it is scrolled, has the focus, or is under the pointer. */
export interface Hold {
  isHeld: boolean
  /** For the element that scrolls. */
  on: {
    onScroll: (event: UIEvent<HTMLElement>) => void
    onFocus: () => void
    onBlur: (event: FocusEvent<HTMLElement>) => void
    onPointerEnter: () => void
    onPointerLeave: () => void
  }
}

export function useHold(): Hold {
  const [isScrolled, setScrolled] = useState(false)
  const [hasFocus, setFocus] = useState(false)
  const [isPointed, setPointed] = useState(false)
  return {
    isHeld: isScrolled || hasFocus || isPointed,
    on: {
      onScroll: (event) => setScrolled(event.currentTarget.scrollTop > 0),
      onFocus: () => setFocus(true),
      onBlur: (event) => setFocus(event.currentTarget.contains(event.relatedTarget)),
      onPointerEnter: () => setPointed(true),
      onPointerLeave: () => setPointed(false),
    },
  }
}

interface SteadyOptions<Row> {
  idOf: (row: Row) => string
  /** Another one is another list: nothing of it is held back. */
  listKey: string
  isHeld: boolean
}

/** Rows that change in place while they are looked at; new ones above wait until `show`. */
export function useSteadyRows<Row>(incoming: readonly Row[], { idOf, listKey, isHeld }: SteadyOptions<Row>) {
  const [now, setNow] = useState({ listKey, incoming, rows: incoming, newCount: 0 })
  const isOther = now.listKey !== listKey
  if (isOther || !isSame(now.incoming, incoming)) {
    const next = isHeld && !isOther ? steadyRows(now.rows, incoming, idOf) : { rows: incoming, newCount: 0 }
    setNow({ listKey, incoming, ...next })
  }
  return {
    rows: now.rows,
    newCount: now.newCount,
    show: () => setNow({ listKey, incoming, rows: incoming, newCount: 0 }),
  }
}

const isSame = <Row>(a: readonly Row[], b: readonly Row[]): boolean =>
  a.length === b.length && a.every((row, index) => row === b[index])

/** The rows that are shown, as they are by now and in their places; behind them what was loaded at the end. */
export function steadyRows<Row>(
  shown: readonly Row[],
  incoming: readonly Row[],
  idOf: (row: Row) => string,
): { rows: readonly Row[]; newCount: number } {
  const byId = new Map(incoming.map((row) => [idOf(row), row]))
  const known = new Set(shown.map(idOf))
  const kept = shown.flatMap((row) => byId.get(idOf(row)) ?? [])
  if (kept.length === 0) return { rows: incoming, newCount: 0 }
  const lastKnown = incoming.findLastIndex((row) => known.has(idOf(row)))
  const isUnknown = (row: Row): boolean => !known.has(idOf(row))
  const above = incoming.slice(0, lastKnown).filter(isUnknown)
  return { rows: [...kept, ...incoming.slice(lastKnown + 1)], newCount: above.length }
}
