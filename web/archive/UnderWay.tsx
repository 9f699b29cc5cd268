import { Link } from '@tanstack/react-router'
import type { BatchView, RunView } from '../../src/archive/contract.ts'
import type { ArchiveFigures } from '../../src/archive/figures/contract.ts'
import { useRunProgress } from '../activity/job-view.tsx'
import { formatNumber } from '../format.ts'
import { Ago } from '../parts/Ago.tsx'
import { Panel, PanelRows } from '../parts/Panel.tsx'
import { Progress } from '../parts/Progress.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import { useWords } from '../words.ts'
import { runState } from './words.ts'

/** Every batch that is not done, however old, with rate and time left; those that sync stand in `ActiveSyncs`. */
export function UnderWay({ batches: all }: { batches: readonly BatchView[] }) {
  const say = useWords()
  const batches = all.filter(({ state }) => state !== 'SYNCING')
  return (
    <Panel
      title={say('web.archive.underWay')}
      aside={say('web.archive.underWay.count', { count: batches.length, n: formatNumber(batches.length) })}
      isLined
    >
      <PanelRows>
        {batches.map((batch) => (
          <BatchProgress key={batch.batchId} batch={batch} />
        ))}
        {batches.length === 0 && (
          <p className="s13 t2">
            {say(all.length === 0 ? 'web.archive.underWay.none' : 'web.archive.underWay.noOther')}
          </p>
        )}
      </PanelRows>
    </Panel>
  )
}

function BatchProgress({ batch }: { batch: BatchView }) {
  const say = useWords()
  const { current = 0, total: ofRun, rate, leftMs, item } = useRunProgress(batch.runId)
  const total = batch.fileCount
  // The run may be at a step that is not about this batch.
  const isOfBatch = ofRun === total
  const done = isOfBatch ? current : batch.filedCount
  const isWaiting = batch.state === 'PENDING' || batch.state === 'ERROR'
  const cause = batch.reason?.text ?? (batch.state === 'PENDING' ? say('web.archive.batch.waits') : item)
  return (
    <div data-batch={batch.batchId}>
      <Progress
        label={batch.name}
        name={
          <Link to="/archive/batches/$batchId" params={{ batchId: String(batch.batchId) }} className="mono">
            {batch.name}, {say(`web.archive.batch.state.${batch.state}`)}
          </Link>
        }
        current={done}
        unit={say('web.archive.items')}
        {...(total === 0 ? {} : { total })}
        {...(rate === undefined || isWaiting || !isOfBatch ? {} : { rate })}
        {...(leftMs === undefined || isWaiting || !isOfBatch ? {} : { leftMs })}
        {...(cause === undefined ? {} : { item: cause })}
      />
    </div>
  )
}

/** The last five, each with what it did. */
export function RecentRuns({ runs }: { runs: ArchiveFigures['recentRuns'] }) {
  const say = useWords()
  return (
    <Panel
      title={say('web.archive.recentRuns')}
      isLined
      footer={
        <Link to="/archive/history" className="end s12">
          {say('web.nav.archive.history')}
        </Link>
      }
    >
      <PanelRows>
        {runs.map((run) => (
          <RunRow key={run.runId} run={run} />
        ))}
        {runs.length === 0 && (
          <p className="s13 t2">
            {say('web.archive.recentRuns.none')} {say('web.archive.history.none.why')}
          </p>
        )}
      </PanelRows>
    </Panel>
  )
}

function RunRow({ run }: { run: RunView }) {
  const say = useWords()
  const did = [
    say('web.archive.history.filed', { count: run.filed, n: formatNumber(run.filed) }),
    ...(run.duplicates > 0 ? [say('web.archive.history.duplicates', { count: run.duplicates })] : []),
  ]
  return (
    <div className="row s13 wrap" data-run={run.runId}>
      <Link to="/activity" search={{ job: String(run.runId) }}>
        #{run.runId}
      </Link>
      <span className="grow cut">{run.steps.map((step) => say(`web.archive.step.${step}`)).join(', ')}</span>
      <span className="t2 s12 num">{did.join(', ')}</span>
      <span className="t3 s12">
        <Ago at={run.finishedAt ?? run.createdAt} />
      </span>
      <StateChip state={runState(run)} isBare />
    </div>
  )
}
