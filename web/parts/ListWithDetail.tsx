import type { ReactNode } from 'react'
import styles from './ListWithDetail.module.css'

/** A list and, beside it, the drawer of the one that is open; false when none is. On narrow screens the drawer lies over it. */
export function ListWithDetail({ children, detail }: { children: ReactNode; detail: ReactNode }) {
  return (
    <div className={styles.list} data-open={detail === false ? undefined : true}>
      {children}
      {detail}
    </div>
  )
}
