import type { Icon as TablerIcon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import styles from './AttentionCard.module.css'
import { Icon } from './Icon.tsx'

interface AttentionCardProps {
  tone: 'warn' | 'bad' | 'unc'
  icon: TablerIcon
  /** What happened: a sentence without codes. */
  title: string
  /** Since when. */
  since: ReactNode
  /** Why, and what is safe so far. */
  children: ReactNode
  /** At most one primary and two others, made for the cause. */
  actions?: ReactNode
}

/** Something that waits for a person. Raised once per cause; it goes when the cause goes. */
export function AttentionCard({ tone, icon, title, since, children, actions }: AttentionCardProps) {
  return (
    <article className={styles.card}>
      <span className={styles.icon} data-tone={tone}>
        <Icon of={icon} />
      </span>
      <div className="row top">
        <h3 className="grow">{title}</h3>
        <span className={styles.since}>{since}</span>
      </div>
      <p>{children}</p>
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </article>
  )
}
