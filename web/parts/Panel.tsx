import { useId, type ReactNode } from 'react'
import styles from './Panel.module.css'

interface PanelProps {
  title?: ReactNode
  /** A few grey words beside the title. */
  aside?: ReactNode
  /** At the right of the head. */
  actions?: ReactNode
  children?: ReactNode
  footer?: ReactNode
  /** The footer stays in sight while a long panel is scrolled: it saves. */
  isFooterSticky?: boolean
  /** A line under the head: for panels whose body is rows. */
  isLined?: boolean
  /** First on the phone. */
  isFirstOnPhone?: boolean
  name?: string
}

/** A flat surface with a border. Its body brings its own padding (`PanelBody`) or rows (`PanelRows`). */
export function Panel({ title, aside, actions, children, footer, name, ...look }: PanelProps) {
  const id = useId()
  const label = title === undefined ? { 'aria-label': name } : { 'aria-labelledby': id }
  return (
    <section className={styles.panel} data-first={look.isFirstOnPhone || undefined} {...label}>
      {title !== undefined && (
        <div className={styles.head} data-lined={look.isLined || undefined}>
          <h2 id={id}>{title}</h2>
          {aside !== undefined && <span className="t3 s12">{aside}</span>}
          {actions !== undefined && <span className="row gap4 end">{actions}</span>}
        </div>
      )}
      {children}
      {footer !== undefined && (
        <div className={styles.foot} data-sticky={look.isFooterSticky || undefined}>
          {footer}
        </div>
      )}
    </section>
  )
}

export function PanelBody({ children }: { children: ReactNode }) {
  return <div className={styles.body}>{children}</div>
}

/** Rows with hairlines between. */
export function PanelRows({ children }: { children: ReactNode }) {
  return <div className={styles.rows}>{children}</div>
}

/** One of the three questions, and its answer. */
export function Question({ asks, answer }: { asks: string; answer: string }) {
  return (
    <div className={styles.question}>
      <span className="s12 t3">{asks}</span>
      <h2 className="mid">{answer}</h2>
    </div>
  )
}
