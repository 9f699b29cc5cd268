import type { Reader, Tx } from '../db/db.ts'
import { lockInTx } from '../db/lock-in-tx.ts'

export interface AuditRow {
  id: number
  at: number
  actor: string
  action: string
  subject: string
  address: string | null
  details: string
  hash: string
}

/** Makes the caller the only one who appends until the transaction ends. @returns the hash to chain on */
export async function lockAuditTail(tx: Tx): Promise<string | undefined> {
  await lockInTx(tx, 'access_audit')
  const last = await tx.selectFrom('access_audit').select('hash').orderBy('id', 'desc').limit(1).executeTakeFirst()
  return last?.hash
}

export async function insertAudit(tx: Tx, row: Omit<AuditRow, 'id'>): Promise<void> {
  await tx.insertInto('access_audit').values(row).execute()
}

export interface AuditFilter {
  actor?: string
  action?: string
  subject?: string
  before?: number
  limit: number
}

/** Newest first. */
export async function listAudit(db: Reader, filter: AuditFilter): Promise<AuditRow[]> {
  let query = db.selectFrom('access_audit').selectAll().orderBy('id', 'desc').limit(filter.limit)
  if (filter.before !== undefined) query = query.where('id', '<', filter.before)
  if (filter.actor !== undefined) query = query.where('actor', '=', filter.actor)
  if (filter.subject !== undefined) query = query.where('subject', '=', filter.subject)
  if (filter.action !== undefined)
    query = query.where('action', '>=', filter.action).where('action', '<', `${filter.action}\uffff`)
  return query.execute()
}

/** Oldest first, for export and check. */
export function readAuditAfter(db: Reader, id: number, limit: number): Promise<AuditRow[]> {
  return db.selectFrom('access_audit').selectAll().where('id', '>', id).orderBy('id').limit(limit).execute()
}
