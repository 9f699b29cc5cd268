import { useSyncExternalStore } from 'react'
import { ownTimeZone } from '../format.ts'

/** Whether what is on the screen is the present. */
export interface Connection {
  state: 'live' | 'reconnecting' | 'offline'
  /** When it came to this state, epoch ms. */
  sinceMs: number
  /** When the server was last heard. */
  heardAtMs: number
  /** The next automatic try. */
  nextTryMs: number | null
  /** What the server's clock is ahead of ours, ms. */
  serverAheadMs: number
  /** IANA zone of the server's clock; ours until it has said so. */
  serverZone: string
}

let now: Connection = {
  state: 'reconnecting',
  sinceMs: Date.now(),
  heardAtMs: Date.now(),
  nextTryMs: null,
  serverAheadMs: 0,
  serverZone: ownTimeZone(),
}
const listeners = new Set<() => void>()

export function setConnection(change: Partial<Connection>): void {
  const isOther = change.state !== undefined && change.state !== now.state
  now = { ...now, ...change, sinceMs: isOther ? Date.now() : now.sinceMs }
  for (const listener of listeners) listener()
}

export const connectionNow = (): Connection => now

export function useConnection(): Connection {
  return useSyncExternalStore(subscribe, connectionNow)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
