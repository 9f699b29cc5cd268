import { instant, instantOrNull } from '../../kernel/contract.ts'
import { sayCode } from '../../kernel/words.ts'
import type { Db } from '../../db/db.ts'
import type { Plan, Plans } from '../../plans/index.ts'
import { blockedReason, findBlocking } from '../batches/gate.ts'
import { TAKE_PLAN } from '../batches/take-batch.ts'
import { type RunView, StepName } from '../contract.ts'
import { countOfRun } from '../figures/store.ts'
import { findReadySince } from '../items/store.ts'
import { DEFAULT_ARCHIVE } from '../model.ts'
import type { ArchiveRun } from '../ports.ts'
import type { ArchiveSettings } from '../settings.ts'

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0)

/** Files that a plan has moved by now. */
async function movedBy({ db, plans }: { db: Db; plans: Plans }, plan: Plan): Promise<number> {
  if (plan.state === 'applied') return plan.operationCount
  return (await plans.operationsOf(db.read, plan.planId)).filter(({ state }) => state === 'done').length
}

/** Null while anything that a run did still stands. */
function undoneAt(made: readonly Plan[]): number | null {
  const undone = made.filter(({ state }) => state === 'undone').map((plan) => plan.undoneAt ?? 0)
  const stands = made.some(({ state }) => ['applying', 'applied', 'partial', 'undoing'].includes(state))
  return undone.length === 0 || stands ? null : Math.max(...undone)
}

interface RunDeps {
  db: Db
  plans: Plans
  settings: () => ArchiveSettings
}

async function blockedBy({ db, plans, settings }: RunDeps, run: ArchiveRun, made: readonly Plan[]) {
  const wasToTake = run.state === 'completed' && run.steps.includes('batch')
  if (!wasToTake || settings().batch.allow_parallel || made.some(({ kind }) => kind === TAKE_PLAN)) return null
  if ((await findReadySince(db.read, DEFAULT_ARCHIVE)) === null) return null
  const blocking = await findBlocking({ plans }, db.read, { archiveId: DEFAULT_ARCHIVE, drafts: 'block' })
  if (blocking === undefined || blocking.batch.runId === run.runId) return null
  if (blocking.batch.createdAt > (run.finishedAt ?? 0)) return null
  const { code, params } = blockedReason(blocking)
  return sayCode(code, params)
}

export async function toRunView(deps: RunDeps, run: ArchiveRun): Promise<RunView> {
  const undoable = await deps.plans.listUndoable(run.runId)
  const made = await deps.plans.listOfRun(run.runId)
  const { filed } = await countOfRun(deps.db.read, run.runId)
  const copies = made.filter((plan) => plan.kind === 'archive.aside' && plan.state !== 'undone')
  return {
    runId: run.runId,
    state: run.state,
    steps: run.steps.map((step) => StepName.parse(step)),
    actor: run.actor,
    createdAt: instant(run.createdAt),
    finishedAt: instantOrNull(run.finishedAt),
    planIds: made.map((plan) => plan.planId),
    filed,
    duplicates: sum(await Promise.all(copies.map((plan) => movedBy(deps, plan)))),
    blockedBy: await blockedBy(deps, run, made),
    isUndoable: run.finishedAt !== null && undoable.length > 0,
    undoneAt: instantOrNull(undoneAt(made)),
    error: run.error === null ? null : sayCode(run.error.code, run.error.params),
  }
}
