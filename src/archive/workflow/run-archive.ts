import type { Attention } from '../../attention/index.ts'
import type { Tx } from '../../db/db.ts'
import type { JobContext, Jobs, PayloadInputOf, PayloadOf, SettledJob } from '../../jobs/index.ts'
import { findBlocking } from '../batches/gate.ts'
import { listBatches, listFreeBatches } from '../batches/store.ts'
import { TAKE_PLAN } from '../batches/take-batch.ts'
import { withdrawOutdated } from '../batches/take-plan-owner.ts'
import { tellHeld } from '../batches/tell-held.ts'
import type { StepName } from '../contract.ts'
import type { ArchiveFolders } from '../folders.ts'
import { ASIDE_PLAN, chooseDuplicates } from '../intake/set-aside.ts'
import type { Plans } from '../../plans/index.ts'
import type { BatchState } from '../model.ts'
import { countWaiting } from '../items/store.ts'
import { CleanUp, PauseRun, RunArchive, ScanIntake, SetAside, SortBatches, StartSyncs, TakeBatch } from '../jobs.ts'
import type { ArchiveSettings } from '../settings.ts'
import { isSyncingOn, sortableStates } from '../sorting/sort-mode.ts'
import { forgetLeftBehind, leftFor } from './tell-left.ts'
import { settingsOfRun } from './run-settings.ts'
import { causeOf } from './tell-failure.ts'

export const ALL_STEPS: readonly StepName[] = ['dedup', 'batch', 'sync', 'sort', 'cleanup']

/** What a run does unless it is told: without a connection nothing is synced. */
export const usualSteps = (settings: Pick<ArchiveSettings, 'syncing'>): StepName[] =>
  ALL_STEPS.filter((step) => step !== 'sync' || isSyncingOn(settings))

type Child = ReturnType<JobContext['enqueue']>

/**
 * Starts the steps one after the other, as children of this run, all with the settings of now. A step that fails ends the
 * ones behind it. What comes from folders in review mode becomes a plan that waits. Repeating it is harmless: children are
 * committed with its own completion.
 */
export function runArchive(deps: { settings: () => ArchiveSettings }) {
  return async (
    { archiveId, steps, isStepwise }: PayloadOf<typeof RunArchive>,
    job: JobContext,
  ): Promise<{ steps: StepName[] }> => {
    const ordered = ALL_STEPS.filter((step) => steps.includes(step))
    const settings = settingsOfRun(deps.settings())
    const start: Record<StepName, (after: Child[]) => Child> = {
      dedup: (after) => {
        const scan = job.enqueue(ScanIntake, { archiveId, isStep: true }, { after })
        return job.enqueue(SetAside, { archiveId, apply: 'auto', settings }, { after: [scan] })
      },
      batch: (after) => job.enqueue(TakeBatch, { archiveId, apply: 'auto', settings }, { after }),
      sync: (after) => job.enqueue(StartSyncs, { archiveId }, { after }),
      sort: (after) => job.enqueue(SortBatches, { archiveId, apply: 'auto', settings }, { after }),
      cleanup: (after) => job.enqueue(CleanUp, { archiveId, settings }, { after }),
    }
    let previous: Child[] = []
    for (const [index, next] of ordered.entries()) {
      const done = ordered[index - 1]
      if (isStepwise && done !== undefined)
        previous = [job.enqueue(PauseRun, { archiveId, done, next }, { after: previous })]
      previous = [start[next](previous)]
    }
    return { steps: ordered }
  }
}

/**
 * After a run: filing goes on by itself when the run has sorted a batch and more lies ready in folders that file by
 * themselves; batches that were taken meanwhile are sorted, and copies that came are set aside, in any case. A run that
 * failed waits for a person.
 */
export function afterRun(deps: WaitDeps) {
  return async (tx: Tx, settled: SettledJob<typeof RunArchive>): Promise<void> => {
    const { archiveId, steps } = settled.payload
    await tellFailure(deps.attention, tx, settled)
    await forgetLeftBehind(deps, tx)
    if (settled.state !== 'completed' || !deps.folders.isUsable()) return
    const isOfAll = steps.includes('batch') && steps.includes('sort')
    if (await hasSorted(deps, tx, settled)) await startWhenWaiting(deps, tx, archiveId)
    else await startRun(deps.jobs, tx, { archiveId, steps: await stepsWithoutTaking(deps, tx, { archiveId, isOfAll }) })
  }
}

/** One that was synced is sorted by another run than the one that took it. */
async function hasSorted(
  { plans }: WaitDeps,
  tx: Tx,
  { runId, payload: { archiveId, steps } }: SettledJob<typeof RunArchive>,
): Promise<boolean> {
  const [newest] = await listBatches(tx, archiveId, { limit: 1 })
  if (newest?.state !== 'SORTED' || !steps.includes('sort')) return false
  if (steps.includes('batch') && newest.runId === runId) return true
  return (await plans.listOfRun(runId)).some(({ planId }) => planId === newest.sortPlanId)
}

async function tellFailure(attention: Attention, tx: Tx, settled: SettledJob<typeof RunArchive>): Promise<void> {
  const cause = causeOf('run-failed', settled.payload.archiveId)
  if (settled.state === 'completed') return attention.resolve(tx, cause)
  if (settled.state === 'cancelled') return
  await attention.raise(tx, {
    cause,
    code: 'archive.run-failed',
    params: { runId: settled.runId },
    severity: 'bad',
    subject: `run:${settled.runId}`,
    actions: [
      { code: 'open-run', open: `/activity?job=${settled.runId}` },
      { code: 'run-again', call: { operationId: 'archive.startRun' } },
    ],
  })
}

export interface WaitDeps {
  attention: Attention
  jobs: Jobs
  plans: Plans
  folders: ArchiveFolders
  settings: () => ArchiveSettings
}

/**
 * Starts a run when complete files lie in an intake folder: what comes from folders that file by themselves is filed,
 * for the others it makes a plan that waits. While another batch stands in the way nothing could be taken: that one is
 * sorted unless it waits for a person, and copies are set aside.
 */
export async function startWhenWaiting(deps: WaitDeps, tx: Tx, archiveId: number): Promise<void> {
  await forgetLeftBehind(deps, tx)
  await tellHeld(deps, tx)
  await withdrawOutdated(deps, tx, archiveId)
  const steps: StepName[] = (await canTake(deps, tx, archiveId))
    ? usualSteps(deps.settings()).filter((step) => step !== 'cleanup')
    : await stepsWithoutTaking(deps, tx, { archiveId, isOfAll: true })
  await startRun(deps.jobs, tx, { archiveId, steps })
}

/**
 * What can be done while no batch can be taken: a batch whose run ended too early, that was synced since, or that a person
 * asked for, goes on.
 */
async function stepsWithoutTaking(
  deps: WaitDeps,
  tx: Tx,
  { archiveId, isOfAll }: { archiveId: number; isOfAll: boolean },
): Promise<StepName[]> {
  const settings = deps.settings()
  const isThere = async (states: readonly BatchState[]) => (await listFreeBatches(tx, archiveId, states)).length > 0
  const can: Record<'dedup' | 'sync' | 'sort', boolean> = {
    dedup: isOfAll && (await canSetAside(deps, tx, archiveId)),
    sync: isSyncingOn(settings) && (await isThere(['PENDING'])),
    sort: await isThere(sortableStates(settings)),
  }
  return (['dedup', 'sync', 'sort'] as const).filter((step) => can[step])
}

async function startRun(jobs: Jobs, tx: Tx, payload: PayloadInputOf<typeof RunArchive>): Promise<void> {
  if (payload.steps.length > 0) await jobs.enqueue(tx, RunArchive, payload, { actor: 'system' })
}

/** What files by itself is held up by no draft; what waits for a person is. */
async function canTake({ plans, folders, settings }: WaitDeps, tx: Tx, archiveId: number): Promise<boolean> {
  const { sources } = folders.current()
  const left = await leftFor(plans, tx, { kind: TAKE_PLAN, actor: 'system' })
  for (const [mode, drafts] of [['auto', 'pass'] as const, ['review', 'block'] as const]) {
    const rootIds = sources.filter((source) => source.mode === mode).map((source) => source.root.id)
    if (rootIds.length === 0 || (await countWaiting(tx, archiveId, { state: 'unique', rootIds, left })) === 0) continue
    if (settings().batch.allow_parallel) return true
    if ((await findBlocking({ plans }, tx, { archiveId, drafts })) === undefined) return true
  }
  return false
}

async function canSetAside(deps: WaitDeps, tx: Tx, archiveId: number): Promise<boolean> {
  const choice = deps.settings().dedup.duplicates
  const left = await leftFor(deps.plans, tx, { kind: ASIDE_PLAN, actor: 'system' })
  const { pairs, outdated } = await chooseDuplicates(deps, tx, { archiveId, choice, apply: 'auto', left })
  return pairs.length > 0 || outdated !== null
}
