import type { Icon as TablerIcon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import styles from './Banner.module.css'
import { Icon } from './Icon.tsx'

interface BannerProps {
  tone: 'warn' | 'bad' | 'run'
  icon: TablerIcon
  children: ReactNode
  action?: ReactNode
  /** Spoken at once: only for a lost connection or dead air. */
  isAssertive?: boolean
  /** Stays in sight while the page is scrolled. */
  isSticky?: boolean
}

/** One sentence about the whole page, under its title row. One at a time. */
export function Banner({ tone, icon, children, action, isAssertive = false, isSticky }: BannerProps) {
  return (
    <div className={styles.banner} data-tone={tone} data-sticky={isSticky} role={isAssertive ? 'alert' : 'status'}>
      <Icon of={icon} />
      <span className="grow">{children}</span>
      {action}
    </div>
  )
}
