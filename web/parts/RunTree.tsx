import { useVirtualizer } from '@tanstack/react-virtual'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { formatNumber } from '../format.ts'
import { useWords } from '../words.ts'
import { Icon } from './Icon.tsx'
import { areSingleKeysOn } from './keyboard.ts'
import { remPx } from './rem-px.ts'
import { useListKeys } from './use-list-keys.ts'
import styles from './RunTree.module.css'
import { Count } from './small.tsx'
import { StateChip } from './StateChip.tsx'
import type { State } from './states.ts'
import type { Hold } from './use-steady-rows.ts'

export interface RunNode {
  id: string
  /** 1 for what was started, 2 for its children, and so on. */
  level: number
  name: string
  childCount: number
  isOpen: boolean
  /** For each level from the second on: whether the cord goes on below this row. */
  rails: readonly boolean[]
  state: State
  stateWord?: string
  /** A bar with its figure, the cause, or the proof. */
  detail: ReactNode
  time: ReactNode
}

interface RunTreeProps {
  name: string
  /** In the order shown; children stand below their open parent. */
  nodes: readonly RunNode[]
  chosenId: string | null
  onChoose: (id: string) => void
  onToggle: (id: string) => void
  /** Acts on the row that has the focus, by key. @returns whether the key was one of its own */
  onKey?: (key: string, id: string) => boolean
  /** Told when somebody is at the tree. */
  hold?: Hold['on']
}

const ROW_REM = 2.3125

/** Runs and their jobs, indented by cord: name, state, progress or cause, time. */
export function RunTree({ name, nodes, chosenId, onChoose, onToggle, onKey, hold }: RunTreeProps) {
  const say = useWords()
  const scroller = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState(0)
  const [rowPx] = useState(() => remPx(ROW_REM))
  const virtual = useVirtualizer({
    count: nodes.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 16,
    getItemKey: (index) => nodes[index]?.id ?? index,
  })
  const activeIndex = Math.max(0, Math.min(active, nodes.length - 1))
  const goTo = (index: number) => {
    const next = Math.max(0, Math.min(index, nodes.length - 1))
    setActive(next)
    virtual.scrollToIndex(next)
    if (chosenId !== null && nodes[next] !== undefined) onChoose(nodes[next].id)
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus())
  }
  useListKeys({ frame: scroller, onOpen: onChoose }, (by) => goTo(chosenId === null ? activeIndex : activeIndex + by))
  const onKeyDown = (event: KeyboardEvent) => {
    const [index, node] = [activeIndex, nodes[activeIndex]]
    if (node === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    if (treeKey(event.key, { node, nodes, index, goTo, onToggle, onChoose, onKey })) event.preventDefault()
  }
  return (
    <div ref={scroller} className={styles.scroll} {...hold}>
      <div role="treegrid" aria-label={name} aria-rowcount={nodes.length + 1}>
        <div role="row" className={`${styles.row} ${styles.head}`} aria-rowindex={1}>
          <span role="columnheader">{say('web.runs.run')}</span>
          <span role="columnheader">{say('web.runs.state')}</span>
          <span role="columnheader">{say('web.runs.progress')}</span>
          <span role="columnheader" className="right">
            {say('web.runs.time')}
          </span>
        </div>
        <div role="rowgroup" className={styles.rows} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const node = nodes[item.index]
            if (node === undefined) return null
            const acts = { onChoose, onToggle, onFocus: () => setActive(item.index), onKeyDown }
            return (
              <TreeRow
                key={node.id}
                node={node}
                index={item.index}
                topPx={item.start}
                measure={virtual.measureElement}
                isActive={item.index === activeIndex}
                isChosen={node.id === chosenId}
                {...acts}
              />
            )
          })}
        </div>
      </div>
    </div>
  )
}

interface TreeRowProps {
  node: RunNode
  index: number
  topPx: number
  measure: (element: HTMLElement | null) => void
  isActive: boolean
  isChosen: boolean
  onChoose: (id: string) => void
  onToggle: (id: string) => void
  onFocus: () => void
  onKeyDown: (event: KeyboardEvent) => void
}

function TreeRow({
  node,
  index,
  topPx,
  measure,
  isActive,
  isChosen,
  onChoose,
  onToggle,
  onFocus,
  onKeyDown,
}: TreeRowProps) {
  const canOpen = node.childCount > 0
  return (
    <div
      role="row"
      ref={measure}
      data-index={index}
      className={styles.row}
      style={{ transform: `translateY(${topPx}px)` }}
      aria-level={node.level}
      aria-rowindex={index + 2}
      aria-expanded={canOpen ? node.isOpen : undefined}
      aria-selected={isChosen}
      tabIndex={isActive ? 0 : -1}
      onFocus={onFocus}
      onKeyDown={onKeyDown}
      onClick={() => onChoose(node.id)}
    >
      <span role="gridcell" className={styles.name} style={{ paddingLeft: (node.level - 1) * 25 }}>
        <Cords rails={node.rails} />
        {canOpen ? (
          <Toggle node={node} onToggle={onToggle} />
        ) : (
          <span className={node.level === 1 ? styles.noToggleTop : styles.noToggle} />
        )}
        {node.level === 1 ? <b className="cut">{node.name}</b> : <span className="cut">{node.name}</span>}
        {canOpen && <Count value={formatNumber(node.childCount)} />}
      </span>
      <span role="gridcell">
        <StateChip state={node.state} isBare {...(node.stateWord === undefined ? {} : { word: node.stateWord })} />
      </span>
      <span role="gridcell" className={`${styles.detail} s12 t2`} data-level={Math.min(node.level, 3)}>
        {node.detail}
      </span>
      <span role="gridcell" className={`${styles.time} right num s12 t3`}>
        {node.time}
      </span>
    </div>
  )
}

function Toggle({ node, onToggle }: { node: RunNode; onToggle: (id: string) => void }) {
  return (
    <button
      type="button"
      className={styles.toggle}
      tabIndex={-1}
      aria-hidden
      onClick={(event) => {
        event.stopPropagation()
        onToggle(node.id)
      }}
    >
      <Icon of={node.isOpen ? IconChevronDown : IconChevronRight} size={14} />
    </button>
  )
}

function Cords({ rails }: { rails: readonly boolean[] }) {
  return rails.map((goesOn, index) => {
    const isElbow = index === rails.length - 1
    if (!isElbow && !goesOn) return null
    return (
      <i
        key={index}
        aria-hidden
        className={isElbow ? styles.elbow : styles.through}
        data-goes-on={goesOn || undefined}
        style={{ left: 8 + index * 25 }}
      />
    )
  })
}

interface TreeMove {
  node: RunNode
  nodes: readonly RunNode[]
  index: number
  goTo: (index: number) => void
  onToggle: (id: string) => void
  onChoose: (id: string) => void
  onKey: RunTreeProps['onKey']
}

/** @returns whether the key was one of the tree's */
function treeKey(key: string, { node, nodes, index, goTo, onToggle, onChoose, onKey }: TreeMove): boolean {
  const canOpen = node.childCount > 0
  const acts: Record<string, () => void> = {
    ArrowDown: () => goTo(index + 1),
    j: () => goTo(index + 1),
    ArrowUp: () => goTo(index - 1),
    k: () => goTo(index - 1),
    Home: () => goTo(0),
    End: () => goTo(nodes.length - 1),
    Enter: () => onChoose(node.id),
    ArrowRight: () => (canOpen && !node.isOpen ? onToggle(node.id) : goTo(index + 1)),
    ArrowLeft: () => (canOpen && node.isOpen ? onToggle(node.id) : goTo(parentOf(nodes, index))),
  }
  const act = acts[key]
  act?.()
  return act !== undefined || (areSingleKeysOn() && onKey?.(key, node.id) === true)
}

function parentOf(nodes: readonly RunNode[], index: number): number {
  const level = nodes[index]?.level ?? 1
  for (let above = index - 1; above >= 0; above -= 1) if ((nodes[above]?.level ?? 1) < level) return above
  return index
}
