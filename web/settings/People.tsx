import { useMay, useSession } from '../session/use-session.ts'
import { Page } from '../shell/Page.tsx'
import { useWords } from '../words.ts'
import { Keys } from './Keys.tsx'
import { PeopleList } from './PeopleList.tsx'

/** Who may do what: people with roles, and keys for programs. */
export function People() {
  const say = useWords()
  const isAdmin = useMay('access:write')
  const session = useSession()
  return (
    <Page title={say('web.nav.settings.people')} subtitle={say('web.settings.people.subtitle')}>
      {isAdmin && <PeopleList ownId={session.person?.personId ?? null} />}
      <Keys isAdmin={isAdmin} scopes={session.scopes} />
    </Page>
  )
}
