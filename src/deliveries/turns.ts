/** Work on the same thing, one after the other within this process; across processes jobs have serial keys. */
export function turnsOf() {
  const last = new Map<number, Promise<unknown>>()
  return {
    isBusy: (id: number): boolean => last.has(id),
    async inTurn<T>(id: number, work: () => Promise<T>): Promise<T> {
      const before = last.get(id) ?? Promise.resolve()
      const mine = before.then(work, work)
      const settled = mine.catch(() => {})
      last.set(id, settled)
      try {
        return await mine
      } finally {
        if (last.get(id) === settled) last.delete(id)
      }
    },
  }
}
