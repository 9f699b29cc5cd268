import { Checkbox, NativeSelect, PasswordInput, Switch, Textarea, TextInput } from '@mantine/core'
import { IconCircleX } from '@tabler/icons-react'
import type { ChangeEvent, ReactNode } from 'react'
import { useWords } from '../words.ts'
import styles from './fields.module.css'
import { Icon } from './Icon.tsx'

interface FieldProps {
  label?: string
  /** The name where no label is shown. */
  name?: string
  hint?: ReactNode
  /** What is wrong with it, and what would be right. */
  error?: string
}

interface TextFieldProps extends FieldProps {
  value: string
  onChange: (value: string) => void
  placeholder?: string
  /** What the number counts: "GB", "days". */
  unit?: string
  /** A path, a pattern, a code. */
  isMono?: boolean
  /** Seen, not changed: set from elsewhere. */
  isLocked?: boolean
  autoComplete?: string
  isNumeric?: boolean
  hasFocus?: boolean
  isRequired?: boolean
}

/** `isMono` for paths and codes; `unit` stands at the right within the field. */
export function TextField(props: TextFieldProps) {
  return (
    <TextInput
      {...common(props)}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      placeholder={props.placeholder}
      readOnly={props.isLocked}
      autoComplete={props.autoComplete ?? 'off'}
      inputMode={props.isNumeric === true ? 'decimal' : undefined}
      spellCheck={props.isMono === true ? false : undefined}
      aria-required={props.isRequired || undefined}
      data-autofocus={props.hasFocus || undefined}
      autoFocus={props.hasFocus}
      classNames={{ input: props.isMono === true ? styles.mono : undefined }}
      rightSection={props.unit === undefined ? undefined : <span className="s12 t3 nowrap">{props.unit}</span>}
      rightSectionWidth={props.unit === undefined ? undefined : `${props.unit.length + 2}ch`}
      rightSectionPointerEvents="none"
    />
  )
}

/** A password; shown on request. */
export function PasswordField(
  props: Pick<
    TextFieldProps,
    'label' | 'name' | 'hint' | 'error' | 'value' | 'onChange' | 'autoComplete' | 'hasFocus' | 'isRequired'
  >,
) {
  const say = useWords()
  return (
    <PasswordInput
      {...common(props)}
      value={props.value}
      onChange={(event: ChangeEvent<HTMLInputElement>) => props.onChange(event.currentTarget.value)}
      autoComplete={props.autoComplete}
      autoFocus={props.hasFocus}
      aria-required={props.isRequired || undefined}
      visibilityToggleButtonProps={{ 'aria-label': say('web.field.showPassword') }}
    />
  )
}

export function TextAreaField(
  props: Pick<TextFieldProps, 'label' | 'name' | 'hint' | 'error' | 'value' | 'onChange' | 'isMono'> & { rows: number },
) {
  return (
    <Textarea
      {...common(props)}
      rows={props.rows}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      classNames={{ input: props.isMono === true ? styles.mono : undefined }}
    />
  )
}

interface ChoiceFieldProps<Value extends string> extends FieldProps {
  value: Value
  onChange: (value: Value) => void
  options: readonly { value: Value; label: string }[]
}

/** One of many; `Segmented` where they are few. */
export function ChoiceField<Value extends string>({ value, onChange, options, ...props }: ChoiceFieldProps<Value>) {
  return (
    <NativeSelect
      {...common(props)}
      data={[...options]}
      value={value}
      onChange={(event) => {
        const chosen = options.find((option) => option.value === event.currentTarget.value)
        if (chosen !== undefined) onChange(chosen.value)
      }}
    />
  )
}

interface ToggleProps {
  label: ReactNode
  /** The name where the label says the state. */
  name?: string
  isOn: boolean
  onChange: (isOn: boolean) => void
  isLocked?: boolean
}

/** On or off, at once. Its label says what the state means. */
export function SwitchField({ label, name, isOn, onChange, isLocked = false }: ToggleProps) {
  return (
    <Switch
      label={label}
      aria-label={name}
      checked={isOn}
      disabled={isLocked}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  )
}

export function CheckField({
  label,
  name,
  isOn,
  onChange,
  isPartly = false,
}: Omit<ToggleProps, 'label'> & { label?: ReactNode; isPartly?: boolean }) {
  return (
    <Checkbox
      label={label}
      aria-label={name}
      checked={isOn}
      indeterminate={isPartly}
      size="xs"
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  )
}

/** What is wrong, with its icon: at a field, and once at the button that counts them. */
export function FieldError({ children }: { children: ReactNode }) {
  return (
    <span className={styles.error}>
      <Icon of={IconCircleX} size={13} />
      <span>{children}</span>
    </span>
  )
}

function common({ label, name, hint, error }: FieldProps) {
  return {
    label,
    'aria-label': name,
    description: hint,
    error: error === undefined ? undefined : <FieldError>{error}</FieldError>,
    inputWrapperOrder: ['label', 'input', 'description', 'error'] as ('label' | 'input' | 'description' | 'error')[],
    errorProps: { component: 'div' as const },
    descriptionProps: { component: 'div' as const },
  }
}
