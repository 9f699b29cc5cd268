import type { ReactNode } from 'react'
import { useWords } from '../words.ts'
import { Button } from './Button.tsx'
import styles from './EmptyState.module.css'
import { EmptyTrail } from './Trail.tsx'

interface EmptyStateProps {
  title: string
  /** How to get something here: the real folder, the real address. */
  children: ReactNode
  /** One primary, and one way to try it. */
  actions?: ReactNode
  /** Steps that an item will take. */
  steps?: number
}

/** Nothing is here yet: what will be, and how to get it here. */
export function EmptyState({ title, children, actions, steps = 6 }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      <EmptyTrail length={steps} />
      <b>{title}</b>
      <span className="s13 t2 break">{children}</span>
      {actions !== undefined && <div className="row gap4 wrap">{actions}</div>}
    </div>
  )
}

/** The filters leave nothing over: not the same as an empty list. */
export function NoMatch({ title, onClear }: { title: string; onClear: () => void }) {
  const say = useWords()
  return (
    <div className={styles.empty}>
      <b>{title}</b>
      <Button isSmall onClick={onClear}>
        {say('web.clearFilters')}
      </Button>
    </div>
  )
}
