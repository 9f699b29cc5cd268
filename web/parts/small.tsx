import type { ReactNode } from 'react'
import styles from './small.module.css'

/** A key of the keyboard. */
export function KeyHint({ children }: { children: string }) {
  return <kbd className={styles.key}>{children}</kbd>
}

/** How many; amber when they need a person, red when they fail. */
export function Count({ value, label, tone }: { value: string; label?: string; tone?: 'warn' | 'bad' }) {
  return (
    <span className={styles.count} data-tone={tone}>
      <span aria-hidden={label === undefined ? undefined : true}>{value}</span>
      {label !== undefined && <span className="sr-only">{label}</span>}
    </span>
  )
}

/** A small fact: where a value comes from, a format, a label. */
export function Tag({ children, isOutlined = false }: { children: ReactNode; isOutlined?: boolean }) {
  return (
    <span className={styles.tag} data-outlined={isOutlined || undefined}>
      {children}
    </span>
  )
}

/** The live indicator's dot. Its word stands beside it. */
export function Dot({ tone }: { tone: 'ok' | 'warn' | 'bad' }) {
  return <span className={styles.dot} data-tone={tone} aria-hidden />
}

/** Names and values of one thing. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className={styles.facts}>{children}</dl>
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className="break">{children}</dd>
    </>
  )
}
