import { IconAlertTriangle, IconCheck, IconChevronDown, IconCircleX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useWords } from '../words.ts'
import styles from './Findings.module.css'
import { Icon } from './Icon.tsx'

export type Health = 'ok' | 'warn' | 'bad'

interface Finding {
  level: Health
  said: { text: string; todo?: string | undefined }
}

const ICONS = { ok: IconCheck, warn: IconAlertTriangle, bad: IconCircleX }
const RANK: readonly Health[] = ['bad', 'warn', 'ok']

/** Worst first. */
export const bySeverity = <One extends Finding>(findings: readonly One[]): readonly One[] =>
  findings.toSorted((a, b) => RANK.indexOf(a.level) - RANK.indexOf(b.level))

/** What was looked at, one below the other: `Check` and `Fine`. */
export function Checks({ children, isLined = false }: { children: ReactNode; isLined?: boolean }) {
  return <div className={isLined ? `${styles.checks} lined` : styles.checks}>{children}</div>
}

/** Good news in one line; opened it says all of them. */
export function Fine({ findings }: { findings: readonly Finding[] }) {
  const say = useWords()
  return (
    <details className={styles.fine}>
      <summary className={styles.check}>
        <span className="tone-ok">
          <Icon of={ICONS.ok} size={15} />
        </span>
        <span>{say('web.home.fine', { count: findings.length })}</span>
        <span className={styles.more}>
          <Icon of={IconChevronDown} size={15} />
        </span>
      </summary>
      {findings.map((finding, index) => (
        <Check key={index} health="ok" name={finding.said.text} />
      ))}
    </details>
  )
}

interface CheckProps {
  health: Health
  name: string
  value?: string
  todo?: string | undefined
}

/** One thing that was looked at. */
export function Check({ health, name, value, todo }: CheckProps) {
  const say = useWords()
  return (
    <div className={styles.check}>
      <span className={`tone-${health}`}>
        <Icon of={ICONS[health]} size={15} />
        <span className="sr-only">{say(`web.health.${health}`)}</span>
      </span>
      <span className="col gap2">
        <span>{name}</span>
        {health !== 'ok' && todo !== undefined && <span className="s12 t2">{todo}</span>}
      </span>
      <span className="t3 s12 num nowrap">{value}</span>
    </div>
  )
}
