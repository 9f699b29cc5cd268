import type { Db } from '../../../db/db.ts'
import type { ChildHandle, JobContext, JobContract, PayloadOf } from '../../../jobs/index.ts'
import type { TitleKind } from '../../titles/index.ts'
import { getLibrary, type Library } from '../../libraries/index.ts'
import type { FollowScan } from '../jobs.ts'
import { beginPhase } from '../phases.ts'
import { addCounts, findScan, type Scan } from '../store.ts'
import { listTitlesRead, type TitleRead } from './store.ts'

/** What another room does with titles that were read. */
export interface ScanFollower {
  phase: PayloadOf<typeof FollowScan>['phase']
  contract: JobContract
  /** Only titles of these; all unless said. */
  kinds?: readonly TitleKind[]
  /** Of those whose folder was read; all unless said. */
  wants?(title: TitleRead, scan: Scan): boolean
  /** It waits until the work of the others in its phase has ended, however it ended. */
  isLast?: boolean
  /** One payload a job; none when there is nothing to do for the library. */
  payloadsOf(work: { library: Library; scan: Scan; titleIds: readonly number[] }): readonly object[]
}

/** Enqueues what follows for the titles that the scan has read. */
export function followScan({ db, followers }: { db: Db; followers: readonly ScanFollower[] }) {
  return async ({ scanId, phase }: PayloadOf<typeof FollowScan>, job: JobContext) => {
    const scan = await findScan(db.read, scanId)
    if (scan === undefined || scan.phase === 'ended') return job.cancel({ code: 'library/scan-ended' })
    const library = await getLibrary(db.read, scan.libraryId)
    const titles = await listTitlesRead(db.read, scan)
    const made: ChildHandle[] = []
    let queued = 0
    const inPhase = followers.filter((follower) => follower.phase === phase)
    for (const { contract, kinds, wants, isLast = false, payloadsOf } of inPhase) {
      const titleIds = titles
        .filter((title) => (kinds?.includes(title.kind) ?? true) && (wants?.(title, scan) ?? true))
        .map(({ titleId }) => titleId)
      const payloads = titleIds.length === 0 ? [] : payloadsOf({ library, scan, titleIds })
      const after = isLast ? [...made] : []
      for (const payload of payloads) made.push(job.enqueue(contract, payload, { after, onChildFailure: 'ignore' }))
      if (!isLast && payloads.length > 0) queued += titleIds.length
    }
    job.finishWith(async (tx) => {
      await beginPhase(tx, scanId, { phase, now: job.clock.now() })
      await addCounts(tx, scanId, { [`${phase}.queued`]: queued, [`${phase}.jobs`]: made.length })
    })
    return { queued }
  }
}
