import type { Audit } from '../access/index.ts'
import type { DoctorCheck } from '../connections/index.ts'
import type { DataPaths } from '../db/data-paths.ts'
import type { Db } from '../db/db.ts'
import { openTableBrowser } from '../db/browse/browser.ts'
import type { Clock } from '../kernel/clock.ts'
import type { LiveSecrets } from '../kernel/redact.ts'
import type { BoundRoute } from '../kernel/routes.ts'
import type { Roots } from '../transfer/index.ts'
import type { CollectDeps } from './bundle/collect.ts'
import { supportRoutesOf } from './bundle/routes.ts'
import { clocksCheck, type ClockSeen } from './checks/clocks.ts'
import { configCheck, type ConfigToCheck } from './checks/config.ts'
import { databaseCheck, rememberQuickCheck } from './checks/database.ts'
import { dataFolderCheck } from './checks/data-folder.ts'
import { disksCheck } from './checks/disks.ts'
import { jobsCheck } from './checks/jobs.ts'
import { rootsCheck } from './checks/roots.ts'
import { type AskServer, type Served, serverCheck } from './checks/server.ts'
import { toolsCheck } from './checks/tools.ts'
import { rememberTrials } from './checks/try-writing.ts'
import { dataRoutesOf } from './tables/routes.ts'

export { secretsAround } from './bundle/secrets-around.ts'

export interface ChecksSetup {
  db: Db
  clock: Clock
  paths: DataPaths
  roots: Pick<Roots, 'list' | 'check'>
  config: ConfigToCheck
  areJobsWell: () => boolean
  clocksSeen: () => Promise<readonly ClockSeen[]>
  served: () => Served
  ask: AskServer
}

/** What the doctor looks at that belongs to no other room. Disposing it ends a look that is under way. */
export function setUpChecks(setup: ChecksSetup): { checks: DoctorCheck[] } & Disposable {
  const { db, clock, paths, roots, config } = setup
  const tryWriting = rememberTrials(() => clock.now())
  const quickCheck = rememberQuickCheck({ clock, file: paths.database })
  return {
    checks: [
      databaseCheck({ db, clock, paths, quickCheck }),
      configCheck(config),
      rootsCheck({ roots, tryWriting }),
      disksCheck({ roots, dataFolder: paths.folder }),
      dataFolderCheck({ paths, configFile: config.file, tryWriting }),
      jobsCheck({ db, clock, isWell: setup.areJobsWell }),
      serverCheck({ served: setup.served, ask: setup.ask }),
      clocksCheck({ clock, seen: setup.clocksSeen }),
      toolsCheck(),
    ],
    [Symbol.dispose]: () => quickCheck[Symbol.dispose](),
  }
}

export interface DiagnosticsSetup extends Omit<CollectDeps, 'browser' | 'databaseFile'> {
  audit: Audit
  paths: DataPaths
  /** Of the log: what no answer may hold. */
  live: LiveSecrets
  /** All that no bundle may hold. */
  allSecrets: () => Promise<LiveSecrets>
}

/** The support bundle, and the look into the tables. */
export function setUpDiagnostics(setup: DiagnosticsSetup): { routes: BoundRoute[] } & AsyncDisposable {
  const { db, audit, paths } = setup
  const browser = openTableBrowser(db, { file: paths.database })
  const bundle = { ...setup, browser, databaseFile: paths.database, secrets: setup.allSecrets }
  return {
    routes: [...supportRoutesOf(bundle), ...dataRoutesOf({ db, audit, browser, secrets: setup.live })],
    [Symbol.asyncDispose]: () => browser[Symbol.asyncDispose](),
  }
}
