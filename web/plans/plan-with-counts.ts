import type { ReplyOf } from '../../src/kernel/contract.ts'
import type { planRoutes } from '../../src/plans/contract.ts'

export type PlanWithCounts = ReplyOf<typeof planRoutes.routes.get>

/** Those of the archive are about files: they are made anew from what lies there, and overwrite nothing. */
export const isOfFiles = ({ kind }: Pick<PlanWithCounts, 'kind'>): boolean => kind.startsWith('archive.')
