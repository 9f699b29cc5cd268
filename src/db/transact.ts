import type { Kysely } from 'kysely'
import { type Db, type Dialect, openHooks, type Tx } from './db.ts'
import type { Tables } from './tables.ts'

export interface TxWatch {
  /** Called when a transaction was open for longer than 250 ms. */
  onSlowTx?: (heldMs: number) => void
}

const SLOW_TX_MS = 250

/** `db.tx` over any Kysely: commit, then the after-commit calls in order. */
export function transactOn(kysely: Kysely<Tables>, dialect: Dialect, watch: TxWatch): Db['tx'] {
  return async <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
    const { result, afterCommit } = await kysely.transaction().execute((tx) => inTx({ tx, dialect, watch }, work))
    for (const call of afterCommit) call()
    return result
  }
}

export interface Done<T> {
  result: T
  afterCommit: readonly (() => void)[]
}

/** One piece of work in a transaction that somebody else opened and will commit. */
export async function inTx<T>(
  { tx, dialect, watch }: { tx: Tx; dialect: Dialect; watch: TxWatch },
  work: (tx: Tx) => Promise<T>,
): Promise<Done<T>> {
  const { afterCommit } = openHooks(tx, dialect)
  const startedAt = performance.now()
  try {
    return { result: await work(tx), afterCommit }
  } finally {
    const heldMs = performance.now() - startedAt
    if (heldMs > SLOW_TX_MS) watch.onSlowTx?.(heldMs)
  }
}
