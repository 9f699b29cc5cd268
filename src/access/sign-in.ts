import type { Db, Tx } from '../db/db.ts'
import { lockInTx } from '../db/lock-in-tx.ts'
import type { Clock } from '../kernel/clock.ts'
import { ConflictError, InvalidInputError, NotAllowedError, NotFoundError } from '../kernel/errors.ts'
import type { Attempts } from './attempts.ts'
import type { Audit } from './audit.ts'
import { sha256 } from './credentials/key-format.ts'
import type { Passwords } from './credentials/password-hash.ts'
import { makeSessionToken } from './credentials/session-cookie.ts'
import type { SetupCodeFile } from './credentials/setup-code.ts'
import { SESSION_IDLE_MS, SESSION_LONGEST_MS } from './model.ts'
import {
  deleteEndedSessions,
  deleteSessions,
  findPerson,
  findPersonByName,
  hasPeople,
  insertPerson,
  insertSession,
  nameKey,
  type PersonRow,
  touchSession,
  updatePerson,
} from './store.ts'

export interface SignInDeps {
  db: Db
  clock: Clock
  passwords: Passwords
  attempts: Attempts
  audit: Audit
  setupCode: SetupCodeFile
  isDemo: boolean
}

/** Where a request comes from, for the list of sessions. */
export interface Caller {
  address: string
  client: string
  /** The session that the browser still has; it ends. */
  oldToken?: string
}

export interface SignedIn {
  token: string
  person: PersonRow
}

const LONGEST_CLIENT = 200

async function startSession(tx: Tx, deps: SignInDeps, start: { person: PersonRow; caller: Caller }): Promise<SignedIn> {
  const { person, caller } = start
  const now = deps.clock.now()
  if (caller.oldToken !== undefined) await deleteSessions(tx, { tokenHash: sha256(caller.oldToken) })
  await deleteEndedSessions(tx, { seenAt: now - SESSION_IDLE_MS, createdAt: now - SESSION_LONGEST_MS })
  const token = makeSessionToken()
  const session = await insertSession(tx, {
    person_id: person.id,
    token_hash: sha256(token),
    created_at: now,
    seen_at: now,
    address: caller.address,
    client: caller.client.slice(0, LONGEST_CLIENT),
  })
  await touchSession(tx, session, now)
  await deps.audit.append(tx, {
    actor: `person:${person.id}`,
    action: 'access.session.started',
    subject: `session:${session.id}`,
    address: caller.address,
  })
  return { token, person: { ...person, last_seen_at: now } }
}

export type SignIn = (input: { name: string; password: string; caller: Caller }) => Promise<SignedIn>

/**
 * A new session for who knows the password. An unknown name takes as long as a wrong password, and says the same.
 * @throws NotAllowedError 401, or LimitedError after too many tries
 */
export function signIn(deps: SignInDeps): SignIn {
  return async ({ name, password, caller }) => {
    deps.attempts.take(nameKey(name), caller.address)
    const person = await findPersonByName(deps.db.read, name)
    const isRight = await deps.passwords.verify(person?.password, password)
    const started = await deps.db.tx(async (tx) => {
      // A new password that is being set ends all sessions of the person: this one must not slip in behind that.
      await lockInTx(tx, 'access_people')
      const now = person === undefined ? undefined : await findPerson(tx, person.id)
      const isSame = now !== undefined && now.password === person?.password && now.is_disabled === 0
      if (isRight && isSame) return startSession(tx, deps, { person: now, caller })
      const subject = person === undefined ? 'person:unknown' : `person:${person.id}`
      await deps.audit.append(tx, {
        actor: 'anonymous',
        action: 'access.sign-in.refused',
        subject,
        address: caller.address,
      })
      return undefined
    })
    if (started === undefined) throw new NotAllowedError('access/wrong-name-or-password', { status: 401 })
    return started
  }
}

export type Claim = (input: { code: string; name: string; password: string; caller: Caller }) => Promise<SignedIn>

/** Makes the first person, an admin. Works once in the life of an installation. */
export function claim(deps: SignInDeps): Claim {
  const check = checkSetupCode(deps)
  return async ({ code, name, password, caller }) => {
    await check({ code, address: caller.address })
    assertGoodPassword(password, name)
    const hash = await deps.passwords.hash(password)
    const signedIn = await deps.db.tx(async (tx) => {
      await lockInTx(tx, 'access_people')
      if (await hasPeople(tx)) throw new NotFoundError('access/already-claimed')
      const person = await insertPerson(tx, { name, role: 'admin', password: hash, at: deps.clock.now() })
      const details = { name, role: person.role }
      const subject = `person:${person.id}`
      await deps.audit.append(tx, {
        actor: 'setup',
        action: 'access.claimed',
        subject,
        address: caller.address,
        details,
      })
      return startSession(tx, deps, { person, caller })
    })
    await deps.setupCode.remove()
    return signedIn
  }
}

export type CheckSetupCode = (input: { code: string; address: string }) => Promise<{ expiresAt: number }>

/** @throws NotFoundError once somebody has claimed the installation, NotAllowedError when the code is wrong or old */
export function checkSetupCode(deps: SignInDeps): CheckSetupCode {
  return async ({ code, address }) => {
    if (await hasPeople(deps.db.read)) throw new NotFoundError('access/already-claimed')
    deps.attempts.take('setup', address)
    const checked = await deps.setupCode.check(code)
    if (checked.kind === 'wrong') throw new NotAllowedError('access/wrong-setup-code')
    if (checked.kind === 'expired') throw new NotAllowedError('access/setup-code-expired')
    return { expiresAt: checked.expiresAt }
  }
}

export type ChangePassword = (input: {
  personId: number
  current: string
  next: string
  caller: Caller
}) => Promise<SignedIn>

/** Ends all sessions of the person and starts a new one for the caller. */
export function changePassword(deps: SignInDeps): ChangePassword {
  return async ({ personId, current, next, caller }) => {
    const person = await findPerson(deps.db.read, personId)
    if (person === undefined) throw new NotFoundError('access/no-such-person', { params: { personId } })
    deps.attempts.take(person.name_key, caller.address)
    const isRight = await deps.passwords.verify(person.password, current)
    if (!isRight) throw new NotAllowedError('access/wrong-current-password')
    assertGoodPassword(next, person.name)
    const hash = await deps.passwords.hash(next)
    return deps.db.tx(async (tx) => {
      await lockInTx(tx, 'access_people')
      if ((await findPerson(tx, personId))?.password !== person.password)
        throw new ConflictError('access/changed-meanwhile')
      const changed = await updatePerson(tx, personId, { password: hash })
      await deleteSessions(tx, { personId })
      const actor = `person:${personId}`
      await deps.audit.append(tx, { actor, action: 'access.password.changed', subject: actor, address: caller.address })
      return startSession(tx, deps, { person: changed, caller })
    })
  }
}

/** @throws InvalidInputError when it could be guessed from the name */
export function assertGoodPassword(password: string, name: string): void {
  const folded = nameKey(password)
  const isGuessable = folded.includes(nameKey(name)) && folded.length < nameKey(name).length + 8
  if (isGuessable || new Set(folded).size < 5) throw new InvalidInputError('access/weak-password', { status: 422 })
}
