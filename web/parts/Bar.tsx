import styles from './Bar.module.css'
import type { Tone } from './states.ts'

export interface BarPart {
  /** 0 to 1 of the whole bar. */
  share: number
  tone?: Tone
}

interface BarProps {
  parts: readonly BarPart[]
  /** What is measured, and how far it is, in words. */
  name: string
  value?: string
}

/** A 6 px bar; several parts are phases. A bar without a value is a measure that can't be told yet. */
export function Bar({ parts, name, value }: BarProps) {
  const sum = parts.reduce((total, part) => total + part.share, 0)
  const now =
    value === undefined ? {} : { 'aria-valuenow': Math.round(Math.min(1, sum) * 100), 'aria-valuetext': value }
  return (
    <span className={styles.bar} role="progressbar" aria-label={name} {...now}>
      {parts.map((part, index) => (
        <i key={index} data-tone={part.tone ?? 'run'} style={{ width: `${Math.min(1, part.share) * 100}%` }} />
      ))}
    </span>
  )
}
