import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Audit } from '../access/index.ts'
import { instant } from '../kernel/contract.ts'
import { type BoundRoute, bindRoutes } from '../kernel/routes.ts'
import { KEPT, listBackups, readBackupName } from '../db/backup.ts'
import type { DataPaths } from '../db/data-paths.ts'
import { measureRecordings } from '../db/recordings.ts'
import type { Db } from '../db/db.ts'
import type { Jobs } from '../jobs/index.ts'
import { backupRoutes, type BackupView } from './contract.ts'
import { BackUpDatabase } from './jobs.ts'

interface Deps {
  db: Db
  jobs: Jobs
  audit: Audit
  paths: DataPaths
}

export function backupRoutesOf({ db, jobs, audit, paths }: Deps): BoundRoute[] {
  return bindRoutes(backupRoutes, {
    list: async () => ({
      folder: paths.backups,
      kept: KEPT,
      recordings: await measureRecordings(paths),
      items: (await Promise.all(listBackups(paths).map(viewBackup))).filter((view) => view !== undefined),
    }),
    make: ({ actor, request }) =>
      db.tx(async (tx) => {
        const { runId } = await jobs.enqueue(tx, BackUpDatabase, {}, { actor: actor.id, priority: 1 })
        const entry = { actor: actor.id, address: request.address, action: 'db.backup.asked' }
        await audit.append(tx, { ...entry, subject: `run:${runId}` })
        return { runId }
      }),
  })
}

/** Undefined when it was deleted since the folder was read. */
async function viewBackup(file: string): Promise<BackupView | undefined> {
  const { madeAt, schema } = readBackupName(file)
  try {
    const { size } = await stat(file)
    return { name: basename(file), madeAt: instant(madeAt), bytes: size, schema }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
