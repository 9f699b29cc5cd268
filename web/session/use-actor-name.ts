import { accessRoutes } from '../../src/access/contract.ts'
import { useRead } from '../api/use-api.ts'
import { useWords } from '../words.ts'
import { useMay, useSession } from './use-session.ts'

/** `person:3`, `cli:ann` and the like as people say it. Only an admin knows the names of the others. */
export function useActorName(): (id: string) => string {
  const say = useWords()
  const session = useSession()
  const people = useRead(accessRoutes.routes.listPeople, {}, { isEnabled: useMay('access:write') })
  return (id) => {
    if (id === session.actor) return session.name
    if (id === 'system') return say('app.name')
    if (id === 'file') return say('web.actor.file')
    if (id === 'setup') return say('web.actor.setup')
    const [kind, rest = ''] = id.split(':')
    if (kind === 'cli') return say('web.actor.cli', { name: rest })
    if (kind === 'key' || kind === 'webhook') return say(`web.actor.${kind}`, { id: rest })
    return people.data?.items.find(({ personId }) => id === `person:${personId}`)?.name ?? id
  }
}
