import { instant, instantOrNull } from '../../kernel/contract.ts'
import { sayCode } from '../../kernel/words.ts'
import type { Db } from '../../db/db.ts'
import type { Plan, Plans } from '../../plans/index.ts'
import { type RunView, StepName } from '../contract.ts'
import { countOfRun } from '../figures/store.ts'
import type { ArchiveRun } from '../ports.ts'

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0)

/** Files that a plan has moved by now. */
async function movedBy({ db, plans }: { db: Db; plans: Plans }, plan: Plan): Promise<number> {
  if (plan.state === 'applied') return plan.operationCount
  return (await plans.operationsOf(db.read, plan.planId)).filter(({ state }) => state === 'done').length
}

export async function toRunView(deps: { db: Db; plans: Plans }, run: ArchiveRun): Promise<RunView> {
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
    isUndoable: run.finishedAt !== null && undoable.length > 0,
    error: run.error === null ? null : sayCode(run.error.code, run.error.params),
  }
}
