import { useState } from 'react'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { Button } from '../parts/Button.tsx'
import { FieldError, PasswordField, TextField } from '../parts/fields.tsx'
import { Panel, PanelBody } from '../parts/Panel.tsx'
import { fieldError, fieldErrorCount } from '../api/field-errors.ts'
import { useFirstWrong } from '../api/use-first-wrong.ts'
import { useWords, type Say } from '../words.ts'
import styles from './forms.module.css'

interface AccountFormProps {
  onAccount: (name: string, password: string) => void
  onBack: () => void
  error: Error | null
  isBusy: boolean
}

/** The first admin. The password is typed twice; what the server says of a field stands at the field. */
export function AccountForm({ onAccount, onBack, error, isBusy }: AccountFormProps) {
  const say = useWords()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const whyNot = whyNotYet(say, { name, password, again }, isBusy)
  const form = useFirstWrong<HTMLFormElement>(error)
  const wrong = fieldErrorCount(error)
  return (
    <form
      ref={form}
      className="col gap16"
      onSubmit={(event) => {
        event.preventDefault()
        if (whyNot === null) onAccount(name.trim(), password)
      }}
    >
      <Panel>
        <PanelBody>
          <div className={styles.fields}>
            <TextField
              label={say('web.signin.name')}
              value={name}
              onChange={setName}
              autoComplete="username"
              hasFocus
              error={fieldError(error, '/name')}
            />
            <PasswordField
              label={say('web.signin.password')}
              value={password}
              onChange={setPassword}
              autoComplete="new-password"
              hint={say('web.setup.password.hint')}
              error={fieldError(error, '/password')}
            />
            <PasswordField
              label={say('web.setup.password.again')}
              value={again}
              onChange={setAgain}
              autoComplete="new-password"
              error={again !== '' && again !== password ? say('web.setup.password.differs') : undefined}
            />
          </div>
        </PanelBody>
      </Panel>
      {error !== null && wrong === 0 && <ProblemPanel error={error} />}
      <div className={styles.buttons}>
        <Button look="quiet" onClick={onBack}>
          {say('web.setup.back')}
        </Button>
        <span className="end" />
        {wrong > 0 && <FieldError>{say('web.field.wrongCount', { count: wrong })}</FieldError>}
        <Button look="primary" type="submit" whyNot={whyNot}>
          {say('web.setup.account.act')}
        </Button>
      </div>
    </form>
  )
}

function whyNotYet(say: Say, typed: { name: string; password: string; again: string }, isBusy: boolean): string | null {
  if (typed.name.trim() === '' || typed.password === '') return say('web.signin.needsBoth')
  if (typed.again !== typed.password) return say('web.setup.password.differs')
  return isBusy ? say('web.signin.busy') : null
}
