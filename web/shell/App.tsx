import { Outlet, useLocation } from '@tanstack/react-router'
import { useMemo } from 'react'
import { attentionRoutes } from '../../src/attention/contract.ts'
import { useRead } from '../api/use-api.ts'
import { formatNumber } from '../format.ts'
import { useLive } from '../live/use-live.ts'
import { useSession } from '../session/use-session.ts'
import { useWords } from '../words.ts'
import { usePaletteSources } from './palette-sources.ts'
import { Shell } from './Shell.tsx'
import type { ShellProps } from './shell-view.ts'

/** The shell with its data: who is signed in, what needs a person, the live stream. */
export function App() {
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
  const open = attention.data?.items
  return useMemo(() => {
    if (open === undefined || open.length === 0) return {}
    const tone = open.some((card) => card.severity === 'bad') ? 'bad' : 'warn'
    return { home: { value: formatNumber(open.length), label: say('web.nav.needYou', { count: open.length }), tone } }
  }, [say, open])
}
