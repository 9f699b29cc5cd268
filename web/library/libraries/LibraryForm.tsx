import { useState } from 'react'
import { KindOfLibrary, type LibraryView } from '../../../src/library/libraries/contract.ts'
import { ProblemError } from '../../api/client.ts'
import { DialogForm } from '../../api/DialogForm.tsx'
import { fieldError } from '../../api/field-errors.ts'
import { useAct } from '../../api/use-api.ts'
import { Dialog } from '../../parts/Dialog.tsx'
import { ChoiceField, TextField } from '../../parts/fields.tsx'
import { Segmented } from '../../parts/Segmented.tsx'
import { useWords } from '../../words.ts'
import { libraries, useProviders } from '../use-library.ts'

interface LibraryFormProps {
  isOpen: boolean
  onClose: () => void
  onAdded: (library: LibraryView) => void
}

/** Makes a folder a library: what is in it, what it is called, where it is. */
export function LibraryForm({ isOpen, onClose, onAdded }: LibraryFormProps) {
  const say = useWords()
  return (
    <Dialog title={say('web.library.add')} isOpen={isOpen} onClose={onClose}>
      <Form onClose={onClose} onAdded={onAdded} />
    </Dialog>
  )
}

type Kind = LibraryView['kind']
const KINDS = KindOfLibrary.options

function Form({ onClose, onAdded }: Omit<LibraryFormProps, 'isOpen'>) {
  const say = useWords()
  const [kind, setKind] = useState<Kind>('films')
  const [typedName, setName] = useState<string>()
  const [path, setPath] = useState('')
  const [connectionId, setConnection] = useState<string>()
  const providers = useProviders()
  const name = typedName ?? say(`library.kind.${kind}`)
  const provider = connectionId ?? (kind === 'music' ? '' : String(providers[0]?.connectionId ?? ''))
  const add = useAct(libraries.add, (library) => {
    onClose()
    onAdded(library)
  })
  const whyNot =
    path.trim() === '' ? say('web.library.needsFolder') : name.trim() === '' ? say('web.library.needsName') : null
  const settings = provider === '' ? {} : { connectionId: Number(provider) }
  return (
    <DialogForm
      act={say('web.library.add')}
      whyNot={whyNot}
      error={add.error}
      onSubmit={() => add.mutate({ body: { kind, name: name.trim(), path: path.trim(), settings } })}
      onClose={onClose}
    >
      <Segmented
        name={say('web.library.kind')}
        value={kind}
        onChange={setKind}
        options={KINDS.map((value) => ({ value, label: say(`library.kind.${value}`) }))}
      />
      <span className="s12 t2">{say(`web.library.kind.${kind}.how`)}</span>
      <TextField
        label={say('web.library.folder')}
        value={path}
        onChange={setPath}
        isMono
        hasFocus
        placeholder={`/srv/media/${kind}`}
        hint={say('web.library.folder.hint')}
        {...errorOf(withCure(add.error, '/path'))}
      />
      <TextField
        label={say('web.library.name')}
        value={name}
        onChange={setName}
        {...errorOf(fieldError(add.error, '/name'))}
      />
      <ProviderChoice value={provider} onChange={setConnection} />
      <span className="s12 t3">{say('web.library.add.safe')}</span>
    </DialogForm>
  )
}

function ProviderChoice({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const say = useWords()
  const providers = useProviders()
  if (providers.length === 0) return null
  return (
    <ChoiceField
      label={say('web.library.provider')}
      hint={say('web.library.provider.hint')}
      value={value}
      onChange={onChange}
      options={[
        { value: '', label: say('web.library.provider.none') },
        ...providers.map((one) => ({ value: String(one.connectionId), label: one.name })),
      ]}
    />
  )
}

const errorOf = (error: string | undefined) => (error === undefined ? {} : { error })

/** What is wrong with a field, and what to do about it: that stands nowhere else in a dialog. */
function withCure(error: Error | null, pointer: string): string | undefined {
  const wrong = fieldError(error, pointer)
  if (wrong === undefined || !(error instanceof ProblemError)) return wrong
  return [wrong, error.problem.todo].filter(Boolean).join(' ')
}
