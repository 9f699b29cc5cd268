import { useRef, useState, type KeyboardEvent, type RefObject } from 'react'
import { areSingleKeysOn, isTyping } from './keyboard.ts'
import type { DataTableProps } from './table-view.ts'
import { useListKeys } from './use-list-keys.ts'

export interface RowKeys {
  /** The row that Tab reaches. */
  activeIndex: number
  setActive: (index: number) => void
  toggle: (index: number, isRange: boolean) => void
  container: { onKeyDown: (event: KeyboardEvent<HTMLDivElement>) => void }
}

type KeyedTable<Row extends object> = DataTableProps<Row> & {
  frame: RefObject<HTMLElement | null>
  scrollTo: (index: number) => void
}

/** j/k and arrows move, Enter opens, x chooses, Shift+x a range; other single keys go to `onKey`. */
export function useRowKeys<Row extends object>(table: KeyedTable<Row>): RowKeys {
  const [active, setActive] = useState(0)
  const anchor = useRef(0)
  const last = table.rows.length - 1
  const activeIndex = Math.max(0, Math.min(active, last))

  const isOpen = table.openId !== undefined && table.openId !== null
  const move = (index: number) => {
    const row = table.rows[Math.max(0, Math.min(index, last))]
    if (row === undefined) return
    const next = table.rows.indexOf(row)
    setActive(next)
    table.scrollTo(next)
    if (isOpen) table.onOpen?.(row)
    requestAnimationFrame(() => table.frame.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus())
  }
  useListKeys(table, (by) => move(isOpen ? activeIndex + by : activeIndex))
  const toggle = (index: number, isRange: boolean) => {
    if (table.selection === undefined) return
    const [from, to]: [number, number] = isRange
      ? [Math.min(anchor.current, index), Math.max(anchor.current, index)]
      : [index, index]
    table.selection.onChange(withToggled(table, [from, to], index))
    anchor.current = index
  }
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const row = table.rows[activeIndex]
    if (row === undefined || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return
    const act = actFor(event.key)
    if (act === 'next') move(activeIndex + 1)
    else if (act === 'previous') move(activeIndex - 1)
    else if (act === 'first') move(0)
    else if (act === 'last') move(last)
    else if (act === 'choose') toggle(activeIndex, event.shiftKey)
    else if (act === 'open' && isRow(event.target)) table.onOpen?.(row)
    else if (!areSingleKeysOn() || table.onKey?.(event.key, row) !== true) return
    event.preventDefault()
  }
  return { activeIndex, setActive, toggle, container: { onKeyDown } }
}

function withToggled<Row extends object>(
  table: DataTableProps<Row>,
  [from, to]: readonly [number, number],
  index: number,
): ReadonlySet<string> {
  const ids = new Set(table.selection?.ids)
  const pivot = table.rows[index]
  const isOn = pivot !== undefined && !ids.has(table.idOf(pivot))
  for (const row of table.rows.slice(from, to + 1)) {
    if (isOn) ids.add(table.idOf(row))
    else ids.delete(table.idOf(row))
  }
  return ids
}

const ACTS: Record<string, 'next' | 'previous' | 'first' | 'last' | 'choose' | 'open'> = {
  j: 'next',
  ArrowDown: 'next',
  k: 'previous',
  ArrowUp: 'previous',
  Home: 'first',
  End: 'last',
  x: 'choose',
  X: 'choose',
  Enter: 'open',
}
const actFor = (key: string) => ACTS[key]

const isRow = (target: EventTarget) => target instanceof HTMLElement && target.dataset['index'] !== undefined
