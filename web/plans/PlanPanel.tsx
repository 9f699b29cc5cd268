import { useMutation, useQueryClient } from '@tanstack/react-query'
import { IconShield } from '@tabler/icons-react'
import { useMemo, type ReactNode } from 'react'
import { useRunProgress } from '../activity/job-view.tsx'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { NO_KEYS, UNDO_KEYS } from '../parts/act-keys.ts'
import { Icon } from '../parts/Icon.tsx'
import { useKeys } from '../parts/keyboard.ts'
import { Panel, PanelBody } from '../parts/Panel.tsx'
import type { PlanStage, PlanWorld } from '../parts/plan-view.ts'
import { PlanNote, PlanReview } from '../parts/PlanReview.tsx'
import { useWords, type Say } from '../words.ts'
import { useMay } from '../session/use-session.ts'
import { countOf, figuresOf } from './plan-figures.ts'
import { PlanTrouble, TROUBLE } from './PlanTrouble.tsx'
import { PlanStrip } from './PlanStrip.tsx'
import { renewPlan } from './renew.ts'
import { isOfFiles, type PlanWithCounts } from './plan-with-counts.ts'
import { usePlan } from './use-plan.ts'

interface PlanPanelProps {
  planId: number
  /** More rows under the trees. */
  notes?: ReactNode
  change?: ReactNode
  /** Shows another plan in its place: a new one because the world had changed, or the one that comes next. */
  onOther: (planId: number | null) => void
}

/** A plan with its data: reviewed, applied, proven and undone in one place. */
export function PlanPanel({ planId, notes, change, onOther }: PlanPanelProps) {
  const say = useWords()
  const client = useQueryClient()
  const view = usePlan(planId)
  const plan = view.plan.data
  const may = useMay(plan?.scope ?? 'files:move')
  const stage = useStage(plan, may ? () => view.undo.mutate({ params: { planId }, body: {} }) : undefined)
  const renew = useMutation({
    mutationFn: renewPlan,
    onSuccess: onOther,
    onSettled: () => client.invalidateQueries(),
  })
  useKeys(stage?.kind === 'applied' && stage.onUndo !== undefined ? UNDO_KEYS : NO_KEYS)
  const figures = useMemo(() => (plan === undefined ? [] : figuresOf(say, plan)), [say, plan])
  if (plan === undefined || stage === undefined) return <Loading read={view.plan} />
  const isFiles = isOfFiles(plan)
  const failed = renew.error ?? view.apply.error ?? view.undo.error ?? view.discard.error ?? view.operations.error
  return (
    <>
      {failed !== null && <ProblemPanel error={failed} />}
      <PlanReview
        title={plan.title.text}
        isFiles={isFiles}
        stage={stage}
        madeAt={plan.madeAt}
        world={worldOf(say, {
          plan,
          check: view.check.data,
          onRenew: may && isFiles ? () => renew.mutate(plan) : undefined,
        })}
        figures={figures}
        filter={view.filter}
        onFilter={view.setFilter}
        search={view.search}
        onSearch={view.setSearch}
        before={{ root: '', lines: view.trees.before, onEnd: view.operations.more }}
        after={{ root: view.trees.reason ?? '', lines: view.trees.after, onEnd: view.operations.more }}
        operationCount={plan.operationCount}
        onApply={may ? () => view.apply.mutate({ params: { planId }, body: {} }) : undefined}
        onDiscard={may ? () => view.discard.mutate({ params: { planId }, body: {} }) : undefined}
        trouble={<Trouble plan={plan} />}
        next={view.next && { title: view.next.title.text, onOpen: () => onOther(view.next?.planId ?? null) }}
        strip={isFiles && <PlanStrip operations={view.operations.items} total={plan.operationCount} />}
        change={change}
        notes={
          <>
            {notes}
            {stage.kind !== 'discarded' && isFiles && <UndoNote />}
          </>
        }
      />
    </>
  )
}

function Loading({ read }: { read: ReturnType<typeof usePlan>['plan'] }) {
  const say = useWords()
  return (
    <Panel name={say('web.plan.loading')}>
      <PanelBody>
        {read.error === null ? (
          <p className="t3 s13">{say('web.plan.loading')}</p>
        ) : (
          <ProblemPanel error={read.error} onRetry={() => void read.refetch()} />
        )}
      </PanelBody>
    </Panel>
  )
}

function Trouble({ plan }: { plan: PlanWithCounts }) {
  return TROUBLE.map((state) => {
    const count = countOf(plan, state)
    return count > 0 && <PlanTrouble key={state} planId={plan.planId} state={state} count={count} />
  })
}

function UndoNote() {
  const say = useWords()
  return (
    <PlanNote
      icon={
        <span className="t3">
          <Icon of={IconShield} />
        </span>
      }
    >
      <span className="t2">{say('web.plan.undoPromise')}</span>
    </PlanNote>
  )
}

interface Checked {
  plan: PlanWithCounts
  check: { differenceCount: number; differences: { error: { text: string } }[] } | undefined
  onRenew: (() => void) | undefined
}

/** A plan that was found stale stays so, whatever is found now. */
function worldOf(say: Say, { plan, check, onRenew }: Checked): PlanWorld {
  if (check === undefined || check.differenceCount === 0)
    return plan.state === 'stale' ? { kind: 'changed', cause: say('web.plan.stale'), onRenew } : { kind: 'unchanged' }
  const first = check.differences[0]?.error.text ?? ''
  return { kind: 'changed', cause: say('web.plan.differs', { count: check.differenceCount, first }), onRenew }
}

function useStage(plan: PlanWithCounts | undefined, onUndo: (() => void) | undefined): PlanStage | undefined {
  const say = useWords()
  const runId = plan?.state === 'undoing' ? plan.undoRunId : plan?.state === 'applying' ? plan.runId : null
  const moving = useRunProgress(runId)
  if (plan === undefined) return undefined
  const done = countOf(plan, 'done')
  if (plan.state === 'applying' || plan.state === 'undoing') {
    const name = say(plan.state === 'applying' ? 'web.plan.applying' : 'web.plan.undoing')
    // The jobs at work know more than what has been written; but a retried plan has done a part of it before.
    const current = moving.total === plan.operationCount ? (moving.current ?? done) : done
    return { kind: 'applying', progress: { ...moving, name, current, total: plan.operationCount } }
  }
  if (plan.state === 'undone' && plan.undoneAt !== null) return { kind: 'undone', at: plan.undoneAt }
  if ((plan.state === 'applied' || plan.state === 'partial') && plan.settledAt !== null) {
    const undo = plan.undoableUntil === null || onUndo === undefined ? {} : { undoUntil: plan.undoableUntil, onUndo }
    const [failed, skipped] = [countOf(plan, 'failed'), countOf(plan, 'skipped')]
    const counts = { verified: done, failed, skipped, total: plan.operationCount }
    return { kind: 'applied', ...counts, at: plan.settledAt, ...undo }
  }
  return { kind: plan.state === 'discarded' ? 'discarded' : 'review' }
}
