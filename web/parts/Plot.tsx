import { useRef, useState, type KeyboardEvent } from 'react'
import { useWords } from '../words.ts'
import { Button } from './Button.tsx'
import styles from './Plot.module.css'
import type { PlotProps, PlotRange } from './plot-view.ts'
import { usePlot } from './use-plot.ts'

/** Bars or a line from the roles. Arrows step through the points, Shift+arrows choose a range, or read it as a table. */
export function Plot(props: PlotProps) {
  const say = useWords()
  const [isTable, setTable] = useState(false)
  const [cursor, setCursor] = useState<number | null>(null)
  return (
    <div className={styles.frame}>
      <div className={styles.bar}>
        <span className="s12 t2 num">{cursor === null ? '' : pointInWords(props, cursor)}</span>
        <Button isSmall look="quiet" isPressed={isTable} onClick={() => setTable(!isTable)}>
          {say(isTable ? 'web.plot.showPlot' : 'web.plot.showTable')}
        </Button>
      </div>
      {isTable ? <PlotTable {...props} /> : <Canvas {...props} cursor={cursor} onCursor={setCursor} />}
    </div>
  )
}

interface CanvasProps extends PlotProps {
  cursor: number | null
  onCursor: (index: number | null) => void
}

function Canvas(props: CanvasProps) {
  const { points, cursor, onCursor, chosen, onChoose } = props
  const host = useRef<HTMLDivElement>(null)
  const anchor = useRef(0)
  usePlot(host, props)
  const onKeyDown = (event: KeyboardEvent) => {
    const next = stepTo(event.key, cursor ?? -1, points.length)
    if (next !== undefined) {
      onCursor(next)
      if (!event.shiftKey) anchor.current = next
      else onChoose?.(rangeOf(anchor.current, next))
    } else if (event.key === 'Enter' && cursor !== null) onChoose?.(rangeOf(cursor, cursor))
    else if (event.key === 'Escape' && chosen !== undefined && chosen !== null) onChoose?.(null)
    else return
    event.preventDefault()
  }
  return (
    <div
      ref={host}
      className={styles.plot}
      style={{ height: props.heightPx ?? 84 }}
      role="slider"
      aria-label={props.name}
      aria-valuemin={0}
      aria-valuemax={points.length - 1}
      aria-valuenow={cursor ?? 0}
      aria-valuetext={cursor === null ? props.name : pointInWords(props, cursor)}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onBlur={() => onCursor(null)}
    />
  )
}

function pointInWords({ points, valueText }: PlotProps, index: number): string {
  const point = points[index]
  return point === undefined ? '' : `${point.label}: ${valueText(point.value)}`
}

const rangeOf = (a: number, b: number): PlotRange => ({ from: Math.min(a, b), to: Math.max(a, b) })

function stepTo(key: string, from: number, count: number): number | undefined {
  if (key === 'ArrowRight') return Math.min(from + 1, count - 1)
  if (key === 'ArrowLeft') return Math.max(from - 1, 0)
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  return undefined
}

function PlotTable({ name, points, unit, valueText }: PlotProps) {
  const say = useWords()
  return (
    <div className={styles.tableScroll} tabIndex={0} role="region" aria-label={name}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{say('web.plot.when')}</th>
            <th scope="col" className="right">
              {unit}
            </th>
          </tr>
        </thead>
        <tbody>
          {points.map((point) => (
            <tr key={point.label}>
              <th scope="row">{point.label}</th>
              <td className="right num">{valueText(point.value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
