import { CompiledQuery, type Kysely } from 'kysely'
import type { Db, Tx } from './db.ts'
import type { Tables } from './tables.ts'
import { type Done, inTx, type TxWatch } from './transact.ts'

export interface SharedCommits {
  /** One by one, each with a commit of its own. */
  tx: Db['tx']
  txTogether: Db['txTogether']
  /** Resolves when nothing that was asked for is left to do. */
  idle(): Promise<void>
}

/** Bounds how long the first waits for the last. */
const MOST_TOGETHER = 32

interface Asked {
  isApart: boolean
  run(tx: Tx): Promise<Done<unknown>>
  resolve(result: unknown): void
  reject(error: unknown): void
}

type Outcome = { kind: 'done'; done: Done<unknown> } | { kind: 'failed'; error: unknown }

/**
 * Transactions on a file with one writer, in the order in which they are asked for. SQLite waits for the disk at each
 * commit, and that is what a transaction costs: those that go together share one. Each hears of its end only after the commit; one
 * that fails is taken back alone. A disk that fails fails all of them.
 */
export function shareCommits(kysely: Kysely<Tables>, watch: TxWatch): SharedCommits {
  const waiting: Asked[] = []
  let running: Promise<void> | undefined
  const runAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      // Whoever is ready by now asks, too.
      if (waiting[0]?.isApart === false) await new Promise<void>((resolve) => setImmediate(resolve))
      await runTogether(kysely, waiting.splice(0, countNext(waiting)))
    }
    running = undefined
  }
  const ask = <T>(isApart: boolean, work: (tx: Tx) => Promise<T>): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      const run = (opened: Tx): Promise<Done<T>> => inTx({ tx: opened, dialect: 'sqlite', watch }, work)
      waiting.push({ isApart, run, resolve, reject })
      running ??= runAll()
    })
  return {
    tx: (work) => ask(true, work),
    txTogether: (work) => ask(false, work),
    idle: async () => running,
  }
}

/** The next one alone, or as many that go together as stand next to each other. */
function countNext(waiting: readonly Asked[]): number {
  const apart = waiting.findIndex(({ isApart }) => isApart)
  return Math.min(MOST_TOGETHER, apart === -1 ? waiting.length : Math.max(1, apart))
}

/** Never throws: each of them is told. */
async function runTogether(kysely: Kysely<Tables>, asked: readonly Asked[]): Promise<void> {
  const outcomes: Outcome[] = []
  try {
    await kysely.transaction().execute(async (tx) => {
      const [first] = asked
      if (asked.length === 1 && first !== undefined) outcomes.push({ kind: 'done', done: await first.run(tx) })
      else for (const one of asked) outcomes.push(await runApart(tx, one))
    })
  } catch (error) {
    for (const [index, { reject }] of asked.entries()) {
      const outcome = outcomes[index]
      reject(outcome?.kind === 'failed' ? outcome.error : error)
    }
    return
  }
  for (const [index, { resolve, reject }] of asked.entries()) {
    const outcome = outcomes[index] as Outcome
    if (outcome.kind === 'failed') reject(outcome.error)
    else tell(outcome.done, { resolve, reject })
  }
}

/** @throws when the whole transaction is lost, as it is when the disk is full */
async function runApart(tx: Tx, { run }: Asked): Promise<Outcome> {
  await tx.executeQuery(CompiledQuery.raw('savepoint apart'))
  let outcome: Outcome
  try {
    // An object of its own: hooks are kept by it.
    outcome = { kind: 'done', done: await run(tx.withoutPlugins()) }
  } catch (error) {
    outcome = { kind: 'failed', error }
    await takeBack(tx, error)
  }
  await tx.executeQuery(CompiledQuery.raw('release apart'))
  return outcome
}

async function takeBack(tx: Tx, cause: unknown): Promise<void> {
  try {
    await tx.executeQuery(CompiledQuery.raw('rollback to apart'))
  } catch {
    // SQLite has rolled all of it back by itself, and the reason is what made it.
    throw cause
  }
}

function tell({ result, afterCommit }: Done<unknown>, { resolve, reject }: Pick<Asked, 'resolve' | 'reject'>): void {
  try {
    for (const call of afterCommit) call()
    resolve(result)
  } catch (error) {
    reject(error)
  }
}
