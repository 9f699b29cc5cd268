import type { Registry } from 'prom-client'
import type { Tx } from '../db/db.ts'
import { say } from '../kernel/words.ts'
import type { BoundRoute } from '../kernel/routes.ts'
import { openManifests } from './batches/manifest.ts'
import { giveBackUnplanned } from './batches/store.ts'
import { takeBatch } from './batches/take-batch.ts'
import { takePlanOwner } from './batches/take-plan-owner.ts'
import { cleanUp } from './cleanup/clean-up.ts'
import { backPlanOwner } from './cleanup/put-back-copies.ts'
import { releasePlanOwner } from './cleanup/release-copies.ts'
import type { ArchiveCore, ArchiveDeps } from './core.ts'
import { type ArchiveFolders, createFolders } from './folders.ts'
import { figureRoutesOf } from './figures/routes.ts'
import { sampleStorage } from './figures/sample-storage.ts'
import { createExaminer } from './intake/examine-items.ts'
import { scanIntake } from './intake/scan-intake.ts'
import { asidePlanOwner, setAside } from './intake/set-aside.ts'
import { type FolderKeeper, keepFolders } from './keep-folders.ts'
import { integrityRoutesOf } from './integrity/routes.ts'
import { setUpIntegrity } from './integrity/nightly.ts'
import { watchIntake, type IntakeWatch } from './intake/watch-intake.ts'
import {
  CleanUp,
  PauseRun,
  RunArchive,
  SampleStorage,
  ScanIntake,
  SetAside,
  SortBatches,
  TakeBatch,
  UndoRun,
} from './jobs.ts'
import { DEFAULT_ARCHIVE } from './model.ts'
import { archiveRoutesOf } from './routes.ts'
import { sortBatches } from './sorting/sort-batches.ts'
import { removeEmptyFolders, resortPlanOwner } from './sorting/resort-plan-owner.ts'
import { RemoveEmptyFolders, ResortArchive } from './sorting/resort-jobs.ts'
import { resortArchive } from './sorting/resort.ts'
import { sortingRoutesOf } from './sorting/routes.ts'
import { sortPlanOwner } from './sorting/sort-plan-owner.ts'
import { measureSyncs } from './syncing/measure.ts'
import { syncRoutesOf } from './syncing/routes.ts'
import { setUpSyncing } from './syncing/set-up-syncing.ts'
import { archiveUseCases } from './use-cases.ts'
import { endPause, pauseRun } from './workflow/pause-run.ts'
import { workflowRoutesOf } from './workflow/routes.ts'
import { afterRun, runArchive, startWhenWaiting } from './workflow/run-archive.ts'
import { tellFailure } from './workflow/tell-failure.ts'
import { whereRoutesOf } from './where/routes.ts'
import { undoRun } from './workflow/undo-run.ts'

export interface Archive {
  routes: BoundRoute[]
  folders: ArchiveFolders
  watch: IntakeWatch
  /** Takes the folders, tells when they can't be used, and watches them. */
  keeper: FolderKeeper
  /** Adds `patchbay_sync_*`. */
  measure(metrics: Registry): void
  /** Whether batches are synced over a connection. @param isCalled whether that is the one of this name */
  useOfConnection(
    isCalled: (name: string) => Promise<boolean>,
  ): Promise<{ code: string; params: { by: string } } | undefined>
}

/** Builds the room; `watch.start()` begins to look at the intake folders once the engine runs. */
export function setUpArchive(deps: ArchiveDeps): Archive {
  const folders = createFolders(deps)
  const examiner = createExaminer({
    threads: deps.threads,
    pathOf: folders.pathOf,
    timeZone: () => deps.settings().sorter.timezone ?? deps.timeZone(),
    now: deps.clock.now,
  })
  const core: ArchiveCore = { ...deps, folders, examiner, manifests: openManifests(`${deps.dataFolder}/manifests`) }
  addHandlers(core)
  const integrity = setUpIntegrity(core)
  const where = { ...core, nextCheckAt: integrity.nextCheckAt }
  const goOn = async (tx: Tx): Promise<void> => {
    if (folders.isUsable()) await startWhenWaiting(core, tx, DEFAULT_ARCHIVE)
  }
  deps.planRegistry.addOwner(takePlanOwner({ ...core, goOn }))
  deps.planRegistry.addOwner(sortPlanOwner({ ...core, goOn, readFiled: integrity.readFiled }))
  deps.planRegistry.addOwner(asidePlanOwner({ ...core, goOn }))
  deps.planRegistry.addOwner(backPlanOwner(core))
  deps.planRegistry.addOwner(resortPlanOwner(core))
  deps.planRegistry.addOwner(releasePlanOwner(core))
  const syncUseCases = setUpSyncing({ ...core, goOn })
  const useCases = archiveUseCases(core)
  const watch = watchIntake(core)
  return {
    routes: [
      ...archiveRoutesOf({ ...core, where }, useCases),
      ...figureRoutesOf(core),
      ...workflowRoutesOf(useCases),
      ...syncRoutesOf(syncUseCases),
      ...integrityRoutesOf(where),
      ...whereRoutesOf(where),
      ...sortingRoutesOf(core),
    ],
    folders,
    watch,
    keeper: keepFolders({ ...core, watch }),
    measure: (metrics) => measureSyncs(metrics, core),
    async useOfConnection(isCalled) {
      const { connection } = deps.settings().syncing
      if (connection === undefined || !(await isCalled(connection))) return undefined
      return { code: 'archive-syncing', params: { by: say('archive.use-of-connection') } }
    },
  }
}

function addHandlers(core: ArchiveCore): void {
  const { jobs, folders } = core
  jobs.handle(RunArchive, runArchive(core), { onSettled: afterRun(core) })
  jobs.handle(PauseRun, pauseRun(core), { onSettled: endPause(core) })
  jobs.handle(SampleStorage, sampleStorage(core))
  const step = { onSettled: tellFailure(core.attention, 'step-failed') }
  jobs.handle(ScanIntake, scanIntake({ ...core, pathOf: folders.pathOf }), {
    onSettled: tellFailure(core.attention, 'scan-failed'),
  })
  jobs.handle(SetAside, setAside(core), step)
  jobs.handle(TakeBatch, takeBatch(core), {
    onSettled: async (tx, settled) => {
      await giveBackUnplanned(tx, settled.runId)
      await step.onSettled(tx, settled)
    },
  })
  jobs.handle(SortBatches, sortBatches(core), step)
  jobs.handle(CleanUp, cleanUp(core), step)
  jobs.handle(ResortArchive, resortArchive(core), step)
  jobs.handle(RemoveEmptyFolders, removeEmptyFolders(core), step)
  jobs.handle(UndoRun, undoRun(core), { onSettled: tellFailure(core.attention, 'undo-failed') })
  const payload = { archiveId: DEFAULT_ARCHIVE }
  jobs.schedule({ name: 'archive.clean', contract: CleanUp, payload, cron: '15 4 * * *', timeZone: core.timeZone() })
  jobs.schedule({
    name: 'archive.sample',
    contract: SampleStorage,
    payload,
    cron: '5 * * * *',
    timeZone: core.timeZone(),
  })
}
