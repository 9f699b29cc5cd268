import type { Step } from '../deps.ts'

/** How an attempt to bring an airing in line ended. */
export interface Ended {
  error: unknown
  /** What was being brought about when it ended with an error. */
  step: Step | undefined
}

export const WELL: Ended = { error: undefined, step: undefined }

/** Tells those who wait in this process how the next attempt at an airing ends. */
export interface Attempts {
  /** Begin to wait before the work is started. @returns undefined when it has not ended in time */
  next(airingId: number, limit: { ms: number; signal: AbortSignal }): Promise<Ended | undefined>
  ended(airingId: number, ended?: Ended): void
}

export function createAttempts(): Attempts {
  const waiting = new Map<number, Set<(ended: Ended | undefined) => void>>()
  return {
    next(airingId, { ms, signal }) {
      return new Promise((resolve) => {
        const all = waiting.get(airingId) ?? new Set()
        waiting.set(airingId, all)
        const done = (ended: Ended | undefined): void => {
          clearTimeout(timer)
          signal.removeEventListener('abort', onAbort)
          all.delete(done)
          if (all.size === 0 && waiting.get(airingId) === all) waiting.delete(airingId)
          resolve(ended)
        }
        const onAbort = (): void => done(undefined)
        const timer = setTimeout(() => done(undefined), ms)
        signal.addEventListener('abort', onAbort, { once: true })
        all.add(done)
      })
    },
    ended(airingId, ended = WELL) {
      for (const done of waiting.get(airingId) ?? []) done(ended)
    },
  }
}
