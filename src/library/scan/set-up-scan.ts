import type { Attention } from '../../attention/index.ts'
import type { Db, Tx } from '../../db/db.ts'
import type { Jobs, Reason } from '../../jobs/index.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { BoundRoute } from '../../kernel/routes.ts'
import type { EventLog } from '../../live/event-log.ts'
import type { Roots } from '../../transfer/index.ts'
import { discoverFolders } from './discovery/discover-folders.ts'
import { cleanUpLibrary, type OnRemoved } from './ending/clean-up.ts'
import { closeScan } from './ending/end-scan.ts'
import { followScan, type ScanFollower } from './ending/follow-scan.ts'
import { notePutOff } from './ending/put-off.ts'
import { settleScan } from './ending/settle-scan.ts'
import { CleanUpLibrary, DiscoverFolders, FollowScan, ReadFolders, ScanLibrary, SettleScan } from './jobs.ts'
import { endPhase } from './phases.ts'
import type { ScanPhase } from './model.ts'
import type { Prober } from './ports.ts'
import { readFolders } from './reading/read-folders.ts'
import { scanRoutesOf } from './routes.ts'
import { scanLibrary } from './start-scan.ts'
import { setReason } from './store.ts'
import type { ScanThreads } from './threads/scan-threads.ts'

export interface ScanDeps {
  db: Db
  clock: Clock
  jobs: Jobs
  events: EventLog
  attention: Attention
  roots: Roots
  threads: ScanThreads
  prober: Prober
  followers: readonly ScanFollower[]
  onRemoved: OnRemoved
}

export function setUpScan(deps: ScanDeps): BoundRoute[] {
  const { jobs, clock } = deps
  jobs.handle(ScanLibrary, scanLibrary(), { onSettled: closeScan(deps) })
  jobs.handle(DiscoverFolders, discoverFolders(deps), { onSettled: closePart(clock, 'reading') })
  jobs.handle(ReadFolders, readFolders(deps))
  jobs.handle(SettleScan, settleScan(deps), { onSettled: closePart(clock, 'reading') })
  jobs.handle(FollowScan, followScan(deps), {
    async onSettled(tx, settled) {
      const { phase, scanId } = settled.payload
      await closePart(clock, phase)(tx, settled)
      if (phase === 'enriching') await notePutOff(tx, scanId, clock.now())
    },
  })
  jobs.handle(CleanUpLibrary, cleanUpLibrary(deps))
  return scanRoutesOf(deps)
}

interface EndedPart {
  payload: { scanId: number }
  state: string
  reason: Reason | null
}

/** A phase ends with the last of its jobs; why one failed is why the scan does. */
const closePart =
  (clock: Clock, phase: ScanPhase) =>
  async (tx: Tx, { payload: { scanId }, state, reason }: EndedPart): Promise<void> => {
    await endPhase(tx, scanId, { phase, now: clock.now() })
    if (state === 'failed' && reason !== null) await setReason(tx, scanId, reason)
  }
