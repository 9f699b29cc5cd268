import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { JobView } from '../../src/jobs/contract.ts'
import { formatMoment, formatNumber } from '../format.ts'
import { progressWords } from '../live/progress.ts'
import { Ago } from '../parts/Ago.tsx'
import { Progress } from '../parts/Progress.tsx'
import { StateChip, StateLine } from '../parts/StateChip.tsx'
import type { State } from '../parts/states.ts'
import { useNow } from '../parts/use-now.ts'
import { useWords } from '../words.ts'
import styles from './radio.module.css'
import { useRunFiles } from './use-inbox-run.ts'

const FAILED_SHOWN = 5
/** Why a job waits that only waits for its turn. */
const TURNS: readonly string[] = ['serial', 'ready', 'blocked', 'children']
/** Sent, and being analysed by the library. */
const NOT_SHOWN = 'deliveries/not-shown-yet'

export const isBeingAnalysed = ({ error, finishedAt }: JobView): boolean =>
  finishedAt === null && error?.code === NOT_SHOWN

/** The import that is under way with how far it is, or how the last one ended and what it left undone. */
export function InboxRun({ run, again }: { run: JobView; again: ReactNode }) {
  if (run.finishedAt === null) return <UnderWay run={run} />
  if (run.state === 'completed' && run.children.failed === 0) return <Done run={run} />
  return <LeftUndone run={run} again={again} />
}

function UnderWay({ run }: { run: JobView }) {
  const say = useWords()
  const { total, open } = run.children
  const files = useRunFiles(run)
  const progress =
    run.progress === null ? {} : progressWords({ ...run.progress, jobId: run.jobId, runId: run.runId, kind: run.kind })
  if (total === 0)
    return (
      <div className={styles.part}>
        <Progress
          name={say('web.radio.run.looking')}
          current={progress.current ?? 0}
          {...(progress.total === undefined ? {} : { total: progress.total })}
          unit={say('web.radio.run.files')}
        />
      </div>
    )
  const at = files.find(({ state }) => state === 'running')
  const bytes = progress.unit === 'bytes' && progress.total !== undefined ? progress : undefined
  return (
    <div className={styles.part}>
      <Progress
        name={say('web.radio.run.name')}
        current={bytes?.current ?? total - open}
        total={bytes?.total ?? total}
        count={say('web.radio.run.count', { n: formatNumber(total - open), count: total })}
        {...(bytes?.rate === undefined ? {} : { rate: bytes.rate })}
        {...(bytes?.leftMs === undefined ? {} : { leftMs: bytes.leftMs })}
        {...(at?.label == null ? {} : { item: at.label })}
      />
      {at === undefined && <Held files={files} />}
      <RunLink run={run} />
    </div>
  )
}

/** Nothing moves: why, and when it goes on. That others wait for their turn behind it says nothing. */
function Held({ files }: { files: readonly JobView[] }) {
  const say = useWords()
  const nowMs = useNow()
  const open = files.filter(({ finishedAt }) => finishedAt === null)
  const analysed = open.filter(isBeingAnalysed)
  const held = open.find((job) => job.error !== null && !isBeingAnalysed(job)) ?? open.find(isHeldUp)
  if (held === undefined) return null
  const next = nextTry(held)
  const then = next === undefined ? undefined : say('web.radio.run.next', { time: formatMoment(next, nowMs) })
  if (isBeingAnalysed(held))
    return (
      <StateLine
        state="running"
        word={say('web.radio.verdict.sent')}
        cause={say('web.radio.run.analysed', { count: analysed.length })}
        next={then}
      />
    )
  const cause = held.error ?? held.because
  return <StateLine state="waiting" cause={cause?.text} next={then ?? cause?.todo} />
}

const isHeldUp = ({ because }: JobView): boolean => because !== null && !TURNS.includes(because.code)

/** When it is tried again, epoch ms. */
function nextTry({ because }: JobView): number | undefined {
  const at = because?.code === 'scheduled' ? because.params['at'] : undefined
  return typeof at === 'string' ? Date.parse(at) : undefined
}

function Done({ run }: { run: JobView }) {
  const say = useWords()
  const count = run.children.total
  if (count === 0) return null
  return (
    <div className={styles.part}>
      <span className="row wrap">
        <Ended run={run} state="verified" word={say('web.radio.run.done', { count })} />
        <RunLink run={run} />
      </span>
    </div>
  )
}

function Ended({ run: { finishedAt }, ...chip }: { run: JobView; state: State; word: string }) {
  return (
    <span className="row wrap s12 t2">
      <StateChip {...chip} isBare />
      {finishedAt !== null && <Ago at={finishedAt} isSentence />}
    </span>
  )
}

function LeftUndone({ run, again }: { run: JobView; again: ReactNode }) {
  const say = useWords()
  const failed = useRunFiles(run, 'failed')
  const { total, failed: count } = run.children
  const isStopped = run.state === 'cancelled'
  return (
    <div className={styles.part}>
      <Ended
        run={run}
        state={isStopped ? 'cancelled' : 'failed'}
        word={
          isStopped || count === 0
            ? say(isStopped ? 'web.radio.run.stopped' : 'web.radio.run.failed')
            : say('web.radio.run.left', { n: formatNumber(count), count: total })
        }
      />
      {count === 0 && run.error !== null && (
        <span className="s13 t2 break">
          {run.error.text} {run.error.todo}
        </span>
      )}
      {failed.length > 0 && (
        <ul className={styles.failed} aria-label={say('web.radio.run.leftFiles')}>
          {failed.slice(0, FAILED_SHOWN).map(({ jobId, label, error }) => (
            <li key={jobId}>
              <b className="mono break">{label}</b>
              <span className="t2 break">
                {error?.text} {error?.todo}
              </span>
            </li>
          ))}
        </ul>
      )}
      <span className="row wrap">
        {again}
        <RunLink run={run} more={count - Math.min(failed.length, FAILED_SHOWN)} />
      </span>
    </div>
  )
}

function RunLink({ run, more = 0 }: { run: JobView; more?: number }) {
  const say = useWords()
  return (
    <Link to="/activity" search={{ job: String(run.jobId) }} className="s12">
      {more > 0 ? say('web.radio.run.more', { count: more }) : say('web.radio.run.open')}
    </Link>
  )
}
