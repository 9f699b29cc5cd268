import type { Selectable } from 'kysely'
import type { Db, Reader, Tx } from '../db/db.ts'
import type { ConnectionTables } from '../db/tables/connections.ts'
import { type Connection, type Health, UNTESTED } from './model.ts'

/** Asks the database something that it can only answer when it works. @returns how many migrations it has */
export async function askDatabase(db: Db): Promise<number> {
  const { count } = await db.read
    .selectFrom('schema_migrations')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}

type Row = Selectable<ConnectionTables['connections_entries']>

function toConnection(row: Row): Connection {
  return {
    connectionId: row.id,
    kind: row.kind,
    name: row.name,
    settings: JSON.parse(row.settings) as Connection['settings'],
    origin: row.origin,
    isEnabled: row.is_enabled === 1,
    version: row.version,
    createdAt: row.created_at,
    changedAt: row.changed_at,
    health: JSON.parse(row.health) as Health,
  }
}

/** By name. */
export async function listConnections(reader: Reader): Promise<Connection[]> {
  const rows = await reader.selectFrom('connections_entries').selectAll().orderBy('name_key').execute()
  return rows.map(toConnection)
}

export async function findConnection(reader: Reader, connectionId: number): Promise<Connection | undefined> {
  const row = await reader
    .selectFrom('connections_entries')
    .selectAll()
    .where('id', '=', connectionId)
    .executeTakeFirst()
  return row === undefined ? undefined : toConnection(row)
}

export async function findConnectionByName(reader: Reader, nameKey: string): Promise<Connection | undefined> {
  const row = await reader
    .selectFrom('connections_entries')
    .selectAll()
    .where('name_key', '=', nameKey)
    .executeTakeFirst()
  return row === undefined ? undefined : toConnection(row)
}

export async function findConnectionIdByFormerName(reader: Reader, nameKey: string): Promise<number | undefined> {
  const row = await reader
    .selectFrom('connections_former_names')
    .select('connection_id')
    .where('name_key', '=', nameKey)
    .executeTakeFirst()
  return row?.connection_id
}

export const saveFormerName = (
  tx: Tx,
  { nameKey, connectionId }: { nameKey: string; connectionId: number },
): Promise<unknown> =>
  tx
    .insertInto('connections_former_names')
    .values({ name_key: nameKey, connection_id: connectionId })
    .onConflict((conflict) => conflict.column('name_key').doUpdateSet({ connection_id: connectionId }))
    .execute()

export const deleteFormerName = (tx: Tx, nameKey: string): Promise<unknown> =>
  tx.deleteFrom('connections_former_names').where('name_key', '=', nameKey).execute()

export const deleteFormerNames = (tx: Tx, connectionId: number): Promise<unknown> =>
  tx.deleteFrom('connections_former_names').where('connection_id', '=', connectionId).execute()

export type NewConnection = Pick<Connection, 'kind' | 'name' | 'settings' | 'origin' | 'isEnabled'> & {
  nameKey: string
}

export async function insertConnection(tx: Tx, entry: NewConnection, now: number): Promise<Connection> {
  const row = await tx
    .insertInto('connections_entries')
    .values({
      kind: entry.kind,
      name: entry.name,
      name_key: entry.nameKey,
      settings: JSON.stringify(entry.settings),
      origin: entry.origin,
      is_enabled: entry.isEnabled ? 1 : 0,
      version: 1,
      created_at: now,
      changed_at: now,
      health: JSON.stringify(UNTESTED),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return toConnection(row)
}

/** What was known of its health is of another connection now. */
export async function updateConnection(
  tx: Tx,
  { connectionId, version, ...entry }: NewConnection & Pick<Connection, 'connectionId' | 'version'>,
  now: number,
): Promise<Connection> {
  const row = await tx
    .updateTable('connections_entries')
    .set({
      name: entry.name,
      name_key: entry.nameKey,
      settings: JSON.stringify(entry.settings),
      origin: entry.origin,
      is_enabled: entry.isEnabled ? 1 : 0,
      version: version + 1,
      changed_at: now,
      health: JSON.stringify(UNTESTED),
    })
    .where('id', '=', connectionId)
    .returningAll()
    .executeTakeFirstOrThrow()
  return toConnection(row)
}

/** @returns false when it was changed or removed since `version` was read */
export async function saveHealth(
  tx: Tx,
  { connectionId, version }: Pick<Connection, 'connectionId' | 'version'>,
  health: Health,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('connections_entries')
    .set({ health: JSON.stringify(health) })
    .where('id', '=', connectionId)
    .where('version', '=', version)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

export async function deleteConnection(tx: Tx, connectionId: number): Promise<void> {
  await tx.deleteFrom('connections_entries').where('id', '=', connectionId).execute()
}

export interface SealedSecret {
  connectionId: number
  name: string
  sealed: string
  hint: string
  changedAt: number
}

/** Of one connection, or of all. */
export async function listSecrets(reader: Reader, connectionId?: number): Promise<SealedSecret[]> {
  let query = reader.selectFrom('connections_secrets').selectAll().orderBy('connection_id').orderBy('name')
  if (connectionId !== undefined) query = query.where('connection_id', '=', connectionId)
  const rows = await query.execute()
  return rows.map((row) => ({
    connectionId: row.connection_id,
    name: row.name,
    sealed: row.sealed,
    hint: row.hint,
    changedAt: row.changed_at,
  }))
}

export async function saveSecret(tx: Tx, { connectionId, name, sealed, hint, changedAt }: SealedSecret): Promise<void> {
  const facts = { sealed, hint, changed_at: changedAt }
  await tx
    .insertInto('connections_secrets')
    .values({ connection_id: connectionId, name, ...facts })
    .onConflict((conflict) => conflict.columns(['connection_id', 'name']).doUpdateSet(facts))
    .execute()
}

export async function deleteSecret(
  tx: Tx,
  { connectionId, name }: Pick<SealedSecret, 'connectionId' | 'name'>,
): Promise<void> {
  await tx
    .deleteFrom('connections_secrets')
    .where('connection_id', '=', connectionId)
    .where('name', '=', name)
    .execute()
}
