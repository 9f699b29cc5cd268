import type { Db } from '../../db/db.ts'
import { breathe } from '../../kernel/breathe.ts'
import { inLedger, type LedgerDeps, type LedgerTx } from './ledger-tx.ts'

const TRIES = 5
/** On PostgreSQL: deadlock, serialization failure, and a key that another took in the same instant. */
const PASSING = new Set(['40P01', '40001', '23505'])

/** One transaction on the ledger, again when another's got in its way: nothing of it was written then. */
export async function inRepeatedTx<T>(
  { db, ledger }: { db: Db; ledger: LedgerDeps },
  work: (open: LedgerTx) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await db.tx((tx) => inLedger(ledger, tx, work))
    } catch (error) {
      if (tries === TRIES || !PASSING.has((error as { code?: string }).code ?? '')) throw error
      await breathe()
    }
  }
}
