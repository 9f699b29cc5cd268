import { listSchedulesNamed } from '../../jobs/index.ts'
import type { Tx } from '../../db/db.ts'
import type { ArchiveCore } from '../core.ts'
import { DEFAULT_ARCHIVE } from '../model.ts'
import { afterCheck, checkIntegrity } from './check-integrity.ts'
import { CheckIntegrity } from './jobs.ts'
import { hasUnread } from './store.ts'

const NIGHTLY = 'archive.check'

/** The nightly check, and the one that reads back what was filed. */
export function setUpIntegrity(core: ArchiveCore) {
  const { db, jobs } = core
  const hashFiles = core.rereadFiles
  jobs.handle(CheckIntegrity, checkIntegrity({ ...core, hashFiles }), { onSettled: afterCheck(core) })
  const payload = { archiveId: DEFAULT_ARCHIVE, scope: 'share' as const }
  jobs.schedule({ name: NIGHTLY, contract: CheckIntegrity, payload, cron: '0 1 * * *', timeZone: core.timeZone() })
  return {
    nextCheckAt: async (): Promise<number | null> => {
      const [row] = await listSchedulesNamed(db.read, [NIGHTLY])
      return row === undefined || row.is_enabled !== 1 ? null : row.next_at
    },
    /** Reads what was filed and that nobody has read, unless the settings say to leave that to the nights. */
    readFiled: async (tx: Tx): Promise<void> => {
      if (!core.settings().integrity.read_filed || !(await hasUnread(tx, core.folders.current().archive.id))) return
      await jobs.enqueue(
        tx,
        CheckIntegrity,
        { archiveId: DEFAULT_ARCHIVE, scope: 'new' },
        { actor: 'system', priority: 8 },
      )
    },
  }
}
