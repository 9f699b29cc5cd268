import type { ReactNode } from 'react'
import styles from './SettingRow.module.css'

interface SettingRowProps {
  label: string
  hint?: ReactNode
  /** Where the value comes from. */
  origin?: ReactNode
  children: ReactNode
}

/** Name, value and where it comes from. */
export function SettingRow({ label, hint, origin, children }: SettingRowProps) {
  return (
    <div className={styles.row}>
      <span className={styles.label}>{label}</span>
      <div className="col gap4">
        {children}
        {hint !== undefined && <span className="s12 t3">{hint}</span>}
      </div>
      {origin !== undefined && <span className={styles.origin}>{origin}</span>}
    </div>
  )
}
