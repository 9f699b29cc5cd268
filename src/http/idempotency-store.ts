import type { Selectable } from 'kysely'
import type { Tx } from '../db/db.ts'
import { lockInTx } from '../db/lock-in-tx.ts'
import type { HttpTables } from '../db/tables/http.ts'

export type KeptReply = Selectable<HttpTables['http_replies']>

export interface ReplyKey {
  actor: string
  key: string
}

/** Makes the key the caller's, or finds what stands there already. Forgets what is older than `keepSince`. */
export async function beginReply(
  tx: Tx,
  { actor, key }: ReplyKey,
  row: { fingerprint: string; at: number; keepSince: number },
): Promise<KeptReply | undefined> {
  await lockInTx(tx, `http_replies ${actor} ${key}`)
  await tx.deleteFrom('http_replies').where('begun_at', '<', row.keepSince).execute()
  const kept = await tx
    .selectFrom('http_replies')
    .selectAll()
    .where('actor', '=', actor)
    .where('idempotency_key', '=', key)
    .executeTakeFirst()
  if (kept !== undefined) return kept
  const { fingerprint, at } = row
  const begun = { actor, idempotency_key: key, fingerprint, begun_at: at, status: null, headers: null, body: null }
  await tx.insertInto('http_replies').values(begun).execute()
  return undefined
}

export async function keepReply(
  tx: Tx,
  { actor, key }: ReplyKey,
  reply: { status: number; headers: string; body: string | null },
): Promise<void> {
  await tx
    .updateTable('http_replies')
    .set(reply)
    .where('actor', '=', actor)
    .where('idempotency_key', '=', key)
    .execute()
}

export async function forgetReply(tx: Tx, { actor, key }: ReplyKey): Promise<void> {
  await tx.deleteFrom('http_replies').where('actor', '=', actor).where('idempotency_key', '=', key).execute()
}
