import { useState } from 'react'
import { accessRoutes } from '../../src/access/contract.ts'
import { DialogForm } from '../api/DialogForm.tsx'
import { useAct } from '../api/use-api.ts'
import { Dialog } from '../parts/Dialog.tsx'
import { ChoiceField, PasswordField, TextField } from '../parts/fields.tsx'
import { fieldError } from '../api/field-errors.ts'
import { useWords } from '../words.ts'
import { roleOptions } from './role-options.ts'

interface PersonFormProps {
  isOpen: boolean
  onClose: () => void
}

/** Lets somebody in, with a role and a first password. */
export function PersonForm({ isOpen, onClose }: PersonFormProps) {
  const say = useWords()
  return (
    <Dialog title={say('web.people.add')} isOpen={isOpen} onClose={onClose}>
      <Form onClose={onClose} />
    </Dialog>
  )
}

function Form({ onClose }: Pick<PersonFormProps, 'onClose'>) {
  const say = useWords()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [role, setRole] = useState<'viewer' | 'operator' | 'admin'>('viewer')
  const add = useAct(accessRoutes.routes.addPerson, onClose)
  const whyNot = name.trim() === '' || password === '' ? say('web.signin.needsBoth') : null
  return (
    <DialogForm
      act={say('web.people.letIn')}
      whyNot={whyNot}
      error={add.error}
      onSubmit={() => add.mutate({ body: { name: name.trim(), role, password } })}
      onClose={onClose}
    >
      <TextField
        label={say('web.signin.name')}
        value={name}
        onChange={setName}
        hasFocus
        error={fieldError(add.error, '/name')}
      />
      <ChoiceField
        label={say('web.people.roleLabel')}
        value={role}
        onChange={setRole}
        options={roleOptions(say)}
        hint={say(`web.role.${role}.can`)}
      />
      <PasswordField
        label={say('web.people.firstPassword')}
        value={password}
        onChange={setPassword}
        autoComplete="new-password"
        error={fieldError(add.error, '/password')}
      />
    </DialogForm>
  )
}
