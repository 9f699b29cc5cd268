import type { Audit } from '../access/index.ts'
import type { Attention } from '../attention/index.ts'
import type { DataPaths } from '../db/data-paths.ts'
import type { Db } from '../db/db.ts'
import { migrations } from '../db/migrations.ts'
import type { Jobs } from '../jobs/index.ts'
import type { BoundRoute } from '../kernel/routes.ts'
import { backUpDatabase, tellFailure } from './back-up-database.ts'
import { BackUpDatabase, NIGHTLY } from './jobs.ts'
import { backupRoutesOf } from './routes.ts'

export interface BackupsDeps {
  db: Db
  jobs: Jobs
  attention: Attention
  audit: Audit
  paths: DataPaths
  timeZone: string
}

export { oldBackupCheck } from './old-backup-check.ts'

export function setUpBackups({ db, jobs, attention, audit, paths, timeZone }: BackupsDeps): { routes: BoundRoute[] } {
  const schema = migrations.at(-1)?.number ?? 0
  jobs.handle(BackUpDatabase, backUpDatabase({ paths, databaseUrl: db.url, schema }), {
    onSettled: tellFailure(attention),
  })
  // Before the night's other work forgets things.
  jobs.schedule({ name: NIGHTLY, contract: BackUpDatabase, payload: {}, cron: '20 3 * * *', timeZone })
  return { routes: backupRoutesOf({ db, jobs, audit, paths }) }
}
