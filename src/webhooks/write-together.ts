import type { Db, Tx } from '../db/db.ts'

/** More would hold up other writers. */
const MOST = 25

/**
 * Writes what comes up while a commit is under way in the next transaction, all of it: on SQLite, where one writes at a
 * time, the commits are what costs. When that fails, each is written alone, so that none fails for another. On PostgreSQL
 * each has a transaction of its own: rows are locked by name, and two that hold several would wait for each other.
 */
export function writeTogether<Item, Written>(
  db: Db,
  write: (tx: Tx, item: Item) => Promise<Written>,
): (item: Item) => Promise<Written> {
  const alone = (item: Item): Promise<Written> => db.tx((tx) => write(tx, item))
  if (db.dialect === 'postgres') return alone
  const waiting: { item: Item; done: PromiseWithResolvers<Written> }[] = []
  let isWriting = false
  const writeBatch = async (batch: typeof waiting): Promise<void> => {
    try {
      const written = await db.tx(async (tx) => {
        const all: Written[] = []
        for (const { item } of batch) all.push(await write(tx, item))
        return all
      })
      for (const [at, { done }] of batch.entries()) done.resolve(written[at] as Written)
    } catch (error) {
      if (batch.length === 1) batch[0]?.done.reject(error)
      else for (const { item, done } of batch) await alone(item).then(done.resolve, done.reject)
    }
  }
  const run = async (): Promise<void> => {
    isWriting = true
    while (waiting.length > 0) await writeBatch(waiting.splice(0, MOST))
    isWriting = false
  }
  return (item) => {
    const done = Promise.withResolvers<Written>()
    waiting.push({ item, done })
    if (!isWriting) void run()
    return done.promise
  }
}
