import type { LiveMessage } from './model.ts'

/** In-process fan-out of what was committed. It only wakes readers; the log is the truth. */
export interface LiveBus {
  publish(message: LiveMessage): void
  /** @returns the call that ends the subscription */
  subscribe(listener: (message: LiveMessage) => void): () => void
  readonly listeners: number
}

export function createBus(): LiveBus {
  const listeners = new Set<(message: LiveMessage) => void>()
  return {
    publish(message) {
      for (const listener of listeners) listener(message)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    get listeners() {
      return listeners.size
    },
  }
}
