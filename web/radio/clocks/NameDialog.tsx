import { useState } from 'react'
import { DialogForm } from '../../api/DialogForm.tsx'
import { fieldError } from '../../api/field-errors.ts'
import { Dialog } from '../../parts/Dialog.tsx'
import { TextField } from '../../parts/fields.tsx'
import { useWords } from '../../words.ts'

interface NameDialogProps {
  title: string
  isOpen: boolean
  error: Error | null
  onName: (name: string) => void
  onClose: () => void
}

/** Asks what a new thing shall be called. */
export function NameDialog({ isOpen, ...props }: NameDialogProps) {
  return (
    <Dialog title={props.title} isOpen={isOpen} onClose={props.onClose}>
      <Form {...props} />
    </Dialog>
  )
}

function Form({ title, error, onName, onClose }: Omit<NameDialogProps, 'isOpen'>) {
  const say = useWords()
  const [name, setName] = useState('')
  return (
    <DialogForm
      act={title}
      whyNot={name.trim() === '' ? say('web.clocks.needsName') : null}
      error={error}
      onSubmit={() => onName(name)}
      onClose={onClose}
    >
      <TextField
        label={say('web.clocks.name')}
        value={name}
        onChange={setName}
        hasFocus
        error={fieldError(error, '/name')}
      />
    </DialogForm>
  )
}
