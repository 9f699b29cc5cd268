import { IconAlertTriangle, IconArrowBackUp } from '@tabler/icons-react'
import { formatClock, formatDay, formatNumber } from '../format.ts'
import { useWords } from '../words.ts'
import { Button } from './Button.tsx'
import { Icon } from './Icon.tsx'
import type { PlanReviewProps, PlanStage } from './plan-view.ts'
import panel from './Panel.module.css'
import styles from './PlanReview.module.css'
import { Progress } from './Progress.tsx'
import { ProofChip } from './ProofChip.tsx'
import { StateChip } from './StateChip.tsx'

type Applied = Extract<PlanStage, { kind: 'applied' }>

/** What is known of each operation counts; uncertain is only what nothing is known of. */
export function AppliedChip({ stage: { verified, failed, skipped, total } }: { stage: Applied }) {
  const say = useWords()
  if (verified === total) return <StateChip state="verified" />
  if (verified + failed + skipped < total) return <StateChip state="uncertain" />
  if (failed > 0) return <StateChip state="failed" word={say('web.plan.failedCount', { count: failed })} />
  return <StateChip state="needsYou" word={say('web.plan.skippedCount', { count: skipped })} />
}

/** The run, then the proof and what did not work, above the trees. */
export function PlanOutcome({ stage, trouble, next }: Pick<PlanReviewProps, 'stage' | 'trouble' | 'next'>) {
  const say = useWords()
  if (stage.kind === 'review') return null
  if (stage.kind === 'discarded')
    return (
      <div className={styles.outcome}>
        <p className="s13 t2">{say('web.plan.discardedWhy')}</p>
      </div>
    )
  if (stage.kind === 'applying')
    return (
      <div className={styles.outcome}>
        <Progress {...stage.progress} />
      </div>
    )
  if (stage.kind === 'undone')
    return (
      <div className={styles.outcome}>
        <ProofChip state="undone" detail={formatClock(Date.parse(stage.at))} />
      </div>
    )
  const isAll = stage.verified === stage.total
  const fill = { count: stage.total, verified: formatNumber(stage.verified), total: formatNumber(stage.total) }
  return (
    <div className={`${styles.outcome} col`}>
      <div className="row wrap">
        {isAll && <ProofChip state="verified" detail={formatClock(Date.parse(stage.at))} />}
        <span className="s13 t2">{say(isAll ? 'web.plan.allVerified' : 'web.plan.someVerified', fill)}</span>
      </div>
      {!isAll && trouble}
      {next !== undefined && (
        <div className="row wrap s13" role="status">
          <span>{say('web.plan.next', { title: next.title })}</span>
          <Button isSmall look="primary" onClick={next.onOpen}>
            {say('web.plan.lookAtNext')}
          </Button>
        </div>
      )}
    </div>
  )
}

/** Apply, change, discard; or a new plan when the world changed; or undo once applied. */
export function PlanFoot(props: PlanReviewProps) {
  if (props.stage.kind === 'applied') return <UndoFoot stage={props.stage} />
  if (props.stage.kind !== 'review') return null
  return <ReviewFoot {...props} />
}

function ReviewFoot({ world, operationCount, onApply, onDiscard, change }: PlanReviewProps) {
  const say = useWords()
  const isChanged = world.kind === 'changed'
  if (onApply === undefined && !isChanged) return null
  const applyLabel = say('web.plan.apply', { count: operationCount })
  const whyNot = isChanged ? world.cause : operationCount === 0 ? say('web.plan.nothingToApply') : null
  return (
    <>
      {isChanged && (
        <div className={styles.changed} role="status">
          <Icon of={IconAlertTriangle} />
          <span className="grow">{world.cause}</span>
        </div>
      )}
      <div className={`${panel.foot} ${styles.foot}`}>
        {isChanged && world.onRenew !== undefined && (
          <Button look="primary" isWrite onClick={world.onRenew}>
            {say('web.plan.renew')}
          </Button>
        )}
        {onApply !== undefined && (
          <Button look={isChanged ? 'plain' : 'primary'} isWrite whyNot={whyNot} onClick={onApply}>
            {applyLabel}
          </Button>
        )}
        {!isChanged && change}
        <span className="end" />
        {onDiscard !== undefined && (
          <Button look="quiet" isWrite onClick={onDiscard}>
            {say('web.plan.discard')}
          </Button>
        )}
      </div>
    </>
  )
}

function UndoFoot({ stage }: { stage: Applied }) {
  const say = useWords()
  if (stage.onUndo === undefined) return null
  return (
    <div className={panel.foot}>
      <Button icon={IconArrowBackUp} isWrite keys="u" onClick={stage.onUndo}>
        {say('web.undo')}
      </Button>
      {stage.undoUntil !== undefined && (
        <span className="s12 t3">{say('web.plan.undoUntil', { day: formatDay(Date.parse(stage.undoUntil)) })}</span>
      )}
    </div>
  )
}
