import { IconArrowBackUp, IconLock } from '@tabler/icons-react'
import { useState } from 'react'
import type { ConfigView, SettingView } from '../../src/config/contract.ts'
import { Button } from '../parts/Button.tsx'
import { ChoiceField, SwitchField, TextField } from '../parts/fields.tsx'
import { Icon } from '../parts/Icon.tsx'
import { Segmented } from '../parts/Segmented.tsx'
import { Tag } from '../parts/small.tsx'
import { isWord, useWords, type Say } from '../words.ts'
import { shapeOf, valueOf, withoutValue, withValue, type ConfigEdit, type FieldShape } from './config-edit.ts'
import { SettingRow } from './SettingRow.tsx'

interface ConfigRowProps {
  view: ConfigView
  setting: SettingView
  edit: ConfigEdit
  error: string | undefined
  isLocked: boolean
  onChange: (edit: ConfigEdit) => void
}

/** One setting: its field, its origin, and the way back to the default. */
export function ConfigRow({ view, setting, edit, error, isLocked, onChange }: ConfigRowProps) {
  const say = useWords()
  const fromEnvironment = setting.origin === 'environment'
  const isWritten = edit.document.hasIn(setting.key.split('.'))
  const hint = fromEnvironment
    ? say('web.config.byEnvironment', { variable: setting.variable })
    : setting.needsRestart
      ? say('web.config.needsRestart', { description: setting.description })
      : setting.description
  return (
    <SettingRow
      label={nameOf(setting)}
      hint={hint}
      origin={
        <Origin
          setting={setting}
          isWritten={isWritten}
          isLocked={isLocked}
          onReset={() => onChange(withoutValue(edit, setting.key))}
        />
      }
    >
      <ValueField
        name={nameOf(setting)}
        shape={shapeOf(view, setting.key)}
        value={valueOf(edit, setting)}
        error={error}
        isLocked={isLocked || fromEnvironment}
        isMono={setting.isFolder}
        onChange={(value) => onChange(withValue(edit, setting.key, value))}
      />
    </SettingRow>
  )
}

/** `archive.batch.max_size_gb` without its room, as words. */
function nameOf({ key, room }: SettingView): string {
  const words = key
    .slice(room.length + 1)
    .replaceAll('.', ', ')
    .replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

interface OriginProps {
  setting: SettingView
  isWritten: boolean
  isLocked: boolean
  onReset: () => void
}

function Origin({ setting, isWritten, isLocked, onReset }: OriginProps) {
  const say = useWords()
  if (setting.origin === 'environment') {
    return (
      <Tag>
        <Icon of={IconLock} size={11} /> {say('web.config.origin.environment')}
      </Tag>
    )
  }
  if (!isWritten) return <span className="s12 t3">{say('web.config.origin.default')}</span>
  return (
    <span className="row gap4">
      {!isLocked && (
        <Button isSmall isIconOnly look="quiet" icon={IconArrowBackUp} onClick={onReset}>
          {say('web.config.reset')}
        </Button>
      )}
      <Tag isOutlined>{say('web.config.origin.file')}</Tag>
    </span>
  )
}

interface ValueFieldProps {
  name: string
  shape: FieldShape
  value: unknown
  error: string | undefined
  isLocked: boolean
  isMono: boolean
  onChange: (value: unknown) => void
}

const FEW = 4

function ValueField({ name, shape, value, error, isLocked, isMono, onChange }: ValueFieldProps) {
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
  if (shape.kind === 'complex') return <span className="s13 t2">{say('web.config.asText')}</span>
  if (shape.kind === 'choice') {
    const options = shape.options.map((option) => ({ value: option, label: optionName(say, option) }))
    const chosen = asText(value)
    return options.length <= FEW ? (
      <Segmented name={name} value={chosen} options={options} onChange={onChange} isDisabled={isLocked} />
    ) : (
      <ChoiceField name={name} value={chosen} options={options} onChange={onChange} />
    )
  }
  return (
    <Typed
      key={asText(value)}
      name={name}
      value={value}
      error={error}
      isNumber={shape.kind === 'number'}
      isMono={isMono}
      isLocked={isLocked}
      onChange={onChange}
    />
  )
}

const asText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''

function optionName(say: Say, option: string): string {
  const key = `web.config.option.${option}`
  return isWord(key) ? say(key) : option
}

interface TypedProps extends Omit<ValueFieldProps, 'shape'> {
  isNumber: boolean
}

/** Text that becomes the value when the field is left; what is no number stays text, and the server says so. */
function Typed({ name, value, error, isNumber, isMono, isLocked, onChange }: TypedProps) {
  const shown = asText(value)
  const [typed, setTyped] = useState(shown)
  const commit = () => {
    if (typed === shown) return
    const number = Number(typed)
    onChange(isNumber && typed.trim() !== '' && Number.isFinite(number) ? number : typed)
  }
  return (
    <div role="presentation" onBlur={commit} onKeyDown={(event) => event.key === 'Enter' && commit()}>
      <TextField
        name={name}
        value={typed}
        onChange={setTyped}
        error={error}
        isNumeric={isNumber}
        isMono={isMono}
        isLocked={isLocked}
      />
    </div>
  )
}
