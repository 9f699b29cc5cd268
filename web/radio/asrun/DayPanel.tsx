import type { ReplyOf } from '../../../src/kernel/contract.ts'
import type { AsRunOverview, asRunRoutes, CountsView } from '../../../src/radio/asrun/contract.ts'
import type { StationView } from '../../../src/radio/stations/contract.ts'
import { formatNumber } from '../../format.ts'
import { EmptyState, NoMatch } from '../../parts/EmptyState.tsx'
import { TextField } from '../../parts/fields.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { useTypedText } from '../../parts/use-typed-text.ts'
import { useWords } from '../../words.ts'
import { clockIn, dayInWords } from '../planner/zone-clock.ts'
import styles from './as-run.module.css'
import { LineTable } from './LineTable.tsx'
import { Scatter } from './Scatter.tsx'
import { type Address, linesOf, useOwed } from './use-as-run.ts'

export type DayRead = ReplyOf<(typeof asRunRoutes)['routes']['day']>

interface DayPanelProps {
  station: StationView
  airDate: string
  address: Address
  read: DayRead
  overview: AsRunOverview
}

const FIGURES = ['matched', 'late', 'early', 'short', 'missed', 'extra'] as const

/** Counts, the plot over the day, what is owed, and line by line. */
export function DayPanel({ station, airDate, address, read, overview }: DayPanelProps) {
  const say = useWords()
  const { day, lines } = read
  const title = say('web.asRun.ofDay', { day: dayInWords(airDate) })
  if (day === null || day.airDate !== airDate)
    return (
      <Panel title={title}>
        <EmptyState title={say('web.asRun.dayNotRead')}>{say('web.asRun.dayNotRead.how')}</EmptyState>
      </Panel>
    )
  const shown = linesOf(lines, address)
  const { counts, state, hours } = day
  const asides = [
    ...(state === 'open' ? [say('web.asRun.open', { time: clockIn(Date.parse(day.readAt), read.timeZone) })] : []),
    ...(hours === 24 ? [] : [say('web.asRun.hours', { hours })]),
  ]
  return (
    <>
      <Panel
        title={title}
        aside={asides.join(' ')}
        footer={<Owed station={station} airDate={airDate} zone={read.timeZone} />}
      >
        <Counts counts={counts} address={address} />
        <div className={styles.plotHead}>
          <span>{say('web.asRun.offPlan')}</span>
          <span className="end">
            {say('web.asRun.estimates', { n: formatNumber(counts.estimates), count: counts.plays })}
          </span>
        </div>
        <Scatter day={day} lines={lines} timeZone={read.timeZone} rules={overview.rules} />
      </Panel>
      <Panel
        title={say('web.asRun.lines')}
        aside={say('web.asRun.shown', { n: formatNumber(shown.length), count: lines.length })}
        actions={<Search address={address} />}
        isLined
      >
        {shown.length > 0 && <LineTable lines={shown} timeZone={read.timeZone} />}
        {shown.length === 0 && lines.length > 0 && (
          <NoMatch
            title={say('web.asRun.noMatch')}
            onClear={() => address.set({ verdict: undefined, text: undefined })}
          />
        )}
        {lines.length === 0 && <EmptyState title={say('web.asRun.nothing')}>{say('web.asRun.nothing.how')}</EmptyState>}
      </Panel>
    </>
  )
}

/** Each count shows its lines alone. */
function Counts({ counts, address }: { counts: CountsView; address: Address }) {
  const say = useWords()
  const figures = counts.due > 0 ? ([...FIGURES, 'due'] as const) : FIGURES
  return (
    <div className={styles.counts} role="group" aria-label={say('web.asRun.counts')}>
      {figures.map((verdict) => (
        <button
          key={verdict}
          type="button"
          className={styles.count}
          data-verdict={verdict}
          data-none={counts[verdict] === 0 || undefined}
          aria-pressed={address.verdict === verdict}
          onClick={() => address.set({ verdict: address.verdict === verdict ? undefined : verdict })}
        >
          <b className="num">{formatNumber(counts[verdict])}</b>
          <span>{say(`web.asRun.verdict.${verdict}`)}</span>
        </button>
      ))}
    </div>
  )
}

function Search({ address }: { address: Address }) {
  const say = useWords()
  const typed = useTypedText(address.text, (text) => address.set({ text }))
  return (
    <span className={styles.search}>
      <TextField name={say('web.asRun.search')} placeholder={say('web.asRun.search')} {...typed} />
    </span>
  )
}

const OWED_SHOWN = 5

function Owed({ station, airDate, zone }: { station: StationView; airDate: string; zone: string }) {
  const say = useWords()
  const items = useOwed(station.stationId, airDate).data?.items ?? []
  const spots = items.flatMap(({ orderId, missed }) => missed.map((spot) => ({ ...spot, orderId })))
  if (spots.length === 0) return <span className="s13 t2">{say('web.asRun.nothingOwed')}</span>
  const told = spots
    .slice(0, OWED_SHOWN)
    .map(({ title, plannedAt, orderId }) =>
      say('web.asRun.owed.spot', { title, time: clockIn(Date.parse(plannedAt), zone), order: orderId }),
    )
  return (
    <span className="s13">
      {say('web.asRun.owed', { count: spots.length })} {told.join('; ')}
    </span>
  )
}
