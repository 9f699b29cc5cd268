import type { Db, Tx } from '../db/db.ts'
import { lockInTx } from '../db/lock-in-tx.ts'
import type { Clock } from '../kernel/clock.ts'
import { ConflictError, NotFoundError } from '../kernel/errors.ts'
import type { Audit } from './audit.ts'
import type { Passwords } from './credentials/password-hash.ts'
import type { Role } from './model.ts'
import { assertGoodPassword } from './sign-in.ts'
import {
  countOtherAdmins,
  deletePerson,
  deleteSessions,
  findPerson,
  findPersonByName,
  insertPerson,
  type PersonChange,
  type PersonRow,
  updatePerson,
} from './store.ts'

/** What the rooms above want to hear of, inside of the transaction. */
export interface PeopleHooks {
  /** Just before the person goes. */
  personRemoved?(tx: Tx, personId: number): Promise<void>
}

export interface PeopleDeps {
  db: Db
  clock: Clock
  passwords: Passwords
  audit: Audit
}

/** Who changes it, from where. */
export interface By {
  actor: string
  address?: string
}

export type AddPerson = (input: { name: string; role: Role; password: string }, by: By) => Promise<PersonRow>

export function addPerson(deps: PeopleDeps): AddPerson {
  return async ({ name, role, password }, by) => {
    assertGoodPassword(password, name)
    const hash = await deps.passwords.hash(password)
    return deps.db.tx(async (tx) => {
      await assertFreeName(tx, name)
      const person = await insertPerson(tx, { name, role, password: hash, at: deps.clock.now() })
      const subject = `person:${person.id}`
      await deps.audit.append(tx, { ...by, action: 'access.person.added', subject, details: { name, role } })
      return person
    })
  }
}

export type ChangePerson = (personId: number, change: PersonChange, by: By) => Promise<PersonRow>

/** A new role, being shut out and a new password each end the person's sessions. The last admin stays one. */
export function changePerson(deps: PeopleDeps): ChangePerson {
  return async (personId, change, by) => {
    const hash = await hashNew(deps, personId, change)
    return deps.db.tx(async (tx) => {
      const before = await lockPerson(tx, personId)
      if (change.name !== undefined) await assertFreeName(tx, change.name, personId)
      if (change.isDisabled === true || (change.role ?? 'admin') !== 'admin') await assertAdminLeft(tx, before)
      const after = await updatePerson(tx, personId, { ...change, ...hash })
      const isMoreThanName = after.role !== before.role || after.is_disabled === 1 || hash.password !== undefined
      if (isMoreThanName) await deleteSessions(tx, { personId })
      const details = {
        before: facts(before),
        after: facts(after),
        ...(hash.password === undefined ? {} : { password: 'changed' }),
      }
      await deps.audit.append(tx, { ...by, action: 'access.person.changed', subject: `person:${personId}`, details })
      return after
    })
  }
}

export type RemovePerson = (personId: number, by: By) => Promise<void>

export function removePerson(deps: PeopleDeps & { hooks: PeopleHooks }): RemovePerson {
  return (personId, by) =>
    deps.db.tx(async (tx) => {
      const person = await lockPerson(tx, personId)
      await assertAdminLeft(tx, person)
      await deps.hooks.personRemoved?.(tx, personId)
      await deletePerson(tx, personId)
      const subject = `person:${personId}`
      await deps.audit.append(tx, { ...by, action: 'access.person.removed', subject, details: facts(person) })
    })
}

async function hashNew(deps: PeopleDeps, personId: number, change: PersonChange): Promise<{ password?: string }> {
  if (change.password === undefined) return {}
  const person = await findPerson(deps.db.read, personId)
  if (person === undefined) throw new NotFoundError('access/no-such-person', { params: { personId } })
  assertGoodPassword(change.password, change.name ?? person.name)
  return { password: await deps.passwords.hash(change.password) }
}

const facts = ({ name, role, is_disabled }: PersonRow) => ({ name, role, isDisabled: is_disabled === 1 })

/** One change of people at a time, so that two admins can't remove each other. */
async function lockPerson(tx: Tx, personId: number): Promise<PersonRow> {
  await lockInTx(tx, 'access_people')
  const person = await findPerson(tx, personId)
  if (person === undefined) throw new NotFoundError('access/no-such-person', { params: { personId } })
  return person
}

async function assertAdminLeft(tx: Tx, person: PersonRow): Promise<void> {
  const isLast = person.role === 'admin' && person.is_disabled === 0 && (await countOtherAdmins(tx, person.id)) === 0
  if (isLast) throw new ConflictError('access/last-admin', { params: { name: person.name } })
}

async function assertFreeName(tx: Tx, name: string, personId?: number): Promise<void> {
  await lockInTx(tx, 'access_people')
  const other = await findPersonByName(tx, name)
  if (other !== undefined && other.id !== personId) throw new ConflictError('access/name-taken', { params: { name } })
}
