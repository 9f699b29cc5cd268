import type { Db } from '../../db/db.ts'
import type { Plan, Plans } from '../../plans/index.ts'
import { listPlanIdsOfRun } from '../batches/store.ts'
import type { RunLedger } from '../ports.ts'

export interface PlansOfRunDeps {
  db: Db
  plans: Plans
  runLedger: Pick<RunLedger, 'plansMadeBy'>
}

/**
 * The plans that a run made, whoever applied them, and those of the batches that it took, newest first: what was taken
 * can be put back only once what was sorted is back.
 */
export async function plansOfRun({ db, plans, runLedger }: PlansOfRunDeps, runId: number): Promise<Plan[]> {
  const applied = (await plans.listOfRun(runId)).map(({ planId }) => planId)
  const ids = new Set([
    ...applied,
    ...(await runLedger.plansMadeBy(runId)),
    ...(await listPlanIdsOfRun(db.read, runId)),
  ])
  return plans.listOf([...ids])
}

export const isUndoable = ({ state }: Plan): boolean => state === 'applied' || state === 'partial'
