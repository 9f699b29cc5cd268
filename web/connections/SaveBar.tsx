import type { ReactNode } from 'react'
import { fieldErrorCount } from '../api/field-errors.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { Button } from '../parts/Button.tsx'
import { FieldError } from '../parts/fields.tsx'
import { useWords } from '../words.ts'
import styles from './Connections.module.css'

interface SaveBarProps {
  act: string
  whyNot: string | null
  error: Error | null
  /** How the test of what is in the form ended; nothing of a form that is as it was saved. */
  tested: 'well' | 'failed' | 'not' | null
  onDiscard?: (() => void) | undefined
  children?: ReactNode
}

/** Saves the form: also untested, which is said. */
export function SaveBar({ act, whyNot, error, tested, onDiscard, children }: SaveBarProps) {
  const say = useWords()
  const wrong = fieldErrorCount(error)
  return (
    <div className={styles.save}>
      {error !== null && wrong === 0 && <ProblemPanel error={error} />}
      {tested !== null && <span className="s12 t2">{say(`web.connections.saving.${tested}`)}</span>}
      <div className="row wrap">
        <Button look="primary" type="submit" isWrite whyNot={whyNot}>
          {act}
        </Button>
        {onDiscard !== undefined && (
          <Button look="quiet" onClick={onDiscard}>
            {say('web.plan.discard')}
          </Button>
        )}
        {wrong > 0 && <FieldError>{say('web.field.wrongCount', { count: wrong })}</FieldError>}
        {children !== undefined && <span className="end">{children}</span>}
      </div>
    </div>
  )
}
