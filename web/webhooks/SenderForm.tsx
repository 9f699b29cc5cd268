import { useState } from 'react'
import { connectionRoutes } from '../../src/connections/contract.ts'
import { type KindView, type SourceView, webhookRoutes, type WithSecret } from '../../src/webhooks/contract.ts'
import { DialogForm } from '../api/DialogForm.tsx'
import { fieldError } from '../api/field-errors.ts'
import { useAct, useRead } from '../api/use-api.ts'
import { Dialog } from '../parts/Dialog.tsx'
import { ChoiceField, TextField } from '../parts/fields.tsx'
import { useWords } from '../words.ts'
import { useChangeSender } from './use-senders.ts'

interface Closing {
  isOpen: boolean
  onClose: () => void
}

/** Lets a program call: what it is, and which connection. */
export function AddSender({
  kinds,
  onMade,
  isOpen,
  onClose,
}: Closing & { kinds: readonly KindView[]; onMade: (made: WithSecret) => void }) {
  const say = useWords()
  return (
    <Dialog title={say('web.webhooks.add')} isOpen={isOpen} onClose={onClose}>
      <Add kinds={kinds} onMade={onMade} onClose={onClose} />
    </Dialog>
  )
}

interface Facts {
  name: string
  key: string
  connectionId: number | null
}

interface AddProps {
  kinds: readonly KindView[]
  onMade: (made: WithSecret) => void
  onClose: () => void
}

function Add({ kinds, onMade, onClose }: AddProps) {
  const say = useWords()
  const [kind, setKind] = useState(kinds[0]?.kind ?? '')
  const [edit, setEdit] = useState<Partial<Facts>>({})
  const chosen = kinds.find((one) => one.kind === kind)
  const fitting = useFittingConnections(chosen?.connectionKind ?? null)
  // Where there is one only, it is meant.
  const only = fitting.length === 1 ? (fitting[0]?.connectionId ?? null) : null
  const facts: Facts = { name: chosen?.title ?? '', key: '', connectionId: only, ...edit }
  const add = useAct(webhookRoutes.routes.add, (made) => {
    onMade(made)
    onClose()
  })
  const { key, ...given } = facts
  return (
    <DialogForm
      act={say('web.webhooks.add')}
      whyNot={facts.name.trim() === '' ? say('web.webhooks.needsName') : null}
      error={add.error}
      onSubmit={() => add.mutate({ body: { kind, ...given, ...(key === '' ? {} : { key }) } })}
      onClose={onClose}
    >
      <ChoiceField
        label={say('web.webhooks.kind')}
        value={kind}
        onChange={setKind}
        options={kinds.map(({ kind: value, title }) => ({ value, label: title }))}
      />
      <NameField {...{ facts, error: add.error }} onChange={(more) => setEdit({ ...edit, ...more })} />
      <TextField
        label={say('web.webhooks.key')}
        hint={say('web.webhooks.key.hint')}
        value={facts.key}
        isMono
        onChange={(next) => setEdit({ ...edit, key: next })}
        error={fieldError(add.error, '/key')}
      />
      <ConnectionField
        kind={chosen?.connectionKind ?? null}
        {...{ facts, error: add.error }}
        onChange={(more) => setEdit({ ...edit, ...more })}
      />
    </DialogForm>
  )
}

interface ChangeProps extends Closing {
  sender: SourceView
  connectionKind: string | null
}

/** Its name, and which connection it is. */
export function ChangeSender({ sender, connectionKind, isOpen, onClose }: ChangeProps) {
  return (
    <Dialog title={sender.name} isOpen={isOpen} onClose={onClose}>
      <Change sender={sender} connectionKind={connectionKind} onClose={onClose} />
    </Dialog>
  )
}

function Change({ sender, connectionKind, onClose }: Omit<ChangeProps, 'isOpen'>) {
  const say = useWords()
  const [edit, setEdit] = useState<Partial<Omit<Facts, 'key'>>>({})
  const save = useChangeSender(sender, onClose)
  const facts: Facts = { ...sender, ...edit }
  const change = (more: Partial<Facts>) => setEdit({ ...edit, ...more })
  return (
    <DialogForm
      act={say('web.webhooks.save')}
      whyNot={facts.name.trim() === '' ? say('web.webhooks.needsName') : null}
      error={save.error}
      onSubmit={() => save.mutate(edit)}
      onClose={onClose}
    >
      <NameField facts={facts} error={save.error} onChange={change} />
      <ConnectionField kind={connectionKind} facts={facts} error={save.error} onChange={change} />
    </DialogForm>
  )
}

interface FieldProps {
  facts: Facts
  error: Error | null
  onChange: (more: Partial<Facts>) => void
}

function NameField({ facts, error, onChange }: FieldProps) {
  const say = useWords()
  return (
    <TextField
      label={say('web.webhooks.name')}
      value={facts.name}
      onChange={(name) => onChange({ name })}
      hasFocus
      error={fieldError(error, '/name')}
    />
  )
}

const useFittingConnections = (kind: string | null) =>
  (useRead(connectionRoutes.routes.list, {}).data?.items ?? []).filter((one) => one.kind === kind)

function ConnectionField({ kind, facts, error, onChange }: FieldProps & { kind: string | null }) {
  const say = useWords()
  const fitting = useFittingConnections(kind)
  if (kind === null) return null
  return (
    <ChoiceField
      label={say('web.webhooks.connection')}
      hint={say('web.webhooks.connection.hint')}
      value={String(facts.connectionId ?? '')}
      onChange={(id) => onChange({ connectionId: id === '' ? null : Number(id) })}
      options={[
        { value: '', label: say('web.webhooks.noConnection') },
        ...fitting.map(({ connectionId, name }) => ({ value: String(connectionId), label: name })),
      ]}
      error={fieldError(error, '/connectionId')}
    />
  )
}
