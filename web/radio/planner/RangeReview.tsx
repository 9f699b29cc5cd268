import { useEffect, useRef, useState } from 'react'
import type { RangeDraft } from '../../../src/radio/planner/contract.ts'
import { planRoutes } from '../../../src/plans/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useAct, useRead } from '../../api/use-api.ts'
import { formatNumber } from '../../format.ts'
import { Button } from '../../parts/Button.tsx'
import { Segmented } from '../../parts/Segmented.tsx'
import { StateChip } from '../../parts/StateChip.tsx'
import { useMay } from '../../session/use-session.ts'
import { type Say, useWords } from '../../words.ts'
import { Outcome, Running } from './RangeOutcome.tsx'
import { conflictsText, operationLook } from './range-words.ts'
import styles from './planner.module.css'
import { whenIn } from './use-changes.ts'

const plans = planRoutes.routes
const SHOWN = 300

type Operation = RangeDraft['operations'][number]

/** Where it was, how it fits, why it is left out, and what stands there. */
const whyOf = (say: Say, { fit, reason, from, conflicts }: Operation, timeZone: string): string =>
  [
    from === null
      ? undefined
      : say('web.planner.range.from.was', { when: whenIn(Date.parse(from.startsAt), timeZone) }),
    fit === null ? undefined : `${fit.text}.`,
    reason?.text,
    conflictsText(say, conflicts, timeZone),
  ]
    .filter(Boolean)
    .join(' ')

interface RangeReviewProps {
  draft: RangeDraft
  timeZone: string
  /** Back to what was asked for. */
  onBack: () => void
  onClose: () => void
  /** As soon as its plan begins to be carried out. */
  onApplied?: (() => void) | undefined
}

/** What a dry run found, then its run, then what came of it; undone in the same place. */
export function RangeReview({ draft, timeZone, onBack, onClose, onApplied }: RangeReviewProps) {
  const say = useWords()
  const { planId, counts } = draft
  const many = counts.add + counts.move + counts.remove
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
        <PlanActs planId={planId} many={many} {...{ onBack, onClose, onApplied }} />
      )}
    </div>
  )
}

type Action = Operation['action']
const ACTIONS = ['add', 'move', 'remove', 'keep', 'left'] as const

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
              <span className="s12 t2 break">{whyOf(say, operation, timeZone)}</span>
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

/** Tells it once, whatever is drawn again. */
function useOnce(isSo: boolean, tell: (() => void) | undefined): void {
  const isTold = useRef(false)
  useEffect(() => {
    if (!isSo || isTold.current) return
    isTold.current = true
    tell?.()
  }, [isSo, tell])
}

/** A plan that nobody goes on to is put away, whichever way its review is left. */
function usePutAway(isOpen: boolean, putAway: () => void): void {
  const latest = useRef({ isOpen, putAway })
  useEffect(() => void (latest.current = { isOpen, putAway }))
  useEffect(() => () => void (latest.current.isOpen && latest.current.putAway()), [])
}

interface PlanActsProps extends Pick<RangeReviewProps, 'onBack' | 'onClose' | 'onApplied'> {
  planId: number
  many: number
}

function PlanActs({ planId, many, onBack, onClose, onApplied }: PlanActsProps) {
  const say = useWords()
  const may = useMay('files:move')
  const read = useRead(plans.get, { params: { planId } }, { follows: 'plan.' })
  const apply = useAct(plans.apply)
  const undo = useAct(plans.undo)
  const discard = useAct(plans.discard)
  const params = { planId }
  const plan = read.data
  const state = plan?.state ?? 'draft'
  const isApplied = state === 'applied' || state === 'partial'
  useOnce(isApplied, onApplied)
  const isRunning = state === 'applying' || state === 'undoing'
  const isDraft = state === 'draft' && !apply.isPending && !apply.isSuccess
  const error = apply.error ?? undo.error ?? read.error
  usePutAway(isDraft, () => discard.mutate({ params, body: {} }))
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
        {isDraft && <Button onClick={onBack}>{say('web.planner.range.back')}</Button>}
        <span className="end" />
        <Button onClick={onClose}>{say('web.close')}</Button>
        {plan?.undoableUntil != null && isApplied && may && (
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
