import type { Attention } from '../../attention/index.ts'
import type { Db, Tx } from '../../db/db.ts'
import { type JobContext, type PayloadOf, type SettledJob, waitWhileUnavailable } from '../../jobs/index.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { ArchiveFolders } from '../folders.ts'
import type { ArchiveSettings } from '../settings.ts'
import type { CheckIntegrity } from './jobs.ts'
import { lookAtArchive, type LookDeps } from './look-at-archive.ts'
import { type ReadDeps, readDue } from './read-files.ts'
import { endCheck, ensureCheck, findCheck, sumDue } from './store.ts'
import { tellFindings } from './tell-findings.ts'

export interface CheckDeps extends LookDeps, ReadDeps {
  db: Db
  clock: Clock
  attention: Attention
  folders: ArchiveFolders
  settings: () => ArchiveSettings
}

const HOUR_MS = 3_600_000
const MB = 1_000_000

export interface CheckResult {
  checkId: number
  filesRead: number
  bytesRead: number
  findings: number
}

/**
 * Reads files of the archive and holds them against the hashes on record; changes no file. An attempt after a crash, or
 * after the archive was away, goes on with what was not read yet: each file that was looked at since the start is done.
 */
export function checkIntegrity(deps: CheckDeps) {
  const { db, folders, settings } = deps
  return async (payload: PayloadOf<typeof CheckIntegrity>, job: JobContext): Promise<CheckResult> => {
    const { archiveId, scope, folder } = payload
    const root = await waitWhileUnavailable(job, async () => folders.current().archive)
    const check = await job.commit((tx) =>
      ensureCheck(tx, {
        archiveId,
        jobId: job.jobId,
        runId: job.runId,
        scope,
        folder,
        actor: job.actor,
        startedAt: job.clock.now(),
      }),
    )
    const { share_percent, hours, max_mb_per_s } = settings().integrity
    const ended = await waitWhileUnavailable(job, async () => {
      await deps.roots.requireOnline(root.id)
      job.phase('look')
      await lookAtArchive(deps, { check, root }, job)
      await job.commit((tx) => tellFindings(deps, tx, archiveId))
      job.phase('read')
      const extent = { rootId: root.id, scope, folder, before: check.startedAt }
      const due = await sumDue(db.read, extent)
      const all = scope === 'share' ? await sumDue(db.read, { ...extent, before: Number.MAX_SAFE_INTEGER }) : undefined
      const budgetBytes = all === undefined ? Infinity : Math.ceil((all.bytes * share_percent) / 100)
      const limits = {
        extent,
        budgetBytes,
        totalBytes: Math.min(budgetBytes, check.bytesRead + due.bytes),
        until: scope === 'share' ? check.startedAt + hours * HOUR_MS : Number.MAX_SAFE_INTEGER,
        bytesPerSecond: max_mb_per_s === undefined ? undefined : max_mb_per_s * MB,
      }
      return readDue(deps, { check, root, limits }, job)
    })
    job.finishWith((tx) =>
      endCheck(tx, job.jobId, { state: ended === 'all' ? 'done' : 'out-of-time', finishedAt: job.clock.now() }),
    )
    const now = await findCheck(db.read, check.checkId)
    return {
      checkId: check.checkId,
      filesRead: now?.filesRead ?? 0,
      bytesRead: now?.bytesRead ?? 0,
      findings: now?.findings ?? 0,
    }
  }
}

/** A check that did not come to its end says so. */
export const afterCheck =
  ({ clock }: Pick<CheckDeps, 'clock'>) =>
  (tx: Tx, { jobId, state }: SettledJob<typeof CheckIntegrity>): Promise<void> =>
    endCheck(tx, jobId, { state: state === 'cancelled' ? 'stopped' : 'failed', finishedAt: clock.now() })
