import { Link } from '@tanstack/react-router'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import type { LogDayRow } from '../../../src/radio/logs/read/contract.ts'
import type { StationView } from '../../../src/radio/stations/contract.ts'
import { formatNumber } from '../../format.ts'
import { Ago } from '../../parts/Ago.tsx'
import { Button } from '../../parts/Button.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { ProofChip } from '../../parts/ProofChip.tsx'
import { StateChip } from '../../parts/StateChip.tsx'
import { useMay } from '../../session/use-session.ts'
import { Page } from '../../shell/Page.tsx'
import { useWords } from '../../words.ts'
import { addDays, dayInWords } from '../planner/zone-clock.ts'
import { ReadProblem } from '../ReadProblem.tsx'
import { lengthIn } from './day-view.ts'
import { GenerateDays } from './GenerateDays.tsx'
import styles from './list.module.css'
import { proofOf } from './publication-view.ts'
import { type Address, useDays } from './use-logs.ts'

interface DayListProps {
  station: StationView
  address: Address
  today: string
  picker: ReactNode
}

const STEP = 14

/** The days of a station, each with what its log is and what of it is at the playout. */
export function DayList({ station, address, today, picker }: DayListProps) {
  const say = useWords()
  const mayWrite = useMay('jobs:write')
  const [first, setFirst] = useState<string | undefined>()
  const [isGenerating, setGenerating] = useState(false)
  const read = useDays(station.stationId, { today, first })
  const items = read.data?.items ?? []
  const step = (days: number) => setFirst(addDays(items[0]?.airDate ?? today, days))
  return (
    <Page
      title={say('web.nav.radio.logs')}
      subtitle={`${station.name}, ${station.timeZone}`}
      actions={
        <>
          {picker}
          <Button isIconOnly icon={IconChevronLeft} onClick={() => step(-STEP)}>
            {say('web.logs.daysBefore')}
          </Button>
          <Button isIconOnly icon={IconChevronRight} onClick={() => step(STEP)}>
            {say('web.logs.daysAfter')}
          </Button>
          {mayWrite && (
            <Button isWrite onClick={() => setGenerating(true)}>
              {say('web.logs.generateDays')}
            </Button>
          )}
        </>
      }
    >
      <ReadProblem read={read} />
      {items.length > 0 && (
        <Panel name={say('web.logs.days')}>
          <Days items={items} today={today} address={address} />
        </Panel>
      )}
      {isGenerating && (
        <GenerateDays stationId={station.stationId} today={today} onClose={() => setGenerating(false)} />
      )}
    </Page>
  )
}

function Days({ items, today, address }: { items: readonly LogDayRow[]; today: string; address: Address }) {
  const say = useWords()
  return (
    <table className={styles.days} role="table">
      <thead>
        <tr>
          {(['day', 'state', 'entries', 'open', 'playout', 'changed'] as const).map((head) => (
            <th key={head} scope="col">
              {say(`web.logs.head.${head}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((row) => (
          <tr key={row.airDate} data-today={row.airDate === today || undefined}>
            <th scope="row">
              <Link to="/radio/logs" search={{ station: address.station, day: row.airDate }}>
                {dayInWords(row.airDate)}
              </Link>
              {row.airDate === today && <span className="t3 s12"> {say('web.logs.today')}</span>}
              {row.hours !== 24 && <span className="t3 s12"> {say('web.logs.hours', { hours: row.hours })}</span>}
            </th>
            <td data-label={say('web.logs.head.state')}>
              <Made row={row} />
            </td>
            <td className="num" data-label={say('web.logs.head.entries')}>
              {row.logId === null ? '–' : formatNumber(row.entries)}
            </td>
            <td className="num" data-label={say('web.logs.head.open')}>
              <Open row={row} />
            </td>
            <td data-label={say('web.logs.head.playout')}>
              <Published row={row} />
            </td>
            <td className="t2" data-label={say('web.logs.head.changed')}>
              {row.changedAt !== null && <Ago at={row.changedAt} isSentence />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** What was made of it here, and who edits it. */
function Made({ row: { state, generatedAt, lock } }: { row: LogDayRow }) {
  const say = useWords()
  const word = state === 'none' ? 'none' : state === 'empty' ? 'empty' : generatedAt === null ? 'byHand' : 'generated'
  return (
    <span className="col gap2">
      <StateChip state={state === 'draft' ? 'ready' : 'off'} word={say(`web.logs.made.${word}`)} isBare />
      {lock !== null && (
        <span className="s12 t2">
          {lock.isMine ? say('web.logs.heldByYou') : say('web.logs.heldBy', { name: lock.holder })}
        </span>
      )}
    </span>
  )
}

function Open({ row: { logId, openMs } }: { row: LogDayRow }) {
  const say = useWords()
  if (logId === null) return <span className="t3">–</span>
  return openMs === 0 ? (
    <span className="t2">{say('web.logs.none')}</span>
  ) : (
    <span className="tone-bad">{lengthIn(openMs)}</span>
  )
}

function Published({ row: { published, revision } }: { row: LogDayRow }) {
  const say = useWords()
  if (published === null) return <span className="t3">{say('web.logs.neverPublished')}</span>
  const isOld = published.state === 'verified' && published.revision !== revision
  return (
    <span className="col gap2">
      <ProofChip state={proofOf(published.state)} isBare />
      <span className="s12 t2">
        {published.state !== 'verified' && `${say(`web.logs.publication.${published.state}`)} `}
        {!published.isWholeDay && `${say('web.logs.onlyHours')} `}
        {isOld ? say('web.logs.changedSince') : <Ago at={published.at} isSentence />}
      </span>
    </span>
  )
}
