import type { JobContext, PayloadOf } from '../../jobs/index.ts'
import type { JobId } from '../../kernel/ids.ts'
import type { UndoRun } from '../jobs.ts'
import { isUndoable, plansOfRun, type PlansOfRunDeps } from './plans-of-run.ts'

/** Undoes what a run moved, the last plan first. Repeating it is harmless: a plan that is being undone is not undoable. */
export function undoRun(deps: PlansOfRunDeps) {
  return async ({ runId }: PayloadOf<typeof UndoRun>, job: JobContext): Promise<{ plans: number }> => {
    const undoable = (await plansOfRun(deps, runId)).filter(isUndoable)
    await job.commit(async (tx) => {
      let after: JobId[] = []
      for (const plan of undoable) {
        const { jobId } = await deps.plans.undo(tx, plan.planId, { actor: job.actor, parentId: job.jobId, after })
        after = [jobId]
      }
    })
    return { plans: undoable.length }
  }
}
