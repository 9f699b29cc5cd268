import type { Db } from '../../db/db.ts'
import { breathe } from '../../kernel/breathe.ts'
import { inLedger, type LedgerDeps, type LedgerTx } from './ledger-tx.ts'

const TRIES = 5
const UNIQUE_VIOLATION = '23505'
const codeOf = (error: unknown): string | undefined => (error as { code?: string } | null)?.code

/** On PostgreSQL two transactions locked each other out, and this one had to give way. */
export const hadToGiveWay = (error: unknown): boolean => ['40P01', '40001'].includes(codeOf(error) ?? '')
/** Or a key was taken by another in the same instant. */
const isPassing = (error: unknown): boolean => hadToGiveWay(error) || codeOf(error) === UNIQUE_VIOLATION

/** One transaction on the ledger, again when another's got in its way: nothing of it was written then. */
export async function inRepeatedTx<T>(
  { db, ledger }: { db: Db; ledger: LedgerDeps },
  work: (open: LedgerTx) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await db.tx((tx) => inLedger(ledger, tx, work))
    } catch (error) {
      if (tries === TRIES || !isPassing(error)) throw error
      await breathe()
    }
  }
}
