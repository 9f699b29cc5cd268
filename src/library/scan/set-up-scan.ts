import type { Attention } from '../../attention/index.ts'
import type { Db, Tx } from '../../db/db.ts'
import type { HandlerHooks, JobContract, Jobs } from '../../jobs/index.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { BoundRoute } from '../../kernel/routes.ts'
import type { EventLog } from '../../live/event-log.ts'
import type { Roots } from '../../transfer/index.ts'
import { discoverFolders } from './discovery/discover-folders.ts'
import { cleanUpLibrary } from './ending/clean-up.ts'
import { closeScan } from './ending/end-scan.ts'
import { followScan, type ScanFollower } from './ending/follow-scan.ts'
import { settleScan } from './ending/settle-scan.ts'
import { CleanUpLibrary, DiscoverFolders, FollowScan, ReadFolders, ScanLibrary, SettleScan } from './jobs.ts'
import { endPhase } from './phases.ts'
import type { Prober } from './ports.ts'
import { readFolders } from './reading/read-folders.ts'
import { scanRoutesOf } from './routes.ts'
import { scanLibrary } from './start-scan.ts'
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
}

export function setUpScan(deps: ScanDeps): BoundRoute[] {
  const { jobs, clock } = deps
  jobs.handle(ScanLibrary, scanLibrary(), { onSettled: closeScan(deps) })
  jobs.handle(DiscoverFolders, discoverFolders(deps), endsPhase(clock, () => 'reading'))
  jobs.handle(ReadFolders, readFolders(deps))
  jobs.handle(SettleScan, settleScan(deps))
  jobs.handle(FollowScan, followScan(deps), endsPhase(clock, ({ phase }) => phase))
  jobs.handle(CleanUpLibrary, cleanUpLibrary(deps))
  return scanRoutesOf(deps)
}

/** A phase ends with the last of its jobs. */
const endsPhase = <Contract extends typeof DiscoverFolders | typeof FollowScan>(
  clock: Clock,
  phaseOf: (payload: { scanId: number } & { phase: 'caching' | 'enriching' | 'publishing' }) => Parameters<typeof endPhase>[2]['phase'],
): HandlerHooks<Contract & JobContract> => ({
  onSettled: (tx: Tx, { payload }) =>
    endPhase(tx, (payload as { scanId: number }).scanId, { phase: phaseOf(payload as never), now: clock.now() }),
})
