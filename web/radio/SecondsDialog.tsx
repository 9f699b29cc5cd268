import { useState } from 'react'
import { DialogForm } from '../api/DialogForm.tsx'
import { fieldError } from '../api/field-errors.ts'
import { formatNumber } from '../format.ts'
import { Button } from '../parts/Button.tsx'
import { Dialog } from '../parts/Dialog.tsx'
import { TextField } from '../parts/fields.tsx'
import { useWords } from '../words.ts'

export interface SecondsField<Id extends string> {
  id: Id
  label: string
  /** What it means, in a sentence. */
  hint: string
  value: number
  usual: number
}

interface SecondsDialogProps<Id extends string> {
  title: string
  /** What these are for, and from when on they hold. */
  how: string
  fields: readonly SecondsField<Id>[]
  isOpen: boolean
  error: Error | null
  onSave: (values: Record<Id, number>) => void
  onClose: () => void
}

/** What a station tolerates, in seconds: each with what it means and what is usual. */
export function SecondsDialog<Id extends string>({ title, isOpen, ...form }: SecondsDialogProps<Id>) {
  return (
    <Dialog title={title} isOpen={isOpen} onClose={form.onClose}>
      <Form {...form} />
    </Dialog>
  )
}

const numberOf = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text.trim().replace(',', '.')))

function Form<Id extends string>({
  how,
  fields,
  error,
  onSave,
  onClose,
}: Omit<SecondsDialogProps<Id>, 'title' | 'isOpen'>) {
  const say = useWords()
  const textsOf = (of: 'value' | 'usual') =>
    Object.fromEntries(fields.map((field) => [field.id, String(field[of])])) as Record<Id, string>
  const [texts, setTexts] = useState(() => textsOf('value'))
  const values = Object.fromEntries(fields.map(({ id }) => [id, numberOf(texts[id])])) as Record<Id, number>
  const isWrong = (id: Id): boolean => !(values[id] >= 0)
  return (
    <DialogForm
      act={say('web.radio.save')}
      whyNot={fields.some(({ id }) => isWrong(id)) ? say('web.radio.seconds.wrong') : null}
      error={error}
      onSubmit={() => onSave(values)}
      onClose={onClose}
    >
      <span className="s13 t2">{how}</span>
      {fields.map(({ id, label, hint, usual }) => (
        <TextField
          key={id}
          label={label}
          hint={`${hint} ${say('web.radio.seconds.usual', { n: formatNumber(usual) })}`}
          value={texts[id]}
          onChange={(text) => setTexts((before) => ({ ...before, [id]: text }))}
          isNumeric
          error={isWrong(id) ? say('web.radio.seconds.wrong') : fieldError(error, `/${id}`)}
        />
      ))}
      <span>
        <Button isSmall look="quiet" onClick={() => setTexts(textsOf('usual'))}>
          {say('web.radio.seconds.takeUsual')}
        </Button>
      </span>
    </DialogForm>
  )
}
