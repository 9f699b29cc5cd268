import { planRoutes } from '../../src/plans/contract.ts'
import { useRead } from '../api/use-api.ts'
import { formatNumber } from '../format.ts'
import { useWords } from '../words.ts'
import { subjectOf } from './to-trees.ts'

/** The states of operations that did not do what was planned. */
export const TROUBLE = ['failed', 'skipped'] as const
const SHOWN = 20

interface PlanTroubleProps {
  planId: number
  state: (typeof TROUBLE)[number]
  count: number
}

/** What was not done as planned, each with its cause. */
export function PlanTrouble({ planId, state, count }: PlanTroubleProps) {
  const say = useWords()
  const { listOperations } = planRoutes.routes
  const read = useRead(listOperations, { params: { planId }, query: { state, limit: SHOWN } })
  const items = read.data?.items ?? []
  const name = say(`web.plan.operations.${state}`)
  return (
    <ul className="col gap4 s13" aria-label={name}>
      {items.map((operation) => (
        <li key={operation.operationId} className="break">
          <b>{subjectOf(operation)}</b>{' '}
          <span className="t2">
            {operation.error === null ? name : `${operation.error.text} ${operation.error.todo ?? ''}`}
          </span>
        </li>
      ))}
      {count > items.length && items.length > 0 && (
        <li className="t3">{say('web.plan.moreTrouble', { n: formatNumber(count - items.length), name })}</li>
      )}
    </ul>
  )
}
