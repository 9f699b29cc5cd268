import { useState } from 'react'
import { ChoiceField, SwitchField, TextField } from '../parts/fields.tsx'
import { Segmented } from '../parts/Segmented.tsx'
import { isWord, useWords, type Say } from '../words.ts'
import type { FieldShape } from './field-shape.ts'

interface SettingFieldProps {
  name: string
  /** Seen above the field, where the name says more than that. */
  label?: string
  shape: FieldShape
  value: unknown
  error: string | undefined
  isLocked: boolean
  unit?: string
  hasFocus?: boolean
  isRequired?: boolean
  onChange: (value: unknown) => void
}

const FEW = 4

/** The field of one value, by its shape. */
export function SettingField({ name, shape, value, isLocked, onChange, ...more }: SettingFieldProps) {
  const say = useWords()
  if (shape.kind === 'switch')
    return (
      <SwitchField
        name={name}
        label={say(value === true ? 'web.config.on' : 'web.config.off')}
        isOn={value === true}
        isLocked={isLocked}
        onChange={onChange}
      />
    )
  if (shape.kind === 'choice') {
    const options = shape.options.map((option) => ({ value: option, label: optionName(say, option) }))
    const chosen = asText(value)
    if (options.length > FEW)
      return <ChoiceField name={name} label={more.label} value={chosen} options={options} onChange={onChange} />
    return (
      <span className="col gap2">
        {more.label !== undefined && <span className="s12 t2">{more.label}</span>}
        <Segmented name={name} value={chosen} options={options} onChange={onChange} isDisabled={isLocked} />
      </span>
    )
  }
  return (
    <Typed
      name={name}
      value={value}
      isNumber={shape.kind === 'number'}
      isMono={shape.isFolder}
      isLocked={isLocked}
      onChange={onChange}
      {...more}
    />
  )
}

export const asText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''

function optionName(say: Say, option: string): string {
  const key = `web.config.option.${option}`
  return isWord(key) ? say(key) : option
}

/** A value as its field shows it. */
export const wordOf = (say: Say, value: unknown): string =>
  typeof value === 'boolean' ? say(value ? 'web.config.on' : 'web.config.off') : optionName(say, asText(value))

interface TypedProps extends Omit<SettingFieldProps, 'shape'> {
  isNumber: boolean
  isMono: boolean
}

/** Counts while it is typed: `1.` stays, though its value is 1. What is no number stays text, and the server says so. */
function Typed({ name, label, value, error, isNumber, isMono, isLocked, onChange, ...more }: TypedProps) {
  const shown = asText(value)
  const [typed, setTyped] = useState(shown)
  const [before, setBefore] = useState(shown)
  const valueOf = (text: string) => {
    const number = Number(text)
    return isNumber && text.trim() !== '' && Number.isFinite(number) ? number : text
  }
  if (before !== shown) {
    setBefore(shown)
    if (asText(valueOf(typed)) !== shown) setTyped(shown)
  }
  return (
    <TextField
      name={name}
      value={typed}
      onChange={(text) => {
        setTyped(text)
        onChange(valueOf(text))
      }}
      error={error}
      isNumeric={isNumber}
      isMono={isMono}
      isLocked={isLocked}
      label={label}
      unit={more.unit}
      hasFocus={more.hasFocus}
      isRequired={more.isRequired}
    />
  )
}
