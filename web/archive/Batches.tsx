import { Link } from '@tanstack/react-router'
import { IconPlus } from '@tabler/icons-react'
import { archiveRoutes, type ArchiveOverview, type BatchView } from '../../src/archive/contract.ts'
import { useRunProgress } from '../activity/job-view.tsx'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useAct } from '../api/use-api.ts'
import { formatBytes, formatNumber } from '../format.ts'
import { Ago } from '../parts/Ago.tsx'
import { Bar } from '../parts/Bar.tsx'
import { Button } from '../parts/Button.tsx'
import { Panel, PanelBody, PanelRows } from '../parts/Panel.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import { useMay } from '../session/use-session.ts'
import { useWords } from '../words.ts'
import { FindBatch } from './FindBatch.tsx'
import styles from './Batches.module.css'
import { BATCH_STATES } from './words.ts'

const routes = archiveRoutes.routes

interface BatchesProps {
  overview: ArchiveOverview
  chosenPlanId: number | null
  onPlan: (planId: number) => void
}

/** The last batches: state, how far, and what each waits for. A batch opens its plan. */
export function Batches({ overview, chosenPlanId, onPlan }: BatchesProps) {
  const say = useWords()
  const mayMove = useMay('files:move')
  const create = useAct(routes.createBatch, (made) => {
    if (made.planId !== null) onPlan(made.planId)
  })
  const refused = create.data?.planId === null ? create.data.reason : null
  const newBatch = (
    <Button isSmall isWrite icon={IconPlus} onClick={() => create.mutate({ body: { dryRun: true } })}>
      {say('web.archive.batch.new')}
    </Button>
  )
  return (
    <Panel
      title={say('web.archive.batches')}
      aside={say(overview.allowParallel ? 'web.archive.batch.several' : 'web.archive.batch.one')}
      isLined
      actions={mayMove ? newBatch : undefined}
    >
      {create.error !== null && (
        <PanelBody>
          <ProblemPanel error={create.error} />
        </PanelBody>
      )}
      {refused !== null && refused !== undefined && (
        <p className={`${styles.refused} s13 t2`}>
          {refused.text} {refused.todo}
        </p>
      )}
      <PanelRows>
        {overview.recentBatches.map((batch) => (
          <BatchRow
            key={batch.batchId}
            batch={batch}
            isWaiting={overview.openPlanIds.includes(planOf(batch) ?? 0)}
            isChosen={planOf(batch) !== null && planOf(batch) === chosenPlanId}
            onPlan={onPlan}
          />
        ))}
        {overview.recentBatches.length === 0 && <p className="s13 t2">{say('web.archive.batch.none')}</p>}
        {overview.recentBatches.length > 0 && <FindBatch />}
      </PanelRows>
    </Panel>
  )
}

const planOf = (batch: BatchView) => batch.sortPlanId ?? batch.takePlanId

function BatchRow({
  batch,
  isWaiting,
  isChosen,
  onPlan,
}: {
  batch: BatchView
  /** For a person, who has to look at its plan. */
  isWaiting: boolean
  isChosen: boolean
  onPlan: (planId: number) => void
}) {
  const say = useWords()
  const planId = planOf(batch)
  const isMoving = !isWaiting && (batch.state === 'CREATING' || batch.state === 'SORTING')
  const size = say('web.archive.batch.size', { count: batch.fileCount, size: formatBytes(batch.sizeBytes) })
  return (
    <div className={styles.batch} data-chosen={isChosen || undefined}>
      <div className="row s13">
        {planId === null ? (
          <Link className="mono" to="/archive/batches/$batchId" params={{ batchId: String(batch.batchId) }}>
            {batch.name}
          </Link>
        ) : (
          <button type="button" className={styles.name} onClick={() => onPlan(planId)}>
            {batch.name}
          </button>
        )}
        <span className="t3 s12 num cut">{size}</span>
        <span className="end">
          <StateChip
            state={isWaiting ? 'needsYou' : BATCH_STATES[batch.state]}
            word={say(`web.archive.batch.state.${isWaiting ? 'waiting' : batch.state}`)}
          />
        </span>
      </div>
      {isMoving && batch.fileCount > 0 ? <BatchMoving batch={batch} /> : <BatchLine batch={batch} />}
    </div>
  )
}

/** How far it is, and at what. */
function BatchMoving({ batch }: { batch: BatchView }) {
  const say = useWords()
  const { current = 0, total: ofRun, rate, item } = useRunProgress(batch.runId)
  const total = batch.fileCount
  // The run may be at a step that is not about this batch.
  const done = ofRun === total ? current : batch.filedCount
  const count = say('web.progress.ofTotal', { n: formatNumber(done), total: formatNumber(total) })
  return (
    <>
      <Bar name={batch.name} value={count} parts={[{ share: total === 0 ? 0 : done / total }]} />
      <div className="s12 t2 num cut">
        {[count, rate, item ?? batch.reason?.text].filter((part) => part !== undefined).join(', ')}
      </div>
    </>
  )
}

/** The cause of a wait or fault, else when it was done. */
function BatchLine({ batch }: { batch: BatchView }) {
  const say = useWords()
  if (batch.reason !== null)
    return (
      <div className="s12 t2">
        {batch.reason.text} {batch.reason.todo}
      </div>
    )
  if (batch.sortedAt !== null)
    return (
      <div className="s12 t2">
        {say('web.archive.batch.sorted')} <Ago at={batch.sortedAt} isSentence />
      </div>
    )
  if (batch.state === 'PENDING') return <div className="s12 t2">{say('web.archive.batch.waits')}</div>
  return batch.state === 'CREATING' && <div className="s12 t2">{say('web.archive.batch.choosing')}</div>
}
