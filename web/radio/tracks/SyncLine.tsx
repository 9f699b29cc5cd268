import { Link } from '@tanstack/react-router'
import type { SyncView, TrackCountsView } from '../../../src/radio/tracks/contract.ts'
import { useRunProgress } from '../../activity/job-view.tsx'
import { Ago } from '../../parts/Ago.tsx'
import { Progress } from '../../parts/Progress.tsx'
import { StateChip, StateLine } from '../../parts/StateChip.tsx'
import { useWords } from '../../words.ts'
import styles from './tracks.module.css'

/** How old the list is, how its last reading ended, and the one that runs. */
export function SyncLine({ counts }: { counts: TrackCountsView }) {
  const say = useWords()
  const { lastDone, lastSync, runId } = counts
  const isBad = lastSync !== null && lastSync.outcome !== 'done'
  return (
    <div className="col gap4">
      <div className={styles.sync}>
        {lastDone === null ? (
          <span className="s13 t2">{say('web.tracks.neverRead')}</span>
        ) : (
          <span className="s13 t2">
            {say('web.tracks.readAt')} <Ago at={lastDone.endedAt} isSentence />
            {changesOf(lastDone) > 0 && `, ${say('web.tracks.changes', { ...numbersOf(lastDone) })}`}
          </span>
        )}
        {runId !== null && <StateChip state="running" word={say('web.tracks.reading')} isBare />}
      </div>
      {runId !== null && <Reading runId={runId} />}
      {isBad && <Failed sync={lastSync} />}
    </div>
  )
}

const numbersOf = ({ created, changed, gone, returned }: SyncView) => ({ created, changed, gone, returned })
const changesOf = (sync: SyncView): number => Object.values(numbersOf(sync)).reduce((sum, count) => sum + count, 0)

function Reading({ runId }: { runId: number }) {
  const say = useWords()
  const { current, total } = useRunProgress(runId)
  if (current === undefined || total === undefined) return null
  return <Progress name={say('web.tracks.reading')} current={current} total={total} />
}

function Failed({ sync }: { sync: SyncView }) {
  const say = useWords()
  const { outcome, reason, runId, endedAt } = sync
  return (
    <div className={styles.sync} role="status">
      <StateLine
        state={outcome === 'suspect' ? 'uncertain' : 'failed'}
        word={say(`web.tracks.outcome.${outcome}`)}
        cause={`${reason?.text ?? ''} ${reason?.todo ?? ''}`}
      />
      <span className="s12 t2">
        <Ago at={endedAt} isSentence />
      </span>
      <Link to="/activity" search={{ job: String(runId) }} className="s12">
        {say('web.tracks.openRun')}
      </Link>
    </div>
  )
}
