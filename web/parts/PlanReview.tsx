import { useId, type ReactNode } from 'react'
import { formatClock, formatNumber } from '../format.ts'
import { useWords, type Say } from '../words.ts'
import { TextField } from './fields.tsx'
import { FileTree } from './FileTree.tsx'
import type { PlanReviewProps } from './plan-view.ts'
import { AppliedChip, PlanFoot, PlanOutcome } from './PlanOutcome.tsx'
import panel from './Panel.module.css'
import styles from './PlanReview.module.css'
import { StateChip } from './StateChip.tsx'

/** Dry run, run and proof of one plan: what stands here is exactly what apply does. */
export function PlanReview(props: PlanReviewProps) {
  const say = useWords()
  const id = useId()
  return (
    <section className={panel.panel} aria-labelledby={id}>
      <div className={styles.head}>
        <h2 id={id}>{props.title}</h2>
        <StageChip stage={props.stage} isFiles={props.isFiles} />
        <span className="end s12 t3">{madeInWords(say, props)}</span>
      </div>
      <Figures {...props} />
      {props.strip !== undefined && props.strip !== false && <div className={styles.strip}>{props.strip}</div>}
      <PlanOutcome stage={props.stage} trouble={props.trouble} next={props.next} />
      <div className={styles.search}>
        <TextField
          name={say('web.plan.search')}
          placeholder={say('web.plan.search')}
          value={props.search}
          onChange={props.onSearch}
        />
      </div>
      <div className={styles.trees}>
        <FileTree title={say('web.plan.before')} side={props.before} />
        <FileTree title={say('web.plan.after')} side={props.after} />
      </div>
      {props.notes}
      <PlanFoot {...props} />
    </section>
  )
}

/** Once it runs, the world is meant to change. */
function madeInWords(say: Say, { stage, world, madeAt }: PlanReviewProps): string {
  const time = formatClock(Date.parse(madeAt))
  return stage.kind === 'review' ? say(`web.plan.world.${world.kind}`, { time }) : say('web.plan.made', { time })
}

function StageChip({ stage, isFiles }: Pick<PlanReviewProps, 'stage' | 'isFiles'>) {
  const say = useWords()
  if (stage.kind === 'review')
    return <StateChip state="untouched" {...(isFiles ? {} : { word: say('web.plan.unchanged') })} />
  if (stage.kind === 'applying') return <StateChip state="running" />
  if (stage.kind === 'undone') return <StateChip state="undone" />
  if (stage.kind === 'discarded') return <StateChip state="cancelled" word={say('web.plan.discarded')} />
  return <AppliedChip stage={stage} />
}

function Figures({ figures, filter, onFilter }: PlanReviewProps) {
  return (
    <div className={styles.figures}>
      {figures.map((figure) => (
        <button
          key={figure.id}
          type="button"
          className={styles.figure}
          aria-pressed={filter === figure.id}
          onClick={() => onFilter(filter === figure.id ? null : figure.id)}
        >
          <span className={`mid ${figure.count === 0 || figure.tone === undefined ? 't2' : `tone-${figure.tone}`}`}>
            {formatNumber(figure.count)}
          </span>
          <span className="s12 t3">{figure.label}</span>
        </button>
      ))}
    </div>
  )
}

/** A row under the trees: icon, sentence, a button. */
export function PlanNote({ icon, children, action }: { icon: ReactNode; children: ReactNode; action?: ReactNode }) {
  return (
    <div className={styles.note}>
      {icon}
      <div className="grow s13">{children}</div>
      {action}
    </div>
  )
}
