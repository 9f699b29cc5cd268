import { useState } from 'react'
import { accessRoutes, type PersonView } from '../../src/access/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useAct } from '../api/use-api.ts'
import { Button } from '../parts/Button.tsx'
import { Dialog } from '../parts/Dialog.tsx'
import { PasswordField } from '../parts/fields.tsx'
import { fieldError, fieldErrorCount } from '../session/field-errors.ts'
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
      <form
        className="col gap12"
        onSubmit={(event) => {
          event.preventDefault()
          if (password !== '') set.mutate({ params: { personId: person.personId }, body: { password } })
        }}
      >
        <PasswordField
          label={say('web.signin.password')}
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
          hasFocus
          error={fieldError(set.error, '/password')}
        />
        {set.error !== null && fieldErrorCount(set.error) === 0 && <ProblemPanel error={set.error} />}
        <div className="row">
          <Button onClick={onClose}>{say('web.cancel')}</Button>
          <span className="end" />
          <Button
            look="primary"
            type="submit"
            isWrite
            whyNot={password === '' ? say('web.settings.password.needsBoth') : null}
          >
            {say('web.people.newPassword')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
