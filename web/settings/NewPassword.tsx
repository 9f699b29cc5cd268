import { useState } from 'react'
import { accessRoutes, type PersonView } from '../../src/access/contract.ts'
import { DialogForm } from '../api/DialogForm.tsx'
import { useAct } from '../api/use-api.ts'
import { Dialog } from '../parts/Dialog.tsx'
import { PasswordField } from '../parts/fields.tsx'
import { fieldError } from '../api/field-errors.ts'
import { useWords } from '../words.ts'

interface NewPasswordProps {
  person: PersonView
  isOpen: boolean
  onClose: () => void
}

/** A new password for somebody else; all their sessions end. */
export function NewPassword({ person, isOpen, onClose }: NewPasswordProps) {
  const say = useWords()
  const [password, setPassword] = useState('')
  const set = useAct(accessRoutes.routes.setPassword, () => {
    setPassword('')
    onClose()
  })
  return (
    <Dialog title={say('web.people.newPasswordFor', { name: person.name })} isOpen={isOpen} onClose={onClose}>
      <DialogForm
        act={say('web.people.newPassword')}
        whyNot={password === '' ? say('web.settings.password.needsBoth') : null}
        error={set.error}
        onSubmit={() => set.mutate({ params: { personId: person.personId }, body: { password } })}
        onClose={onClose}
      >
        <PasswordField
          label={say('web.signin.password')}
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
          hasFocus
          error={fieldError(set.error, '/password')}
        />
      </DialogForm>
    </Dialog>
  )
}
