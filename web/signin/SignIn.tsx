import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { accessRoutes } from '../../src/access/contract.ts'
import { useAct } from '../api/use-api.ts'
import { Door } from '../shell/Door.tsx'
import { sessionQuery } from '../session/use-session.ts'
import { useWords } from '../words.ts'
import { SignInForm } from './SignInForm.tsx'

/** Back to where one wanted to go. */
export function SignIn() {
  const say = useWords()
  const navigate = useNavigate()
  const client = useQueryClient()
  const { to } = useSearch({ from: '/signin' })
  const signIn = useAct(accessRoutes.routes.signIn, (session) => {
    client.setQueryData(sessionQuery.queryKey, session)
    void navigate({ to: to ?? '/' })
  })
  return (
    <Door title={say('web.signin.title')}>
      <SignInForm
        onSignIn={(name, password) => signIn.mutate({ body: { name, password } })}
        error={signIn.error}
        isBusy={signIn.isPending}
      />
      <p className="s12 t3">{say('web.signin.forgotten')}</p>
    </Door>
  )
}
