import type { ReactNode } from 'react'
import { Button } from '../parts/Button.tsx'
import { useWords } from '../words.ts'
import { fieldErrorCount } from './field-errors.ts'
import { ProblemPanel } from './ProblemPanel.tsx'

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
  return (
    <form
      className="col gap12"
      onSubmit={(event) => {
        event.preventDefault()
        if (whyNot === null) onSubmit()
      }}
    >
      {children}
      {error !== null && fieldErrorCount(error) === 0 && <ProblemPanel error={error} />}
      <div className="row">
        <Button onClick={onClose}>{say('web.cancel')}</Button>
        <span className="end" />
        <Button look="primary" type="submit" isWrite whyNot={whyNot}>
          {act}
        </Button>
      </div>
    </form>
  )
}
