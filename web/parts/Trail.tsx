import { useState } from 'react'
import { useWords, type Say } from '../words.ts'
import type { State } from './states.ts'
import { STATES } from './states.ts'
import styles from './Trail.module.css'
import { Hint } from './Hint.tsx'

export interface TrailStep {
  name: string
  /** `ready` for a step that was not reached yet. */
  state: State
}

/** The steps of one item, at most nine jacks on a cord. Hover, focus or tap names the step. */
export function Trail({ steps }: { steps: readonly TrailStep[] }) {
  const say = useWords()
  const [pointed, setPointed] = useState<number>()
  const current = currentStep(steps)
  return (
    <Hint text={stepInWords(say, steps, pointed ?? current)}>
      <span
        className={styles.trail}
        role="img"
        tabIndex={0}
        aria-label={stepInWords(say, steps, current)}
        onPointerLeave={() => setPointed(undefined)}
      >
        {steps.map((step, index) => (
          <span key={step.name} className={styles.step} onPointerEnter={() => setPointed(index)}>
            {index > 0 && <b data-done={isDone(steps[index - 1]) || undefined} />}
            <i data-tone={step.state === 'ready' ? undefined : STATES[step.state].tone} />
          </span>
        ))}
      </span>
    </Hint>
  )
}

/** The trail in grey: what will be here. */
export function EmptyTrail({ length }: { length: number }) {
  return (
    <span className={styles.trail} aria-hidden>
      {Array.from({ length }, (_, index) => (
        <span key={index} className={styles.step}>
          {index > 0 && <b />}
          <i />
        </span>
      ))}
    </span>
  )
}

const isDone = (step: TrailStep | undefined) => step?.state === 'done' || step?.state === 'verified'

function currentStep(steps: readonly TrailStep[]): number {
  const open = steps.findIndex((step) => !isDone(step))
  return open === -1 ? steps.length - 1 : open
}

function stepInWords(say: Say, steps: readonly TrailStep[], index: number): string {
  const step = steps[index]
  if (step === undefined) return ''
  const state = say(`web.state.${step.state}`).toLowerCase()
  return say('web.trail.step', { n: index + 1, of: steps.length, name: step.name, state })
}
