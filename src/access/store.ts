import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../db/db.ts'
import type { AccessTables } from '../db/tables/access.ts'
import type { Role } from './model.ts'

export type PersonRow = Selectable<AccessTables['access_people']>
export type SessionRow = Selectable<AccessTables['access_sessions']>
export type KeyRow = Selectable<AccessTables['access_keys']>

/** How names compare: `Ann`, `ANN` and `ａｎｎ` are one person. */
export const nameKey = (name: string): string => name.normalize('NFKC').trim().toLowerCase()

// People

export async function hasPeople(db: Reader): Promise<boolean> {
  return (await db.selectFrom('access_people').select('id').limit(1).executeTakeFirst()) !== undefined
}

export function listPeople(db: Reader): Promise<PersonRow[]> {
  return db.selectFrom('access_people').selectAll().orderBy('name_key').execute()
}

export function findPerson(db: Reader, personId: number): Promise<PersonRow | undefined> {
  return db.selectFrom('access_people').selectAll().where('id', '=', personId).executeTakeFirst()
}

export function findPersonByName(db: Reader, name: string): Promise<PersonRow | undefined> {
  return db.selectFrom('access_people').selectAll().where('name_key', '=', nameKey(name)).executeTakeFirst()
}

export async function countOtherAdmins(db: Reader, personId: number): Promise<number> {
  const row = await db
    .selectFrom('access_people')
    .select(({ fn }) => fn.countAll().as('n'))
    .where('role', '=', 'admin')
    .where('is_disabled', '=', 0)
    .where('id', '!=', personId)
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

export interface NewPerson {
  name: string
  role: Role
  password: string
  at: number
}

export function insertPerson(tx: Tx, { name, role, password, at }: NewPerson): Promise<PersonRow> {
  return tx
    .insertInto('access_people')
    .values({ name, name_key: nameKey(name), role, password, is_disabled: 0, created_at: at, last_seen_at: null })
    .returningAll()
    .executeTakeFirstOrThrow()
}

export interface PersonChange {
  name?: string
  role?: Role
  isDisabled?: boolean
  password?: string
}

export function updatePerson(tx: Tx, personId: number, change: PersonChange): Promise<PersonRow> {
  const { name, role, isDisabled, password } = change
  const set = {
    ...(name === undefined ? {} : { name, name_key: nameKey(name) }),
    ...(role === undefined ? {} : { role }),
    ...(isDisabled === undefined ? {} : { is_disabled: isDisabled ? 1 : 0 }),
    ...(password === undefined ? {} : { password }),
  }
  return tx.updateTable('access_people').set(set).where('id', '=', personId).returningAll().executeTakeFirstOrThrow()
}

/** With their sessions and keys. */
export async function deletePerson(tx: Tx, personId: number): Promise<void> {
  await tx.deleteFrom('access_people').where('id', '=', personId).execute()
}

// Sessions

export function insertSession(tx: Tx, row: Omit<SessionRow, 'id'>): Promise<SessionRow> {
  return tx.insertInto('access_sessions').values(row).returningAll().executeTakeFirstOrThrow()
}

export async function findSession(
  db: Reader,
  tokenHash: string,
): Promise<{ session: SessionRow; person: PersonRow } | undefined> {
  const session = await db
    .selectFrom('access_sessions')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst()
  const person = session === undefined ? undefined : await findPerson(db, session.person_id)
  return session === undefined || person === undefined ? undefined : { session, person }
}

export function listSessions(db: Reader, filter: { personId?: number; sessionId?: number }): Promise<SessionRow[]> {
  let query = db.selectFrom('access_sessions').selectAll().orderBy('seen_at', 'desc')
  if (filter.personId !== undefined) query = query.where('person_id', '=', filter.personId)
  if (filter.sessionId !== undefined) query = query.where('id', '=', filter.sessionId)
  return query.execute()
}

/** The session was used. */
export async function touchSession(tx: Tx, session: SessionRow, at: number): Promise<void> {
  await tx.updateTable('access_sessions').set({ seen_at: at }).where('id', '=', session.id).execute()
  await tx.updateTable('access_people').set({ last_seen_at: at }).where('id', '=', session.person_id).execute()
}

export interface EndedSessions {
  personId?: number
  sessionId?: number
  tokenHash?: string
  /** Stays. */
  exceptHash?: string
}

/** @returns how many sessions ended */
export async function deleteSessions(tx: Tx, which: EndedSessions): Promise<number> {
  let query = tx.deleteFrom('access_sessions')
  if (which.personId !== undefined) query = query.where('person_id', '=', which.personId)
  if (which.sessionId !== undefined) query = query.where('id', '=', which.sessionId)
  if (which.tokenHash !== undefined) query = query.where('token_hash', '=', which.tokenHash)
  if (which.exceptHash !== undefined) query = query.where('token_hash', '!=', which.exceptHash)
  return Number((await query.executeTakeFirstOrThrow()).numDeletedRows)
}

export async function deleteEndedSessions(tx: Tx, before: { seenAt: number; createdAt: number }): Promise<void> {
  await tx
    .deleteFrom('access_sessions')
    .where(({ eb, or }) => or([eb('seen_at', '<', before.seenAt), eb('created_at', '<', before.createdAt)]))
    .execute()
}

// Keys

export function insertKey(
  tx: Tx,
  row: Omit<KeyRow, 'id' | 'used_at' | 'used_address' | 'revoked_at'>,
): Promise<KeyRow> {
  return tx
    .insertInto('access_keys')
    .values({ ...row, used_at: null, used_address: null, revoked_at: null })
    .returningAll()
    .executeTakeFirstOrThrow()
}

export function findKeyByPublicId(db: Reader, publicId: string): Promise<KeyRow | undefined> {
  return db.selectFrom('access_keys').selectAll().where('public_id', '=', publicId).executeTakeFirst()
}

export function findKey(db: Reader, keyId: number): Promise<KeyRow | undefined> {
  return db.selectFrom('access_keys').selectAll().where('id', '=', keyId).executeTakeFirst()
}

export function listKeys(db: Reader, filter: { ownerId?: number }): Promise<KeyRow[]> {
  const query = db.selectFrom('access_keys').selectAll().orderBy('id', 'desc')
  return (filter.ownerId === undefined ? query : query.where('owner_id', '=', filter.ownerId)).execute()
}

export async function touchKey(tx: Tx, keyId: number, use: { at: number; address: string }): Promise<void> {
  await tx
    .updateTable('access_keys')
    .set({ used_at: use.at, used_address: use.address })
    .where('id', '=', keyId)
    .execute()
}

export function revokeKey(tx: Tx, keyId: number, at: number): Promise<KeyRow> {
  return tx
    .updateTable('access_keys')
    .set({ revoked_at: at })
    .where('id', '=', keyId)
    .returningAll()
    .executeTakeFirstOrThrow()
}
