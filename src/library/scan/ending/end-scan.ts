import type { Tx } from '../../../db/db.ts'
import type { SettledJob } from '../../../jobs/index.ts'
import type { Clock } from '../../../kernel/clock.ts'
import type { EventLog } from '../../../live/event-log.ts'
import { findLibrary } from '../../libraries/index.ts'
import type { ScanLibrary } from '../jobs.ts'
import { ended } from '../phases.ts'
import { endScan, findScanOfJob, listCounts } from '../store.ts'

/** However the job of a scan ended, the scan has ended, too; and the log says so. */
export const closeScan =
  ({ events, clock }: { events: EventLog; clock: Clock }) =>
  async (tx: Tx, { jobId, runId, state, reason }: SettledJob<typeof ScanLibrary>): Promise<void> => {
    const scan = await findScanOfJob(tx, jobId)
    if (scan === undefined || scan.phase === 'ended') return
    const now = clock.now()
    const outcome = state === 'completed' ? 'done' : state === 'cancelled' ? 'cancelled' : 'failed'
    await endScan(tx, scan.scanId, {
      outcome,
      reason: outcome === 'done' ? null : (scan.reason ?? reason),
      phases: ended(scan, now),
      now,
    })
    const counts = (await listCounts(tx, [scan.scanId])).get(scan.scanId) ?? {}
    const library = await findLibrary(tx, scan.libraryId)
    await events.append(tx, {
      kind: 'library.scan.ended',
      actor: scan.actor,
      scope: `library:${scan.libraryId}`,
      subject: `library.scan:${scan.scanId}`,
      runId,
      data: {
        libraryId: scan.libraryId,
        title: library?.name ?? '',
        scanId: scan.scanId,
        outcome,
        mode: scan.mode,
        added: counts['titles.added'] ?? 0,
        missing: counts['titles.missing'] ?? 0,
        errors: (counts['folders.failed'] ?? 0) + (counts['notes.bad'] ?? 0),
      },
    })
  }
