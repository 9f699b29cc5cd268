import type { ReactNode } from 'react'
import { Button } from '../parts/Button.tsx'
import { FieldError } from '../parts/fields.tsx'
import { useWords } from '../words.ts'
import { fieldErrorCount } from './field-errors.ts'
import { ProblemPanel } from './ProblemPanel.tsx'
import { useFirstWrong } from './use-first-wrong.ts'

interface DialogFormProps {
  /** The word of the button that sends it. */
  act: string
  /** Why it can't be sent yet. */
  whyNot: string | null
  /** Of the last try; what it says of a field stands at the field. */
  error: Error | null
  onSubmit: () => void
  onClose: () => void
  children: ReactNode
}

/** The fields of a dialog, what went wrong, and the two ways out. */
export function DialogForm({ act, whyNot, error, onSubmit, onClose, children }: DialogFormProps) {
  const say = useWords()
  const form = useFirstWrong<HTMLFormElement>(error)
  const wrong = fieldErrorCount(error)
  return (
    <form
      ref={form}
      className="col gap12"
      onSubmit={(event) => {
        event.preventDefault()
        if (whyNot === null) onSubmit()
      }}
    >
      {children}
      {error !== null && wrong === 0 && <ProblemPanel error={error} />}
      <div className="row">
        <Button onClick={onClose}>{say('web.cancel')}</Button>
        <span className="end" />
        {wrong > 0 && <FieldError>{say('web.field.wrongCount', { count: wrong })}</FieldError>}
        <Button look="primary" type="submit" isWrite whyNot={whyNot}>
          {act}
        </Button>
      </div>
    </form>
  )
}
