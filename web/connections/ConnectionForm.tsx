import { IconLock } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { ConnectorView } from '../../src/connections/contract.ts'
import { fieldError } from '../api/field-errors.ts'
import { SwitchField, TextField } from '../parts/fields.tsx'
import { Icon } from '../parts/Icon.tsx'
import { schemaAt, shapeOf } from '../settings/field-shape.ts'
import { Meanwhile } from '../settings/Meanwhile.tsx'
import { SettingField, wordOf } from '../settings/SettingField.tsx'
import { useWords } from '../words.ts'
import styles from './Connections.module.css'
import { SecretField } from './SecretField.tsx'
import type { ConnectionDraft } from './use-connection-draft.ts'

interface ConnectionFormProps {
  connector: ConnectorView
  edit: ConnectionDraft
  /** What the server said of fields. */
  error: Error | null
  isFromEnvironment: boolean
  /** Nothing can be changed by this person. */
  isLocked: boolean
  /** Above the other fields. */
  children?: ReactNode
}

const ADDRESS = '_address'

/**
 * Fields that begin with the word of an address that may be left out, as `rabbitmq_user` with `rabbitmq_address`, say more
 * of that: they are asked for once it is given.
 */
function isAsked({ fields }: ConnectorView, { settings }: ConnectionDraft['draft'], name: string): boolean {
  const gate = fields.find(
    (one) => one.name.endsWith(ADDRESS) && name.startsWith(one.name.slice(0, -ADDRESS.length + 1)),
  )
  return gate === undefined || gate.name === name || gate.isRequired || Boolean(settings[gate.name])
}

/** The fields of one connection, as its connector's schema and labels say. */
export function ConnectionForm({ children, ...form }: ConnectionFormProps) {
  const say = useWords()
  const { edit, error, isFromEnvironment, isLocked } = form
  const { draft, saved, change } = edit
  return (
    <div className={styles.form}>
      {isFromEnvironment && (
        <span className="row top s12 t2">
          <Icon of={IconLock} size={14} />
          <span>{say('web.connections.fromEnvironment')}</span>
        </span>
      )}
      {children}
      <FormRow id="name" label={say('web.connections.name')} isRequired>
        <TextField
          name={say('web.connections.name')}
          value={draft.name}
          onChange={(name) => change({ name })}
          isLocked={isLocked}
          isRequired
          error={fieldError(error, '/name')}
        />
        <Theirs edit={edit} field="/name" value={saved.name} />
      </FormRow>
      <Settings {...form} isRequired />
      <Secrets {...form} isRequired />
      <Settings {...form} isRequired={false} />
      <Secrets {...form} isRequired={false} />
      <FormRow id="isEnabled" label={say('web.connections.use')}>
        <span className={styles.switch}>
          <SwitchField
            name={say('web.connections.use')}
            label={say(draft.isEnabled ? 'web.connections.on' : 'web.connections.off')}
            isOn={draft.isEnabled}
            isLocked={isLocked}
            onChange={(isEnabled) => change({ isEnabled })}
          />
        </span>
        <Theirs edit={edit} field="/isEnabled" value={wordOf(say, saved.isEnabled)} />
      </FormRow>
    </div>
  )
}

type FieldsProps = Omit<ConnectionFormProps, 'children'> & {
  /** Which of them: what must be said stands first. */
  isRequired: boolean
}

function Settings({ connector, edit, error, isFromEnvironment, isLocked, isRequired }: FieldsProps) {
  const say = useWords()
  const { draft, saved, change } = edit
  const set = (name: string, value: unknown) => {
    const { [name]: _, ...others } = draft.settings
    change({ settings: value === '' ? others : { ...others, [name]: value } })
  }
  const fields = connector.fields.filter((one) => one.isRequired === isRequired && isAsked(connector, draft, one.name))
  return fields.map(({ name, label, hint }) => (
    <FormRow key={name} id={name} label={label} hint={hint} isRequired={isRequired}>
      <SettingField
        name={label}
        shape={shapeOf(connector, name)}
        value={draft.settings[name] ?? ''}
        error={fieldError(error, `/settings/${name}`)}
        isLocked={isLocked || isFromEnvironment}
        isRequired={isRequired}
        onChange={(value) => set(name, value)}
      />
      <Theirs edit={edit} field={`/settings/${name}`} value={wordOf(say, saved.settings[name])} />
    </FormRow>
  ))
}

function Secrets({ connector, edit, error, isFromEnvironment, isLocked, isRequired }: FieldsProps) {
  const { draft, saved, change } = edit
  const set = (name: string, given: string | null | undefined) => {
    const { [name]: _, ...others } = draft.secrets
    change({ secrets: given === undefined ? others : { ...others, [name]: given } })
  }
  const secrets = connector.secrets.filter(
    (one) => one.isRequired === isRequired && isAsked(connector, edit.draft, one.name),
  )
  return secrets.map(({ name, label, hint }) => (
    <FormRow key={name} id={name} label={label} hint={hint} isRequired={isRequired}>
      <SecretField
        label={label}
        kept={saved.secrets.find((one) => one.name === name)}
        given={draft.secrets[name]}
        isFromEnvironment={isFromEnvironment}
        isLocked={isLocked}
        isRequired={isRequired}
        error={fieldError(error, `/secrets/${name}`)}
        onChange={(given) => set(name, given)}
      />
      <Theirs edit={edit} field={`/secrets/${name}`} value="" />
    </FormRow>
  ))
}

function Theirs({ edit, field, value }: { edit: ConnectionDraft; field: string; value: string }) {
  return edit.clashing.includes(field) && <Meanwhile value={value} />
}

interface FormRowProps {
  id: string
  label: string
  hint?: string | null
  isRequired?: boolean
  children: ReactNode
}

export function FormRow({ id, label, hint = null, isRequired = false, children }: FormRowProps) {
  const say = useWords()
  return (
    <div className={styles.field} data-field={id}>
      <span className={styles.label}>
        {label}
        {isRequired && (
          <span className="tone-bad" title={say('web.connections.required')} aria-hidden>
            {' *'}
          </span>
        )}
      </span>
      <div className="col gap4">
        {children}
        {hint !== null && <span className="s12 t3 break">{hint}</span>}
      </div>
    </div>
  )
}

/** The first field without which nothing can be saved, by its label. */
export function missingIn(
  { draft }: ConnectionDraft,
  { fields }: ConnectorView,
  nameLabel: string,
): string | undefined {
  if (draft.name.trim() === '') return nameLabel
  return fields.find(({ name, isRequired }) => isRequired && (draft.settings[name] ?? '') === '')?.label
}

/** Values that hold until somebody gives others. */
export const defaultsOf = (connector: ConnectorView): Record<string, unknown> =>
  Object.fromEntries(
    connector.fields.flatMap(({ name }) => {
      const value = schemaAt(connector.schema, [name])['default']
      return value === undefined ? [] : [[name, value]]
    }),
  )
