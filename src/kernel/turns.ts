export interface Turns<Key> {
  isBusy(key: Key): boolean
  inTurn<T>(key: Key, work: () => Promise<T>): Promise<T>
}

/** Work on the same thing, one after the other within this process; across processes jobs have serial keys. */
export function turnsOf<Key>(): Turns<Key> {
  const last = new Map<Key, Promise<unknown>>()
  return {
    isBusy: (key) => last.has(key),
    async inTurn(key, work) {
      const mine = (last.get(key) ?? Promise.resolve()).then(work, work)
      // The next one waits for its end; how it ended is told to its own caller.
      const settled = mine.catch(() => undefined)
      last.set(key, settled)
      try {
        return await mine
      } finally {
        if (last.get(key) === settled) last.delete(key)
      }
    },
  }
}
