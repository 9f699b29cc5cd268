import type { ReactNode } from 'react'
import { useWords } from '../words.ts'
import { Icon } from './Icon.tsx'
import styles from './StateChip.module.css'
import { STATES, type State } from './states.ts'

interface StateChipProps {
  state: State
  /** A better word than the state's own, e.g. "Sorting". */
  word?: string
  /** Without its ground: in tables. */
  isBare?: boolean
}

/** A state: always icon and word. Cause and next step belong beside it, see `StateLine`. */
export function StateChip({ state, word, isBare = false }: StateChipProps) {
  const say = useWords()
  const { tone, icon } = STATES[state]
  return (
    <span className={styles.chip} data-tone={tone} data-bare={isBare || undefined}>
      <Icon of={icon} size={14} />
      {word ?? say(`web.state.${state}`)}
    </span>
  )
}

interface StateLineProps extends StateChipProps {
  /** Why it is so, at most 90 characters. */
  cause: ReactNode
  /** What happens next by itself, and when. */
  next?: ReactNode
}

/** Chip, then cause, then next step. */
export function StateLine({ cause, next, ...chip }: StateLineProps) {
  return (
    <span className={styles.line}>
      <StateChip {...chip} isBare />
      <span className="s12 t2">
        {cause} {next}
      </span>
    </span>
  )
}
