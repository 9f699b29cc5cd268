import { useQueryClient, type Query, type QueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { jobRoutes } from '../../src/jobs/contract.ts'
import { eventRoutes, type StreamMessage as LiveMessage } from '../../src/live/contract.ts'
import { announce } from '../parts/announce.ts'
import { say } from '../words.ts'
import { addressOf } from '../api/client.ts'
import { sessionQuery } from '../session/use-session.ts'
import { connectionNow, setConnection } from './connection.ts'
import { setProgress } from './progress.ts'
import type { StreamMessage } from './channel.ts'
import { roomsTouchedBy } from './rooms.ts'
import { openStream } from './stream.ts'

const OFFLINE_MS = 8_000
/** Events that come together are one refresh; while they go on, there is one in each `MOVING_MS`. */
const GATHER_MS = 250
/** What moves is read again this often. */
const MOVING_MS = 1000
/** What shows how far any job is, and is cheap to read. */
const MOVING: readonly string[] = [
  jobRoutes.routes.listRuns,
  jobRoutes.routes.getJob,
  jobRoutes.routes.listChildren,
  jobRoutes.routes.listQueues,
  jobRoutes.routes.countJobs,
].map(({ path }) => path)

/** Keeps one stream open while somebody is signed in: connection, progress, and what to read again. */
export function useLive(): void {
  const client = useQueryClient()
  useEffect(() => {
    const refresh = gather((rooms) => void refreshRooms(client, rooms), GATHER_MS)
    const follow = gather((kinds) => void refreshFollowers(client, kinds), MOVING_MS)
    let offlineTimer = 0
    return openStream({
      url: addressOf(eventRoutes.routes.stream, {}),
      socketUrl: addressOf(eventRoutes.routes.socket, {}).replace(/^http/, 'ws'),
      names: ['hello', 'event', 'progress', 'gap', 'heartbeat'],
      onOpen: () => {
        window.clearTimeout(offlineTimer)
        cameBack(client)
      },
      onLost: (nextTryMs) => {
        // The stream can't say why it was refused.
        void client.invalidateQueries({ queryKey: sessionQuery.queryKey })
        if (connectionNow().state !== 'live') return setConnection({ nextTryMs })
        setConnection({ state: 'reconnecting', nextTryMs })
        offlineTimer = window.setTimeout(() => setConnection({ state: 'offline' }), OFFLINE_MS)
      },
      onMessage: (message) => {
        setConnection({ heardAtMs: Date.now() })
        take(client, message, { refresh, follow })
      },
    })
  }, [client])
}

function cameBack(client: QueryClient): void {
  const wasLost = connectionNow().state === 'offline' || connectionNow().nextTryMs !== null
  setConnection({ state: 'live', nextTryMs: null, heardAtMs: Date.now() })
  if (!wasLost) return
  void client.invalidateQueries()
  announce(say('web.connection.upToDate'))
}

type Refresh = (names: readonly string[]) => void

function take(
  client: QueryClient,
  { name, data }: StreamMessage,
  { refresh, follow }: { refresh: Refresh; follow: Refresh },
): void {
  const message = { type: name, ...(data as object) } as LiveMessage
  if (message.type === 'progress') {
    setProgress(message.progress)
    // The start of a run is no event of its own, and how far it is as a whole only the server knows.
    follow([message.progress.kind])
  } else if (message.type === 'event') refresh(roomsTouchedBy(message.event.kind))
  else if (message.type === 'gap') void client.invalidateQueries()
  else if (message.type === 'heartbeat') setConnection({ serverAheadMs: aheadMs(message.at) })
  else setConnection({ serverAheadMs: aheadMs(message.at), serverZone: message.timeZone })
}

const aheadMs = (at: string): number => Date.parse(at) - Date.now()

/** Many events in a moment make one refresh. */
function gather(run: (names: ReadonlySet<string>) => void, withinMs: number): Refresh {
  let waiting = new Set<string>()
  let timer = 0
  let lastMs = -Infinity
  return (names) => {
    for (const name of names) waiting.add(name)
    if (timer !== 0 || waiting.size === 0) return
    const restMs = lastMs + MOVING_MS - performance.now()
    timer = window.setTimeout(
      () => {
        const due = waiting
        waiting = new Set()
        timer = 0
        lastMs = performance.now()
        run(due)
      },
      Math.max(withinMs, restMs),
    )
  }
}

async function refreshRooms(client: QueryClient, rooms: ReadonlySet<string>): Promise<void> {
  const isOf = ({ queryKey }: Query) => rooms.has(String(queryKey[0]).split('/')[3] ?? '')
  // A first read that is under way is not begun anew, though it may have been answered before the change.
  const early = client
    .getQueryCache()
    .findAll({ predicate: (query) => isOf(query) && query.state.status === 'pending', fetchStatus: 'fetching' })
  await client.invalidateQueries({ predicate: isOf })
  if (early.length > 0) await client.invalidateQueries({ predicate: (query) => early.includes(query) })
}

/** @param kinds of jobs that said how far they are */
function refreshFollowers(client: QueryClient, kinds: ReadonlySet<string>): Promise<void> {
  const isFollowing = (follows: unknown): boolean =>
    typeof follows === 'string' && [...kinds].some((kind) => kind.startsWith(follows))
  return client.invalidateQueries({
    predicate: ({ queryKey, meta }) => MOVING.includes(String(queryKey[0])) || isFollowing(meta?.['follows']),
  })
}
