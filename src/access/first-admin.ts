import type { Environment } from '../config/environment.ts'
import { readSecretFile } from '../kernel/secret-file.ts'
import type { Db } from '../db/db.ts'
import { lockInTx } from '../db/lock-in-tx.ts'
import type { Clock } from '../kernel/clock.ts'
import { AppError, InvalidInputError } from '../kernel/errors.ts'
import type { LogBook } from '../kernel/log.ts'
import type { Audit } from './audit.ts'
import { NewPassword, PersonName } from './contract.ts'
import type { Passwords } from './credentials/password-hash.ts'
import { PASSWORD_LONGEST, PASSWORD_SHORTEST } from './model.ts'
import { assertGoodPassword } from './sign-in.ts'
import { hasPeople, insertPerson } from './store.ts'

/** With `_FILE` behind it: a password is never in the environment itself. */
const PASSWORD_VARIABLE = 'PATCHBAY_ADMIN_PASSWORD'
const NAME_VARIABLE = 'PATCHBAY_ADMIN_NAME'
const USUAL_NAME = 'admin'

interface FirstAdmin {
  name: string
  password: string
}

export interface FirstAdminDeps {
  db: Db
  clock: Clock
  logBook: LogBook
  audit: Audit
  passwords: Passwords
  env: Environment
}

/**
 * Makes the admin of an unattended set-up, while nobody has claimed the installation.
 * @throws InvalidInputError when the environment asks for one that can't be made: the server must not start without
 */
export async function makeFirstAdmin(deps: FirstAdminDeps): Promise<void> {
  const { db, clock, logBook, audit, passwords, env } = deps
  const fileVariable = `${PASSWORD_VARIABLE}_FILE`
  if ((env[fileVariable] ?? '') === '') return
  if (await hasPeople(db.read))
    return logBook.area('access').info({ variable: fileVariable }, 'Not used: this installation has accounts already')
  const { name, password } = readFirstAdmin(env)
  logBook.secrets.add(password)
  const hash = await passwords.hash(password)
  await db.tx(async (tx) => {
    await lockInTx(tx, 'access_people')
    if (await hasPeople(tx)) return
    const person = await insertPerson(tx, { name, role: 'admin', password: hash, at: clock.now() })
    const details = { name, role: person.role, variable: fileVariable }
    await audit.append(tx, { actor: 'setup', action: 'access.claimed', subject: `person:${person.id}`, details })
  })
}

function readFirstAdmin(env: Environment): FirstAdmin {
  const given = env[NAME_VARIABLE]?.trim() ?? ''
  const name = PersonName.safeParse(given === '' ? USUAL_NAME : given)
  if (!name.success)
    throw new InvalidInputError('access/admin-name', { status: 422, params: { variable: NAME_VARIABLE } })
  const secret = readSecretFile(env, PASSWORD_VARIABLE)
  const password = secret?.text ?? ''
  if (isUsable(password, name.data)) return { name: name.data, password }
  const variable = `${PASSWORD_VARIABLE}_FILE`
  const params = { variable, file: env[variable] ?? '', shortest: PASSWORD_SHORTEST, longest: PASSWORD_LONGEST }
  throw new InvalidInputError('access/admin-password', { status: 422, params })
}

function isUsable(password: string, name: string): boolean {
  // What holds more than one line is hardly a password, and nobody can type it.
  if (!NewPassword.safeParse(password).success || /\p{Cc}/u.test(password)) return false
  try {
    assertGoodPassword(password, name)
    return true
  } catch (error) {
    if (error instanceof AppError) return false
    throw error
  }
}
