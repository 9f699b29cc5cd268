import { Select } from '@mantine/core'
import { useWords } from '../words.ts'
import { FieldError } from './fields.tsx'
import styles from './SearchChoiceField.module.css'

interface SearchChoiceFieldProps {
  label: string
  value: string
  onChange: (value: string) => void
  /** What is likely stands first. */
  options: readonly { value: string; label: string }[]
  hint?: string
  error?: string
}

const SHOWN_MOST = 60

/** One of very many, found by typing a part of it; `ChoiceField` where they fit into a list. */
export function SearchChoiceField({ label, value, onChange, options, hint, error }: SearchChoiceFieldProps) {
  const say = useWords()
  return (
    <Select
      label={label}
      value={value}
      onChange={(next) => next !== null && onChange(next)}
      data={[...options]}
      searchable
      allowDeselect={false}
      selectFirstOptionOnChange
      limit={SHOWN_MOST}
      withScrollArea={false}
      nothingFoundMessage={say('web.field.nothingFound')}
      description={hint}
      error={error === undefined ? undefined : <FieldError>{error}</FieldError>}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      errorProps={{ component: 'div' as const }}
      descriptionProps={{ component: 'div' as const }}
      comboboxProps={{ transitionProps: { duration: 0 } }}
      classNames={{ dropdown: styles.dropdown, options: styles.options, option: styles.option, empty: styles.empty }}
    />
  )
}
