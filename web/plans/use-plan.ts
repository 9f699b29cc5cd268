import { useDebouncedValue } from '@mantine/hooks'
import { useMemo, useState } from 'react'
import { planRoutes, type PlanView } from '../../src/plans/contract.ts'
import { useAct, useList, useRead } from '../api/use-api.ts'
import { filterOf } from './plan-figures.ts'
import { toTrees } from './to-trees.ts'

const routes = planRoutes.routes
const PAGE = 200
const TYPING_MS = 200

/** A plan, its operations as trees, and what can be done with it. */
export function usePlan(planId: number) {
  const [filter, setFilter] = useState<string | null>(null)
  const [search, setSearch] = useState('')
  const [text] = useDebouncedValue(search, TYPING_MS)
  const params = { planId }
  const plan = useRead(routes.get, { params })
  const canDiffer = plan.data?.state === 'draft' || plan.data?.state === 'stale'
  const operations = useList(routes.listOperations, {
    params,
    query: { limit: PAGE, ...filterOf(filter), ...(text === '' ? {} : { text }) },
  })
  // Nobody tells of files that change in the world that the plan was made from.
  const check = useRead(routes.check, { params, body: {} }, { isEnabled: canDiffer, everyMs: 60_000 })
  const trees = useMemo(() => toTrees(operations.items), [operations.items])
  const next = useNext(plan.data)
  const apply = useAct(routes.apply)
  const undo = useAct(routes.undo)
  const discard = useAct(routes.discard)
  return { plan, next, operations, trees, check, filter, setFilter, search, setSearch, apply, undo, discard }
}

/** The plan that waits for the same batch once this one was applied. */
function useNext(plan: PlanView | undefined): PlanView | undefined {
  const isEnabled = plan?.state === 'applied' && plan.subject.startsWith('archive.batch:')
  const drafts = useRead(
    routes.list,
    { query: { subject: plan?.subject ?? '', state: 'draft', limit: 1 } },
    { isEnabled },
  )
  return isEnabled ? drafts.data?.items[0] : undefined
}

/** Whether the plan has begun or ended, so that a draft's buttons make no sense any more. */
export const isOpenPlan = (plan: Pick<PlanView, 'state'>): boolean =>
  plan.state === 'draft' || plan.state === 'applying'
