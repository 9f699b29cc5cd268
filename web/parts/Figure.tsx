import type { ReactNode } from 'react'
import styles from './Figure.module.css'

interface FigureProps {
  /** The number, with its unit. */
  value: ReactNode
  label: ReactNode
  plot?: ReactNode
}

/** A number and what it counts, with its trend. */
export function Figure({ value, label, plot }: FigureProps) {
  return (
    <div className={styles.figure}>
      <span className="mid">{value}</span>
      {plot !== undefined && <span className={styles.plot}>{plot}</span>}
      <span className={`${styles.label} s12 t3`}>{label}</span>
    </div>
  )
}

/** Up to five figures side by side, two by two on the phone. */
export function FigureRow({ children }: { children: ReactNode }) {
  return <div className={styles.row}>{children}</div>
}
