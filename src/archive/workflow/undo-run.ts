import type { JobContext, PayloadOf } from '../../jobs/index.ts'
import type { JobId } from '../../kernel/ids.ts'
import type { Plans } from '../../plans/index.ts'
import type { UndoRun } from '../jobs.ts'

/** Undoes what a run moved, the last plan first. Repeating it is harmless: a plan that is being undone is not undoable. */
export function undoRun(deps: { plans: Plans }) {
  return async ({ runId }: PayloadOf<typeof UndoRun>, job: JobContext): Promise<{ plans: number }> => {
    const undoable = await deps.plans.listUndoable(runId)
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
