import type { ReplyOf } from '../../src/kernel/contract.ts'
import type { planRoutes } from '../../src/plans/contract.ts'

export type PlanWithCounts = ReplyOf<typeof planRoutes.routes.get>
