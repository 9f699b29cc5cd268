import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { IconLogout } from '@tabler/icons-react'
import { accessRoutes } from '../../src/access/contract.ts'
import { useAct } from '../api/use-api.ts'
import { Banner } from '../parts/Banner.tsx'
import { Door } from '../shell/Door.tsx'
import { sessionQuery } from '../session/use-session.ts'
import { useWords } from '../words.ts'
import { SignInForm } from './SignInForm.tsx'

/** Back to where one wanted to go. */
export function SignIn() {
  const say = useWords()
  const navigate = useNavigate()
  const client = useQueryClient()
  const { to, ended } = useSearch({ from: '/signin' })
  const signIn = useAct(accessRoutes.routes.signIn, (session) => {
    // What the page still holds was read by whoever was signed in before.
    client.removeQueries()
    client.setQueryData(sessionQuery.queryKey, session)
    void navigate({ href: to ?? '/' })
  })
  return (
    <Door title={say('web.signin.title')}>
      {ended === true && (
        <Banner tone="warn" icon={IconLogout}>
          {say('web.signin.ended')}
        </Banner>
      )}
      <SignInForm
        onSignIn={(name, password) => signIn.mutate({ body: { name, password } })}
        error={signIn.error}
        isBusy={signIn.isPending}
      />
      <p className="s12 t3">{say('web.signin.forgotten')}</p>
    </Door>
  )
}
