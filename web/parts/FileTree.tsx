import { useVirtualizer } from '@tanstack/react-virtual'
import { IconAlertTriangle, IconFolder } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useWords } from '../words.ts'
import styles from './FileTree.module.css'
import { Icon } from './Icon.tsx'
import type { TreeLine, TreeSide } from './plan-view.ts'
import { remPx } from './rem-px.ts'

const ROW_REM = 1.375
const INDENT_PX = 16
const MARKS = { move: '→', add: '+', change: '~', remove: '−', keep: '=' } as const

/** A tree of files as lines, only those in sight drawn. */
export function FileTree({ title, side }: { title: string; side: TreeSide }) {
  const say = useWords()
  const scroller = useRef<HTMLDivElement>(null)
  const { lines, onEnd } = side
  const [rowPx] = useState(() => remPx(ROW_REM))
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 8,
  })
  const lastShown = virtual.getVirtualItems().at(-1)?.index ?? -1
  useEffect(() => {
    if (lastShown >= 0 && lastShown >= lines.length - 1) onEnd?.()
  }, [lastShown, lines.length, onEnd])
  return (
    <div className={styles.side}>
      <div className="s12 t2">
        <b>{title}</b> <span className="t3">{side.root}</span>
      </div>
      <div
        ref={scroller}
        className={styles.scroll}
        tabIndex={0}
        role="region"
        aria-label={say('web.plan.treeName', { title, root: side.root })}
      >
        <ul style={{ height: virtual.getTotalSize() }} className={styles.lines}>
          {virtual.getVirtualItems().map((item) => {
            const line = lines[item.index]
            return line === undefined ? null : (
              <Line
                key={line.id}
                line={line}
                measure={virtual.measureElement}
                topPx={item.start}
                index={item.index}
                of={lines.length}
              />
            )
          })}
        </ul>
      </div>
    </div>
  )
}

interface LineProps {
  line: TreeLine
  measure: (element: HTMLElement | null) => void
  topPx: number
  index: number
  of: number
}

function Line({ line, measure, topPx, index, of }: LineProps) {
  const say = useWords()
  const folder = line.isFolder === true
  return (
    <li
      ref={measure}
      data-index={index}
      className={styles.line}
      data-mark={line.mark}
      style={{ top: topPx, paddingLeft: line.depth * INDENT_PX }}
      aria-posinset={index + 1}
      aria-setsize={of}
    >
      {folder ? (
        <Icon of={IconFolder} size={14} />
      ) : (
        <span className={styles.mark} aria-hidden>
          {line.mark === undefined ? '' : MARKS[line.mark]}
        </span>
      )}
      {line.mark !== undefined && <span className="sr-only">{say(`web.plan.mark.${line.mark}`)}</span>}
      <span className="cut" title={line.name}>
        {line.name}
      </span>
      {line.isFinal === true && (
        <span className={styles.final}>
          <Icon of={IconAlertTriangle} size={12} />
          {say('web.plan.final')}
        </span>
      )}
      {line.reason !== undefined && (
        <span className={styles.reason} title={line.reason}>
          {line.reason}
        </span>
      )}
    </li>
  )
}
