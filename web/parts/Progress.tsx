import type { ReactNode } from 'react'
import { formatBytes, formatDuration, formatNumber, formatTimeLeft } from '../format.ts'
import { useWords, type Say } from '../words.ts'
import { Bar, type BarPart } from './Bar.tsx'
import styles from './Progress.module.css'

export interface ProgressProps {
  name: ReactNode
  /** The name as plain text, where `name` is more than that. */
  label?: string
  current: number
  /** Unknown until it was counted. */
  total?: number
  /** What is counted, in the plural: "files". Shown while the total is not known. */
  unit?: string
  /** In place of "n of m": "312 of 500 proven". */
  count?: string
  /** How fast, in words: "212 files/s", "38 MB/s". */
  rate?: string
  /** Only once the rate has been steady for 5 s. */
  leftMs?: number
  /** What it is at now; may be cut. */
  item?: string
  /** It should move and doesn't. */
  stalled?: { forMs: number; cause: string }
  /** Phases of one bar instead of a plain one. */
  phases?: readonly BarPart[]
}

/** Name, n of m, bar, then rate, time left and the current item. */
export function Progress(props: ProgressProps) {
  const say = useWords()
  const { name, rate, item, stalled } = props
  const label = props.label ?? (typeof name === 'string' ? name : '')
  return (
    <div className={styles.progress}>
      <div className={styles.line}>
        <b className="cut">{name}</b>
        <span className="end nowrap t2 s12 num">{countInWords(say, props)}</span>
      </div>
      <Bar
        parts={barParts(props)}
        name={label}
        {...(props.total === undefined ? {} : { value: countInWords(say, props) })}
      />
      <div className={styles.meta}>
        {stalled === undefined && rate !== undefined && <span className="nowrap">{rate}</span>}
        {stalled !== undefined && (
          <span className="nowrap">{say('web.progress.stalled', { time: formatDuration(stalled.forMs) })}</span>
        )}
        {stalled === undefined && timeLeft(say, props)}
        {(stalled?.cause ?? item) !== undefined && <span className="cut">{stalled?.cause ?? item}</span>}
      </div>
    </div>
  )
}

function countInWords(say: Say, { current, total, unit, count }: ProgressProps): string {
  if (count !== undefined) return count
  if (total !== undefined) return say('web.progress.ofTotal', { n: formatNumber(current), total: formatNumber(total) })
  if (unit === 'bytes') return formatBytes(current)
  return say('web.progress.soFar', { n: formatNumber(current), unit: unit ?? '' })
}

function timeLeft(say: Say, { total, leftMs }: ProgressProps): ReactNode {
  if (total === undefined) return <span className="nowrap">{say('web.progress.totalUnknown')}</span>
  if (leftMs === undefined) return null
  return <span className="nowrap">{say('web.progress.left', { time: formatTimeLeft(leftMs) })}</span>
}

function barParts({ current, total, stalled, phases }: ProgressProps): readonly BarPart[] {
  if (phases !== undefined) return phases
  if (total === undefined) return [{ share: 1, tone: stalled === undefined ? 'idle' : 'warn' }]
  return [{ share: total === 0 ? 1 : current / total, tone: stalled === undefined ? 'run' : 'warn' }]
}
