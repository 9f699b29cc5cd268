import { TextInput } from '@mantine/core'
import { FieldError, TextField } from '../../parts/fields.tsx'

interface ClockFieldProps {
  label: string
  value: string
  onChange: (value: string) => void
  error?: string | undefined
  hint?: string
}

/** A day, YYYY-MM-DD, in the way of the browser. */
export function DayField({ label, value, onChange, error, hint }: ClockFieldProps) {
  return (
    <TextInput
      type="date"
      label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      description={hint}
      error={error === undefined ? undefined : <FieldError>{error}</FieldError>}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      errorProps={{ component: 'div' as const }}
      descriptionProps={{ component: 'div' as const }}
    />
  )
}

/** A time of the clock, 14:00 or 14:00:30; the browser's own field would show some readers 02:00 PM. */
export function TimeField({ label, value, onChange, error, hint }: ClockFieldProps) {
  return (
    <TextField
      label={label}
      value={value}
      onChange={onChange}
      placeholder="14:00"
      {...(hint === undefined ? {} : { hint })}
      {...(error === undefined ? {} : { error })}
    />
  )
}
