import { useWindowVirtualizer, type VirtualItem } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type RefObject } from 'react'
import type { TitleView } from '../../../src/library/titles/contract.ts'
import { useKeys, type KeyBinding } from '../../parts/keyboard.ts'
import { remPx } from '../../parts/rem-px.ts'
import { useWords } from '../../words.ts'
import { type GridLayout, layoutOf, placeAfter } from './grid-keys.ts'
import { EmptyCard, TitleCard } from './TitleCard.tsx'
import styles from './titles.module.css'
import type { TitleList } from './use-title-pages.ts'

interface TitleGridProps {
  list: TitleList
  /** Height by width of a poster. */
  ratio: number
  chosen: ReadonlySet<string>
  /** Of a place, or from the one that was chosen last to there. */
  onChoose: (index: number, isRange: boolean) => void
}

/** Posters across the page, as many as there are titles; only those in sight are there. */
export function TitleGrid({ list, ratio, chosen, onChoose }: TitleGridProps) {
  const say = useWords()
  const frame = useRef<HTMLDivElement>(null)
  const { widthPx, topPx } = usePlace(frame)
  const layout = useMemo(() => layoutOf(widthPx, ratio, remPx(1)), [widthPx, ratio])
  const count = Math.max(list.items.length, list.total ?? 0)
  const rows = Math.ceil(count / layout.columns)
  const virtual = useWindowVirtualizer({
    count: rows,
    estimateSize: () => layout.rowPx,
    overscan: 3,
    scrollMargin: topPx,
  })
  // Another width makes other rows.
  useEffect(() => virtual.measure(), [virtual, layout.rowPx])
  const shown = virtual.getVirtualItems()
  const from = (shown[0]?.index ?? 0) * layout.columns
  const to = ((shown.at(-1)?.index ?? 0) + 1) * layout.columns - 1
  const { look } = list
  useEffect(() => look({ from, to }), [look, from, to])
  const keys = useGridKeys({ frame, layout, count: list.items.length, onChoose, scrollTo: virtual.scrollToIndex })
  return (
    <div
      ref={frame}
      className={styles.grid}
      role="grid"
      tabIndex={-1}
      aria-label={say('web.nav.library.titles')}
      aria-rowcount={rows}
      aria-colcount={layout.columns}
      aria-multiselectable
      aria-busy={list.state !== 'ready'}
      style={{ height: virtual.getTotalSize() }}
      onKeyDown={keys.onKeyDown}
    >
      {widthPx > 0 &&
        shown.map((row) => (
          <Row
            key={row.key}
            row={row}
            topPx={row.start - topPx}
            {...{ layout, count, chosen, onChoose, keys }}
            items={list.items}
          />
        ))}
    </div>
  )
}

interface RowProps {
  row: VirtualItem
  topPx: number
  layout: GridLayout
  items: readonly TitleView[]
  count: number
  chosen: ReadonlySet<string>
  onChoose: TitleGridProps['onChoose']
  keys: GridKeys
}

function Row({ row, topPx, layout, items, count, chosen, onChoose, keys }: RowProps) {
  const places = Array.from({ length: layout.columns }, (_, at) => row.index * layout.columns + at)
  return (
    <div
      role="row"
      aria-rowindex={row.index + 1}
      className={styles.gridRow}
      style={{
        transform: `translateY(${topPx}px)`,
        gridTemplateColumns: `repeat(${layout.columns}, minmax(0, 1fr))`,
        gap: layout.gapPx,
      }}
    >
      {places.map((place) => {
        const title = items[place]
        if (title === undefined) return place < count ? <EmptyCard key={place} layout={layout} /> : null
        return (
          <TitleCard
            key={title.titleId}
            title={title}
            index={place}
            layout={layout}
            isActive={place === keys.activeIndex}
            isChosen={chosen.has(String(title.titleId))}
            onChoose={(isRange) => onChoose(place, isRange)}
            onFocus={() => keys.setActive(place)}
          />
        )
      })}
    </div>
  )
}

/** How wide the grid is and where on the page it begins. */
function usePlace(frame: RefObject<HTMLElement | null>) {
  const [place, setPlace] = useState({ widthPx: 0, topPx: 0 })
  useLayoutEffect(() => {
    const element = frame.current
    if (element === null) return undefined
    const measure = () => {
      const { width, top } = element.getBoundingClientRect()
      const next = { widthPx: Math.floor(width), topPx: Math.round(top + window.scrollY) }
      setPlace((now) => (now.widthPx === next.widthPx && now.topPx === next.topPx ? now : next))
    }
    measure()
    const watch = new ResizeObserver(measure)
    watch.observe(element)
    // What stands above may grow, and moves the grid without another size of it.
    watch.observe(document.body)
    return () => watch.disconnect()
  }, [frame])
  return place
}

interface GridKeys {
  activeIndex: number
  setActive: (index: number) => void
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
}

interface KeyedGrid {
  frame: RefObject<HTMLElement | null>
  layout: GridLayout
  count: number
  onChoose: TitleGridProps['onChoose']
  scrollTo: (row: number) => void
}

/** Arrows move, Enter opens (it is a link), Space or x chooses, with Shift a range. */
function useGridKeys({ frame, layout, count, onChoose, scrollTo }: KeyedGrid): GridKeys {
  const [active, setActive] = useState(0)
  const activeIndex = Math.min(active, Math.max(0, count - 1))
  const focusOn = (index: number) => {
    setActive(index)
    scrollTo(Math.floor(index / layout.columns))
    // A row that was far away is there with the next picture but one.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => frame.current?.querySelector<HTMLElement>(`[data-card="${index}"]`)?.focus()),
    )
  }
  const newest = useRef(() => focusOn(activeIndex))
  useEffect(() => {
    newest.current = () => focusOn(activeIndex)
  })
  useKeys(
    useMemo(
      (): KeyBinding[] => [
        { keys: 'j', label: 'web.library.keys.grid', run: () => newest.current() },
        { keys: 'x', label: 'web.keys.chooseRow' },
        {
          keys: 'f',
          label: 'web.keys.filter',
          run: () => document.querySelector<HTMLElement>('[data-find] input')?.focus(),
        },
      ],
      [],
    ),
  )
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const isOnCard = event.target instanceof HTMLElement && event.target.dataset['card'] !== undefined
    if (event.key === 'x' || event.key === 'X' || (event.key === ' ' && isOnCard)) onChoose(activeIndex, event.shiftKey)
    else {
      const next = placeAfter(event.key, activeIndex, { columns: layout.columns, count })
      if (next === undefined) return
      focusOn(next)
    }
    event.preventDefault()
  }
  return { activeIndex, setActive, onKeyDown }
}
