import { useState } from 'react'
import type { RangeDraft } from '../../../src/radio/planner/contract.ts'
import { planRoutes } from '../../../src/plans/contract.ts'
import { useRunProgress } from '../../activity/job-view.tsx'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useAct, useRead } from '../../api/use-api.ts'
import { formatNumber } from '../../format.ts'
import { Button } from '../../parts/Button.tsx'
import { Progress } from '../../parts/Progress.tsx'
import { Segmented } from '../../parts/Segmented.tsx'
import { StateChip } from '../../parts/StateChip.tsx'
import { useMay } from '../../session/use-session.ts'
import { useWords } from '../../words.ts'
import { conflictsText, operationLook } from './range-words.ts'
import styles from './planner.module.css'
import { whenIn } from './use-changes.ts'

const plans = planRoutes.routes
const SHOWN = 300
const EVERY_MS = 1000

/** How it fits, why it is left out, and what stands there. */
const whyOf = ({ fit, reason }: RangeDraft['operations'][number], conflicts: string): string =>
  [fit === null ? undefined : `${fit.text}.`, reason?.text, conflicts].filter(Boolean).join(' ')

interface RangeReviewProps {
  draft: RangeDraft
  timeZone: string
  /** Back to what was asked for. */
  onBack: () => void
  onClose: () => void
}

/** What a dry run found, then its run, then what came of it; undone in the same place. */
export function RangeReview({ draft, timeZone, onBack, onClose }: RangeReviewProps) {
  const say = useWords()
  const { planId, counts } = draft
  const many = counts.add + counts.remove
  return (
    <div className="col gap12">
      <Operations draft={draft} timeZone={timeZone} />
      {planId === null ? (
        <>
          <span className="s13 t2">{say('web.planner.range.nothing')}</span>
          <div className="row">
            <Button onClick={onBack}>{say('web.planner.range.back')}</Button>
            <span className="end" />
            <Button onClick={onClose}>{say('web.close')}</Button>
          </div>
        </>
      ) : (
        <PlanActs planId={planId} many={many} onBack={onBack} onClose={onClose} />
      )}
    </div>
  )
}

type Action = RangeDraft['operations'][number]['action']
const ACTIONS = ['add', 'remove', 'keep', 'left'] as const

function Operations({ draft: { counts, operations }, timeZone }: Pick<RangeReviewProps, 'draft' | 'timeZone'>) {
  const say = useWords()
  const [only, setOnly] = useState<Action | 'all'>('all')
  const found = only === 'all' ? operations : operations.filter(({ action }) => action === only)
  const options = [
    { value: 'all' as const, label: say('web.planner.range.all', { n: formatNumber(operations.length) }) },
    ...ACTIONS.filter((action) => counts[action] > 0).map((action) => ({
      value: action,
      label: say(`web.planner.range.${action}`, { n: formatNumber(counts[action]) }),
    })),
  ]
  return (
    <>
      <Segmented name={say('web.planner.range.filter')} options={options} value={only} onChange={setOnly} />
      <ul className={styles.operations} tabIndex={0} aria-label={say('web.planner.range.list')}>
        {found.slice(0, SHOWN).map((operation, index) => (
          <li key={`${operation.startsAt}${operation.title}${index}`}>
            <span className="num t2">{whenIn(Date.parse(operation.startsAt), timeZone)}</span>
            <span className="col gap2">
              <b className="break">{operation.title}</b>
              <span className="s12 t2 break">
                {whyOf(operation, conflictsText(say, operation.conflicts, timeZone))}
              </span>
            </span>
            <StateChip {...operationLook(say, operation.action)} isBare />
          </li>
        ))}
        {found.length > SHOWN && (
          <li className="t3">{say('web.planner.range.more', { count: found.length - SHOWN })}</li>
        )}
      </ul>
    </>
  )
}

function PlanActs({
  planId,
  many,
  onBack,
  onClose,
}: {
  planId: number
  many: number
  onBack: () => void
  onClose: () => void
}) {
  const say = useWords()
  const may = useMay('files:move')
  const [isMoving, setMoving] = useState(false)
  const read = useRead(plans.get, { params: { planId } }, isMoving ? { everyMs: EVERY_MS } : {})
  const apply = useAct(plans.apply, () => setMoving(true))
  const undo = useAct(plans.undo, () => setMoving(true))
  const discard = useAct(plans.discard)
  const params = { planId }
  const plan = read.data
  const state = plan?.state ?? 'draft'
  const isRunning = state === 'applying' || state === 'undoing'
  const isDraft = state === 'draft' && !apply.isPending && !apply.isSuccess
  const error = apply.error ?? undo.error ?? read.error
  const leave = (then: () => void) => {
    if (isDraft) discard.mutate({ params, body: {} })
    then()
  }
  return (
    <>
      {error !== null && <ProblemPanel error={error} />}
      {(isRunning || apply.isPending) && (
        <Running
          runId={(state === 'undoing' ? plan?.undoRunId : plan?.runId) ?? null}
          many={many}
          isUndo={state === 'undoing'}
        />
      )}
      {plan !== undefined && <Outcome plan={plan} many={many} />}
      <div className="row wrap">
        {isDraft && <Button onClick={() => leave(onBack)}>{say('web.planner.range.back')}</Button>}
        <span className="end" />
        <Button onClick={() => leave(onClose)}>{say('web.close')}</Button>
        {plan?.undoableUntil != null && (state === 'applied' || state === 'partial') && may && (
          <Button isWrite onClick={() => undo.mutate({ params, body: {} })}>
            {say('web.undo')}
          </Button>
        )}
        {isDraft && may && (
          <Button look="primary" isWrite onClick={() => apply.mutate({ params, body: {} })}>
            {say('web.planner.range.apply', { count: many })}
          </Button>
        )}
      </div>
    </>
  )
}

function Running({ runId, many, isUndo }: { runId: number | null; many: number; isUndo: boolean }) {
  const say = useWords()
  const moving = useRunProgress(runId)
  const name = say(isUndo ? 'web.planner.range.undoing' : 'web.planner.range.applying')
  return <Progress {...moving} name={name} current={moving.current ?? 0} total={moving.total ?? many} />
}

type Plan = NonNullable<ReturnType<typeof useRead<typeof plans.get>>['data']>

function Outcome({ plan, many }: { plan: Plan; many: number }) {
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
