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
    let calls: (() => void)[] = []
    const result = await kysely.transaction().execute(async (tx) => {
      const opened = openHooks(tx, dialect)
      calls = opened.afterCommit
      const startedAt = performance.now()
      try {
        return await work(tx)
      } finally {
        const heldMs = performance.now() - startedAt
        if (heldMs > SLOW_TX_MS) watch.onSlowTx?.(heldMs)
      }
    })
    for (const call of calls) call()
    return result
  }
}
