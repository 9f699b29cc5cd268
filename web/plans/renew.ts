import { archiveRoutes } from '../../src/archive/contract.ts'
import { planRoutes } from '../../src/plans/contract.ts'
import { call } from '../api/client.ts'
import type { PlanWithCounts } from './plan-with-counts.ts'

const archive = archiveRoutes.routes

/**
 * Puts a plan away whose world has changed, and has the same made again.
 * @returns the new plan, or null when there is nothing to plan any more
 */
export async function renewPlan(plan: PlanWithCounts): Promise<number | null> {
  await call(planRoutes.routes.discard, { params: { planId: plan.planId }, body: {} })
  const batchId = plan.data['batchId']
  if (plan.kind === 'archive.sort' && typeof batchId === 'number') {
    return (await call(archive.sortBatch, { params: { batchId }, body: { dryRun: true } })).planId
  }
  if (plan.kind === 'archive.take')
    return (await madeSince(plan)) ?? (await call(archive.createBatch, { body: { dryRun: true } })).planId
  await call(archive.startRun, { body: { steps: ['dedup'] } })
  return null
}

/** The archive makes its next batch by itself, perhaps before anybody asks. */
async function madeSince({ planId, kind }: PlanWithCounts): Promise<number | undefined> {
  const { items } = await call(planRoutes.routes.list, { query: { kind, state: 'draft', limit: 1 } })
  return items.find((draft) => draft.planId > planId)?.planId
}
