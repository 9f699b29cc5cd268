import { IconPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { Button } from '../parts/Button.tsx'
import { FieldError } from '../parts/fields.tsx'
import { useWords } from '../words.ts'
import { pathOf, withEntry, withoutValue, withValue } from './config-edit.ts'
import type { ConfigEdit, ValuePath, WrongValue } from './config-edit.ts'
import type { FieldShape } from './field-shape.ts'
import styles from './ListField.module.css'
import { labelOf, unitOf } from './setting-words.ts'
import { asText, SettingField } from './SettingField.tsx'

interface ListFieldProps {
  settingKey: string
  shape: FieldShape
  value: readonly unknown[]
  edit: ConfigEdit
  wrong: readonly WrongValue[]
  isLocked: boolean
  onChange: (edit: ConfigEdit) => void
}

/** The entries of a list, one a row. */
export function ListField({ settingKey, shape, value, edit, wrong, isLocked, onChange }: ListFieldProps) {
  const say = useWords()
  const [added, setAdded] = useState<number | null>(null)
  const path = pathOf(settingKey)
  const error = wrong.find((one) => one.key === settingKey)?.text
  // What stands in no text yet is written as a whole before a part of it is changed.
  const written = () => (edit.document.hasIn(path) ? edit : withValue(edit, path, value))
  const add = () => {
    const [first] = shape.fields
    setAdded(value.length)
    onChange(withEntry(written(), path, first === undefined ? '' : { [first.name]: '' }))
  }
  return (
    <fieldset className={styles.list}>
      <legend className="sr-only">{labelOf(settingKey)}</legend>
      {value.length === 0 && <span className="s13 t2">{say('web.config.list.none')}</span>}
      {value.map((entry, index) => (
        <Entry
          key={index}
          fields={fieldsOf(settingKey, shape)}
          entry={entry}
          row={index + 1}
          errorAt={(field) => wrong.find((one) => one.key === [settingKey, index, ...field].join('.'))?.text}
          isLocked={isLocked}
          isNew={added === index}
          onChange={(field, next) => onChange(withValue(written(), [...path, index, ...field], next))}
          onRemove={() => {
            setAdded(null)
            onChange(withoutValue(written(), [...path, index]))
          }}
        />
      ))}
      {error !== undefined && <FieldError>{error}</FieldError>}
      {!isLocked && (
        <span>
          <Button isSmall icon={IconPlus} onClick={add}>
            {say('web.config.list.add')}
          </Button>
        </span>
      )}
    </fieldset>
  )
}

/** One field of an entry; its path is empty where the entry is a text and no map. */
interface RowField {
  key: string
  path: ValuePath
  shape: FieldShape
  default: unknown
}

const TEXT: FieldShape = { kind: 'text', options: [], fields: [], isFolder: false }

function fieldsOf(key: string, { fields }: FieldShape): RowField[] {
  if (fields.length === 0) return [{ key, path: [], shape: TEXT, default: '' }]
  return fields.map((field) => ({ ...field, key: `${key}.${field.name}`, path: [field.name] }))
}

interface EntryProps {
  fields: readonly RowField[]
  entry: unknown
  row: number
  errorAt: (field: ValuePath) => string | undefined
  isLocked: boolean
  isNew: boolean
  onChange: (field: ValuePath, next: unknown) => void
  onRemove: () => void
}

function Entry({ fields, entry, row, errorAt, isLocked, isNew, onChange, onRemove }: EntryProps) {
  const say = useWords()
  const valueOf = ({ path: [name], ...field }: RowField) =>
    name === undefined ? entry : ((entry as Record<string, unknown> | null)?.[name] ?? field.default)
  return (
    <div className={styles.entry} data-wide={fields.length > 1 || undefined}>
      {fields.map((field, at) => (
        <SettingField
          key={field.key}
          name={say('web.config.list.row', { label: labelOf(field.key), row })}
          label={fields.length > 1 ? labelOf(field.key) : undefined}
          shape={field.shape}
          value={valueOf(field)}
          unit={unitOf(field.key)}
          error={errorAt(field.path)}
          isLocked={isLocked}
          hasFocus={isNew && at === 0}
          onChange={(next) => onChange(field.path, next)}
        />
      ))}
      {!isLocked && (
        <Button isSmall isIconOnly look="quiet" icon={IconX} onClick={onRemove}>
          {say('web.config.list.remove', { entry: (fields[0] && asText(valueOf(fields[0]))) || row })}
        </Button>
      )}
    </div>
  )
}
