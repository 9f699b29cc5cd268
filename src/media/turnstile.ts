/** Lets a bounded number of tasks run at once, the others in the order they came. */
export interface Turnstile {
  /** @throws the signal's reason when aborted while waiting */
  pass<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T>
}

export function createTurnstile(maxParallel: number): Turnstile {
  const waiting: (() => void)[] = []
  let running = 0
  const enter = (signal: AbortSignal | undefined): Promise<void> => {
    signal?.throwIfAborted()
    if (running < maxParallel) {
      running += 1
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      const go = (): void => {
        signal?.removeEventListener('abort', leave)
        resolve()
      }
      const leave = (): void => {
        waiting.splice(waiting.indexOf(go), 1)
        reject(signal?.reason as Error)
      }
      waiting.push(go)
      signal?.addEventListener('abort', leave, { once: true })
    })
  }
  return {
    async pass(task, signal) {
      await enter(signal)
      try {
        return await task()
      } finally {
        const next = waiting.shift()
        if (next === undefined) running -= 1
        else next()
      }
    },
  }
}
