import { planRoutes } from '../../../src/plans/contract.ts'
import { useRunProgress } from '../../activity/job-view.tsx'
import { useRead } from '../../api/use-api.ts'
import { formatNumber } from '../../format.ts'
import { Progress } from '../../parts/Progress.tsx'
import { StateChip } from '../../parts/StateChip.tsx'
import { useWords } from '../../words.ts'

const plans = planRoutes.routes

/** How far the run of a plan came. */
export function Running({ runId, many, isUndo }: { runId: number | null; many: number; isUndo: boolean }) {
  const say = useWords()
  const moving = useRunProgress(runId)
  const name = say(isUndo ? 'web.planner.range.undoing' : 'web.planner.range.applying')
  return <Progress {...moving} name={name} current={moving.current ?? 0} total={moving.total ?? many} />
}

type Plan = NonNullable<ReturnType<typeof useRead<typeof plans.get>>['data']>

/** What came of a plan, with what was not done. */
export function Outcome({ plan, many }: { plan: Plan; many: number }) {
  const say = useWords()
  const countOf = (state: string) =>
    plan.counts.filter((one) => one.state === state).reduce((sum, { count }) => sum + count, 0)
  const left = countOf('failed') + countOf('skipped')
  if (plan.state === 'undone') return <StateChip state="undone" word={say('web.planner.range.undone')} />
  if (plan.state === 'stale') return <StateChip state="needsYou" word={say('web.planner.range.stale')} />
  if (plan.state !== 'applied' && plan.state !== 'partial') return null
  return (
    <>
      <StateChip
        state={left > 0 ? 'needsYou' : 'done'}
        word={say('web.planner.range.done', { n: formatNumber(countOf('done')), count: many })}
      />
      {left > 0 && <Failures planId={plan.planId} />}
    </>
  )
}

const MOST_FAILURES = 20

const titleIn = ({ title }: Record<string, unknown>): string | undefined =>
  typeof title === 'string' ? title : undefined

function Failures({ planId }: { planId: number }) {
  const say = useWords()
  const read = useRead(plans.listOperations, { params: { planId }, query: { limit: 200 } })
  const left = read.data?.items.filter(({ state }) => state === 'failed' || state === 'skipped') ?? []
  return (
    <ul className="col gap4 s13" aria-label={say('web.planner.range.failures')}>
      {left.slice(0, MOST_FAILURES).map(({ operationId, before, after, error }) => (
        <li key={operationId} className="break">
          <b>{titleIn(after) ?? titleIn(before)}</b>{' '}
          <span className="t2">{[error?.text, error?.todo].filter(Boolean).join(' ')}</span>
        </li>
      ))}
    </ul>
  )
}
