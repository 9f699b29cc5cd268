import type { Environment } from '../config/environment.ts'
import type { Db } from '../db/db.ts'
import type { Clock } from '../kernel/clock.ts'
import type { LogBook } from '../kernel/log.ts'
import type { EventLog } from '../live/event-log.ts'
import type { Authenticate, BoundRoute } from '../kernel/routes.ts'
import { createAttempts } from './attempts.ts'
import { type Audit, createAudit } from './audit.ts'
import { createAuthenticate } from './authenticate.ts'
import { makeCliToken } from './credentials/cli-token.ts'
import { createPasswords } from './credentials/password-hash.ts'
import { openSetupCode, type SetupCode } from './credentials/setup-code.ts'
import { makeFirstAdmin } from './first-admin.ts'
import type { PeopleHooks } from './people.ts'
import { accessRoutesOf } from './routes.ts'
import { hasPeople } from './store.ts'

export interface Access {
  routes: BoundRoute[]
  authenticate: Authenticate
  audit: Audit
  /** Shown by the one who starts the server; undefined once somebody has claimed this installation. */
  setupCode: SetupCode | undefined
}

/** @param deps.keysFolder `keys/` of the data folder; must be locked by this process already */
export async function setUpAccess(deps: {
  db: Db
  clock: Clock
  logBook: LogBook
  events: EventLog
  keysFolder: string
  env: Environment
  hooks?: PeopleHooks
  isDemo?: boolean
  /** After each commit that may have taken a right from somebody. */
  rightsChanged: () => void
}): Promise<Access> {
  const { db, clock, logBook, keysFolder, env, hooks = {}, isDemo = false } = deps
  const { secrets } = logBook
  const audit = createAudit({
    clock,
    events: deps.events,
    log: logBook.area('access'),
    rightsChanged: deps.rightsChanged,
  })
  const codeFile = openSetupCode({ keysFolder, clock, secrets })
  const cliToken = await makeCliToken({ keysFolder, secrets })
  const passwords = createPasswords()
  await makeFirstAdmin({ db, clock, logBook, audit, passwords, env })
  const isClaimed = await hasPeople(db.read)
  if (isClaimed) await codeFile.remove()
  return {
    routes: accessRoutesOf({
      db,
      clock,
      audit,
      passwords,
      attempts: createAttempts({ clock }),
      setupCode: codeFile,
      hooks,
      isDemo,
    }),
    authenticate: createAuthenticate({ db, clock, cliToken, log: logBook.area('access') }),
    audit,
    setupCode: isClaimed ? undefined : await codeFile.ensure(),
  }
}
