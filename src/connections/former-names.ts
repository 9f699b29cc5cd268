import type { Reader, Tx } from '../db/db.ts'
import {
  deleteFormerName,
  deleteFormerNames,
  findConnectionByName,
  findConnectionIdByFormerName,
  saveFormerName,
} from './store.ts'

interface Taking {
  /** Whose name it was before; null of a new connection. */
  from: { nameKey: string; connectionId: number } | null
  to: string
}

/** A name leads to whoever has it; the one that it replaces goes on leading to the same connection. */
export async function takeName(tx: Tx, { from, to }: Taking): Promise<void> {
  await deleteFormerName(tx, to)
  if (from !== null && from.nameKey !== to) await saveFormerName(tx, from)
}

export const forgetNames = (tx: Tx, connectionId: number): Promise<unknown> => deleteFormerNames(tx, connectionId)

/** Settings call a connection by its name, and are not written anew when that changes. */
export async function findNamed(reader: Reader, nameKey: string): Promise<number | undefined> {
  const found = await findConnectionByName(reader, nameKey)
  return found?.connectionId ?? findConnectionIdByFormerName(reader, nameKey)
}
