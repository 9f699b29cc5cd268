import { useWords } from '../words.ts'
import type { Tone } from '../parts/states.ts'
import styles from './episodes.module.css'

const STEPS = ['match', 'check', 'upload', 'analyse', 'title', 'complete', 'readBack'] as const

/** How far a file came: seven steps in a row, the one that it is at in the colour of its state. */
export function StepDots({ step, tone }: { step: number; tone: Tone }) {
  const say = useWords()
  const at = STEPS[Math.min(step, STEPS.length - 1)] ?? 'match'
  const name =
    step >= STEPS.length
      ? say('web.radio.steps.all')
      : say('web.radio.steps.at', { step: say(`web.radio.step.${at}`), done: step, of: STEPS.length })
  return (
    <span className={styles.steps} role="img" aria-label={name} title={name}>
      {STEPS.map((each, index) => (
        <i key={each} data-tone={index < step ? 'ok' : index === step ? tone : undefined} />
      ))}
    </span>
  )
}

/** The words of the dots, below the table. */
export function StepsLegend() {
  const say = useWords()
  return (
    <p className={`s12 t3 ${styles.legend}`}>
      <span>{STEPS.map((each) => say(`web.radio.step.${each}`)).join(', ')}</span>
      <span className="end">{say('web.radio.steps.last')}</span>
    </p>
  )
}
