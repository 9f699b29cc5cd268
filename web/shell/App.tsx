import { Outlet, useLocation, useRouter } from '@tanstack/react-router'
import { useEffect, useMemo } from 'react'
import { attentionRoutes } from '../../src/attention/contract.ts'
import { connectionRoutes } from '../../src/connections/contract.ts'
import { useRead } from '../api/use-api.ts'
import { formatNumber } from '../format.ts'
import { useLive } from '../live/use-live.ts'
import { useSession, useSessionState } from '../session/use-session.ts'
import { useWords } from '../words.ts'
import { usePaletteSources } from './palette-sources.ts'
import { Shell } from './Shell.tsx'
import type { ShellProps } from './shell-view.ts'

/** The shell for as long as somebody is signed in: a session can also be ended by the server. */
export function App() {
  const { state } = useSessionState()
  return state === 'signed-in' ? <SignedInShell /> : <Ended isUnclaimed={state === 'setup'} />
}

/** Leaves the shell and keeps in mind where it was. */
function Ended({ isUnclaimed }: { isUnclaimed: boolean }) {
  const router = useRouter()
  useEffect(() => {
    const to = router.latestLocation.href
    if (isUnclaimed) void router.navigate({ to: '/setup', search: { ended: true }, replace: true })
    else void router.navigate({ to: '/signin', search: { to, ended: true }, replace: true })
  }, [router, isUnclaimed])
  return null
}

/** The shell with its data: who is signed in, what needs a person, the live stream. */
function SignedInShell() {
  const path = useLocation({ select: (location) => location.pathname })
  const session = useSession()
  const sources = usePaletteSources()
  useLive()
  const person = { name: session.name, role: session.person?.role ?? ('admin' as const) }
  return (
    <Shell path={path} person={person} counts={useCounts()} sources={sources}>
      <Outlet />
    </Shell>
  )
}

function useCounts(): ShellProps['counts'] {
  const say = useWords()
  const attention = useRead(attentionRoutes.routes.listOpen, { query: {} })
  const connections = useRead(connectionRoutes.routes.list, {})
  const open = attention.data?.items
  const failing = connections.data?.items.filter(({ state }) => state === 'failing').length ?? 0
  return useMemo(() => {
    const counts: ShellProps['counts'] = {}
    if (failing > 0)
      counts.connections = {
        value: formatNumber(failing),
        label: say('web.nav.failing', { count: failing }),
        tone: 'bad',
      }
    if (open === undefined || open.length === 0) return counts
    const tone = open.some((card) => card.severity === 'bad') ? 'bad' : 'warn'
    counts.home = { value: formatNumber(open.length), label: say('web.nav.needYou', { count: open.length }), tone }
    return counts
  }, [say, open, failing])
}
