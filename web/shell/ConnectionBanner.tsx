import { IconPlug } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { formatClock, formatDuration } from '../format.ts'
import { useConnection } from '../live/connection.ts'
import { Banner } from '../parts/Banner.tsx'
import { useNow } from '../parts/use-now.ts'
import { useWords } from '../words.ts'

/** A blink of the connection needs no banner. */
const BLINK_MS = 2000

/** Since when the server is not heard, how old the page is, and when the next try comes; else what is less pressing. */
export function ConnectionBanner({ otherwise }: { otherwise: ReactNode }) {
  const say = useWords()
  const { state, sinceMs, heardAtMs, nextTryMs } = useConnection()
  const nowMs = useNow('each-second')
  if (state === 'live' || (state === 'reconnecting' && nowMs - sinceMs < BLINK_MS)) return otherwise
  const next = nextTryMs === null ? '' : say('web.connection.nextTry', { time: formatClock(nextTryMs) })
  return (
    <Banner tone={state === 'offline' ? 'bad' : 'warn'} icon={IconPlug} isAssertive={state === 'offline'} isSticky>
      <b>{say('web.connection.lostSince', { time: formatClock(heardAtMs) })}</b>{' '}
      {say('web.connection.age', { age: formatDuration(nowMs - heardAtMs) })} {next}
    </Banner>
  )
}
