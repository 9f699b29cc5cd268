import { IconCircleX, IconCopy } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useWords } from '../words.ts'
import { Button } from './Button.tsx'
import { copyText } from './copy-text.ts'
import styles from './ErrorPanel.module.css'
import { Icon } from './Icon.tsx'

interface ErrorPanelProps {
  /** What happened. */
  title: string
  /** Why it likely happened. */
  why?: string
  /** What to do about it. */
  todo?: string
  actions?: ReactNode
  /** `area/kebab` */
  code: string
  requestId?: string
}

/** Stands in place of what failed, never in a toast: what, why, what to do, and what to send when asking for help. */
export function ErrorPanel({ title, why, todo, actions, code, requestId }: ErrorPanelProps) {
  const say = useWords()
  const copy = () => void copyText([title, why, todo, code, requestId].filter(Boolean).join('\n'))
  return (
    <div className={styles.error} role="alert">
      <div className="row top">
        <span className="tone-bad">
          <Icon of={IconCircleX} size={18} />
        </span>
        <b>{title}</b>
      </div>
      {(why ?? todo) !== undefined && (
        <span className="s13 t2 break">
          {why} {todo}
        </span>
      )}
      {actions !== undefined && <div className="row gap4 wrap">{actions}</div>}
      <div className={styles.facts}>
        <span className="mono">{code}</span>
        {requestId !== undefined && <span className="mono break">{requestId}</span>}
        <span className="end">
          <Button look="quiet" isSmall icon={IconCopy} onClick={copy}>
            {say('web.copy')}
          </Button>
        </span>
      </div>
    </div>
  )
}
