import { setTimeout as wait } from 'node:timers/promises'
import { RecheckCopies, StartSyncs, SyncBatch } from '../jobs.ts'
import { DEFAULT_ARCHIVE } from '../model.ts'
import { tellFailure } from '../workflow/tell-failure.ts'
import type { SyncDeps } from './deps.ts'
import { recheckCopies } from './recheck-copies.ts'
import { startSyncs } from './start-sync.ts'
import { afterSync, createSyncLooks, syncBatch } from './sync-batch.ts'
import { syncEffect } from './sync-effect.ts'
import { type SyncUseCases, syncUseCases } from './use-cases.ts'

/** Adds the jobs and the effect of syncing. */
export function setUpSyncing(deps: SyncDeps): SyncUseCases {
  const looks = createSyncLooks(deps)
  deps.effects.add(syncEffect(deps))
  deps.jobs.handle(StartSyncs, startSyncs(deps), { onSettled: tellFailure(deps.attention, 'step-failed') })
  deps.jobs.handle(SyncBatch, syncBatch(deps, looks), { onSettled: afterSync(deps) })
  const pause = (ms: number, signal: AbortSignal): Promise<void> => wait(ms, undefined, { signal })
  deps.jobs.handle(RecheckCopies, recheckCopies(deps, pause))
  deps.jobs.schedule({
    name: 'archive.recheck-copies',
    contract: RecheckCopies,
    payload: { archiveId: DEFAULT_ARCHIVE },
    cron: '45 2 * * *',
    timeZone: deps.timeZone(),
  })
  return syncUseCases(deps, looks)
}
