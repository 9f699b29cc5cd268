import { useState } from 'react'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { Button } from '../parts/Button.tsx'
import { PasswordField, TextField } from '../parts/fields.tsx'
import { fieldErrorCount } from '../api/field-errors.ts'
import { useWords } from '../words.ts'

interface SignInFormProps {
  onSignIn: (name: string, password: string) => void
  error: Error | null
  isBusy: boolean
}

/** Name and password; a refusal stands above the button, not in a field: it does not say which of both was wrong. */
export function SignInForm({ onSignIn, error, isBusy }: SignInFormProps) {
  const say = useWords()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const whyNot = name === '' || password === '' ? say('web.signin.needsBoth') : isBusy ? say('web.signin.busy') : null
  return (
    <form
      className="col gap12"
      onSubmit={(event) => {
        event.preventDefault()
        if (whyNot === null) onSignIn(name, password)
      }}
    >
      <TextField label={say('web.signin.name')} value={name} onChange={setName} autoComplete="username" hasFocus />
      <PasswordField
        label={say('web.signin.password')}
        value={password}
        onChange={setPassword}
        autoComplete="current-password"
      />
      {error !== null && fieldErrorCount(error) === 0 && <ProblemPanel error={error} />}
      <Button look="primary" type="submit" whyNot={whyNot}>
        {say('web.signin.act')}
      </Button>
    </form>
  )
}
