import { IconArrowBackUp, IconCheck, IconHelpCircle, IconX, type Icon as TablerIcon } from '@tabler/icons-react'
import styles from './Cord.module.css'
import type { Tone } from './states.ts'

export interface CordStep {
  name: string
  /** When, by whom, or what it waits for. */
  detail?: string
  /** Left out for a step that was not reached. */
  tone?: Tone
  /** To the next step: whole when that was reached, broken when nobody knows, dotted otherwise. */
  cord?: 'whole' | 'broken'
}

const ICONS: Partial<Record<Tone, TablerIcon>> = {
  ok: IconCheck,
  unc: IconHelpCircle,
  bad: IconX,
  idle: IconArrowBackUp,
}

/** The steps of one effect with their names, across a page; from top to bottom on a phone. */
export function Cord({ name, steps }: { name: string; steps: readonly CordStep[] }) {
  return (
    <ol className={styles.cord} aria-label={name}>
      {steps.map((step) => {
        const Drawing = step.tone === undefined ? undefined : ICONS[step.tone]
        return (
          <li key={step.name} className={styles.step} data-tone={step.tone} data-cord={step.cord}>
            <span className={styles.jack}>
              {Drawing !== undefined && <Drawing size={12} stroke={2.6} aria-hidden focusable={false} />}
            </span>
            <b>{step.name}</b>
            <small>{step.detail}</small>
          </li>
        )
      })}
    </ol>
  )
}
