import { Link } from '@tanstack/react-router'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { useWords } from '../../words.ts'
import { Scatter } from '../asrun/Scatter.tsx'
import { useDay, useOverview } from '../asrun/use-as-run.ts'
import { dayInWords } from '../planner/zone-clock.ts'
import { ReadProblem } from '../ReadProblem.tsx'
import styles from './forecast.module.css'

const FIGURES = ['matched', 'late', 'early', 'short', 'missed', 'extra'] as const

interface AsRunPanelProps {
  stationId: number
  airDate: string
}

/** A day that is over, or as far as it is known: its counts and its plot; the lines are one page further. */
export function AsRunPanel({ stationId, airDate }: AsRunPanelProps) {
  const say = useWords()
  const overview = useOverview(stationId)
  const read = useDay(stationId, airDate)
  const day = read.data?.day
  return (
    <Panel
      title={say('web.asRun.ofDay', { day: dayInWords(airDate) })}
      actions={
        <Link to="/radio/as-run" search={{ station: String(stationId), day: airDate }}>
          {say('web.forecast.lines')}
        </Link>
      }
    >
      <ReadProblem read={read} />
      {day === null && <EmptyState title={say('web.asRun.dayNotRead')}>{say('web.asRun.dayNotRead.how')}</EmptyState>}
      {day !== null && day !== undefined && overview.data !== undefined && (
        <>
          <dl className={styles.figures}>
            {FIGURES.map((verdict) => (
              <div key={verdict} data-verdict={day.counts[verdict] === 0 ? undefined : verdict}>
                <dd className="num">{day.counts[verdict]}</dd>
                <dt>{say(`web.asRun.verdict.${verdict}`)}</dt>
              </div>
            ))}
          </dl>
          <Scatter
            day={day}
            lines={read.data?.lines ?? []}
            timeZone={read.data?.timeZone ?? 'UTC'}
            rules={overview.data.rules}
          />
        </>
      )}
    </Panel>
  )
}
