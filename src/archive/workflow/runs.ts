import { instant, instantOrNull } from '../../kernel/contract.ts'
import { sayCode } from '../../kernel/words.ts'
import type { Db } from '../../db/db.ts'
import type { Plan, Plans } from '../../plans/index.ts'
import { blockedReason, findBlocking } from '../batches/gate.ts'
import { TAKE_PLAN } from '../batches/take-batch.ts'
import { type RunView, StepName } from '../contract.ts'
import { countOfRun } from '../figures/store.ts'
import { ASIDE_PLAN } from '../intake/set-aside.ts'
import { findReadySince } from '../items/store.ts'
import { DEFAULT_ARCHIVE } from '../model.ts'
import type { ArchiveRun } from '../ports.ts'
import type { ArchiveSettings } from '../settings.ts'
import { SORT_PLAN } from '../sorting/sort-batches.ts'
import { listPauses } from './pause-store.ts'
import { isUndoable, plansOfRun, type PlansOfRunDeps } from './plans-of-run.ts'

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0)

interface CountDeps {
  db: Db
  plans: Plans
}

/** Files that plans have moved by now. */
const movedByAll = async (deps: CountDeps, made: readonly Plan[]): Promise<number> =>
  sum(await Promise.all(made.map((plan) => movedBy(deps, plan))))

const MOVED_NONE: readonly Plan['state'][] = ['draft', 'discarded', 'undone']

async function movedBy({ db, plans }: CountDeps, plan: Plan): Promise<number> {
  if (plan.state === 'applied') return plan.operationCount
  if (MOVED_NONE.includes(plan.state)) return 0
  return (await plans.operationsOf(db.read, plan.planId)).filter(({ state }) => state === 'done').length
}

/** Null while anything that a run did still stands. */
function undoneAt(made: readonly Plan[]): number | null {
  const undone = made.filter(({ state }) => state === 'undone').map((plan) => plan.undoneAt ?? 0)
  const stands = made.some(({ state }) => ['applying', 'applied', 'partial', 'undoing'].includes(state))
  return undone.length === 0 || stands ? null : Math.max(...undone)
}

interface RunDeps extends PlansOfRunDeps {
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
  const made = await plansOfRun(deps, run.runId)
  const { filed, batched } = await countOfRun(deps.db.read, run.runId)
  const sorted = made.filter((plan) => plan.kind === SORT_PLAN)
  const copies = made.filter((plan) => plan.kind === ASIDE_PLAN && plan.state !== 'undone')
  const [pause] = run.finishedAt === null ? await listPauses(deps.db.read, DEFAULT_ARCHIVE, run.runId) : []
  return {
    runId: run.runId,
    waitsBefore: pause === undefined ? null : StepName.parse(pause.next),
    state: run.state,
    steps: run.steps.map((step) => StepName.parse(step)),
    actor: run.actor,
    createdAt: instant(run.createdAt),
    finishedAt: instantOrNull(run.finishedAt),
    planIds: made.map((plan) => plan.planId),
    // What it filed of a batch that an earlier run took.
    filed: filed + batched > 0 ? filed : await movedByAll(deps, sorted),
    duplicates: await movedByAll(deps, copies),
    blockedBy: await blockedBy(deps, run, made),
    isUndoable: run.finishedAt !== null && made.some(isUndoable),
    undoneAt: instantOrNull(undoneAt(made)),
    error: run.error === null ? null : sayCode(run.error.code, run.error.params),
  }
}
