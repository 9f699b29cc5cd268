import { Link } from '@tanstack/react-router'
import { IconPlayerPlay, IconPlayerStop, IconWaveSine } from '@tabler/icons-react'
import { jobRoutes, type JobView } from '../../../src/jobs/contract.ts'
import type { TrackCountsView } from '../../../src/radio/tracks/contract.ts'
import { useJobProgress } from '../../activity/job-view.tsx'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useAct, useRead } from '../../api/use-api.ts'
import { formatNumber } from '../../format.ts'
import { Button } from '../../parts/Button.tsx'
import { Progress } from '../../parts/Progress.tsx'
import { StateLine } from '../../parts/StateChip.tsx'
import { useMay } from '../../session/use-session.ts'
import { useWords } from '../../words.ts'
import { routes } from './use-tracks.ts'

const jobs = jobRoutes.routes

/** How many tracks nobody measured yet, and the run that measures them: how far, how fast, how long; to stop and go on. */
export function MeasureLine({ counts }: { counts: TrackCountsView }) {
  const { measureRunId, unmeasured } = counts
  const read = useRead(jobs.getJob, { params: { jobId: measureRunId ?? 0 } }, { isEnabled: measureRunId !== null })
  const run = measureRunId === null ? undefined : read.data
  if (run !== undefined && run.finishedAt === null) return <Measuring run={run} />
  if (unmeasured === 0) return null
  if (run !== undefined && run.state !== 'completed') return <Stopped run={run} unmeasured={unmeasured} />
  return <Unmeasured counts={counts} />
}

function Measuring({ run }: { run: JobView }) {
  const say = useWords()
  const may = useMay('jobs:write')
  const { unit: _unit, current, ...progress } = useJobProgress(run)
  const cancel = useAct(jobs.cancelJob)
  return (
    <div className="col gap4">
      <Progress
        name={say('web.tracks.measuring')}
        current={current ?? 0}
        {...progress}
        {...(run.state === 'running' || run.because === null ? {} : { item: run.because.text })}
      />
      <span className="row">
        {may && (
          <Button
            isSmall
            isWrite
            icon={IconPlayerStop}
            whyNot={run.can.cancel ? null : say('web.signin.busy')}
            onClick={() => cancel.mutate({ params: { jobId: run.jobId } })}
          >
            {say('web.tracks.measuring.stop')}
          </Button>
        )}
        <RunLink run={run} />
      </span>
      {cancel.error !== null && <ProblemPanel error={cancel.error} />}
    </div>
  )
}

function RunLink({ run }: { run: JobView }) {
  const say = useWords()
  return (
    <Link to="/activity" search={{ job: String(run.jobId) }} className="s12">
      {say('web.tracks.openRun')}
    </Link>
  )
}

function Stopped({ run, unmeasured }: { run: JobView; unmeasured: number }) {
  const say = useWords()
  const may = useMay('jobs:write')
  const retry = useAct(jobs.retryJob)
  const isStopped = run.state === 'cancelled'
  return (
    <div className="col gap4">
      <div className="row wrap" role="status">
        <StateLine
          state={isStopped ? 'cancelled' : 'failed'}
          word={say(isStopped ? 'web.tracks.measuring.stopped' : 'web.tracks.measuring.failed')}
          cause={isStopped ? say('web.tracks.unmeasuredCount', { count: unmeasured }) : (run.error?.text ?? '')}
          next={isStopped ? undefined : (run.error?.todo ?? undefined)}
        />
        {may && run.can.retry && (
          <Button isSmall isWrite icon={IconPlayerPlay} onClick={() => retry.mutate({ params: { jobId: run.jobId } })}>
            {say('web.tracks.measuring.goOn')}
          </Button>
        )}
        <RunLink run={run} />
      </div>
      {retry.error !== null && <ProblemPanel error={retry.error} />}
    </div>
  )
}

function Unmeasured({ counts: { stationId, unmeasured } }: { counts: TrackCountsView }) {
  const say = useWords()
  const may = useMay('jobs:write')
  const measure = useAct(routes.measureMany)
  return (
    <div className="col gap4">
      <div className="row wrap">
        <span className="s13 t2">{say('web.tracks.unmeasuredCount', { count: unmeasured })}</span>
        {may && (
          <Button
            isSmall
            isWrite
            icon={IconWaveSine}
            onClick={() => measure.mutate({ params: { stationId }, body: {} })}
          >
            {say('web.tracks.measureThem', { n: formatNumber(unmeasured), count: unmeasured })}
          </Button>
        )}
      </div>
      {measure.error !== null && <ProblemPanel error={measure.error} />}
    </div>
  )
}
