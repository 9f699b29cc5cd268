import { Menu } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import {
  IconChevronDown,
  IconChevronLeft,
  IconChevronRight,
  IconPrinter,
  IconRefresh,
  IconTable,
} from '@tabler/icons-react'
import { useCallback } from 'react'
import { type AsRunOverview, asRunRoutes } from '../../../src/radio/asrun/contract.ts'
import { addressOf } from '../../api/client.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { Ago } from '../../parts/Ago.tsx'
import { Button } from '../../parts/Button.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { Progress } from '../../parts/Progress.tsx'
import { StateLine } from '../../parts/StateChip.tsx'
import { useMay } from '../../session/use-session.ts'
import { Page } from '../../shell/Page.tsx'
import { useWords } from '../../words.ts'
import { addDays, dayInWords } from '../planner/zone-clock.ts'
import { ReadProblem } from '../ReadProblem.tsx'
import type { BoardProps } from '../StationScreen.tsx'
import styles from './as-run.module.css'
import { DayPanel } from './DayPanel.tsx'
import { Tolerances } from './Tolerances.tsx'
import { type Address, useDay, useOverview, useSync } from './use-as-run.ts'

/** One day of a station; today's stands first, as far as it is known. */
export function Board({ station, address, picker, children }: BoardProps<Address>) {
  const say = useWords()
  const { stationId } = station
  const overview = useOverview(stationId)
  const today = overview.data?.today
  const airDate = address.day ?? overview.data?.days[0]?.airDate ?? today ?? ''
  const day = useDay(stationId, airDate || '2000-01-01')
  const [{ refetch: readOverview }, { refetch: readDay }] = [overview, day]
  const onEnd = useCallback(() => void Promise.all([readOverview(), readDay()]), [readOverview, readDay])
  const sync = useSync(stationId, onEnd)
  const may = useMay('jobs:write') && station.libraryConnectionId !== null
  const mayRule = useMay('config:write')
  const isOld = today !== undefined && airDate < addDays(today, -1)
  return (
    <Page
      title={say('web.nav.radio.asRun')}
      subtitle={overview.data === undefined ? undefined : <Age overview={overview.data} />}
      actions={
        <>
          <Link to="/radio/forecast" search={{ station: String(stationId) }}>
            {say('web.nav.radio.forecast')}
          </Link>
          {picker}
          {today !== undefined && <DaySteps {...{ airDate, today, address }} />}
          {mayRule && overview.data !== undefined && <Tolerances overview={overview.data} />}
          <Reports stationId={stationId} airDate={airDate} />
          {may && (
            <Button
              isWrite
              icon={IconRefresh}
              whyNot={sync.isRunning ? say('web.asRun.reading') : null}
              onClick={() => sync.start(isOld ? { from: airDate, to: airDate } : {})}
            >
              {say(isOld ? 'web.asRun.readDay' : 'web.asRun.read')}
            </Button>
          )}
        </>
      }
    >
      {children}
      <ReadProblem read={overview} />
      <ReadProblem read={day} />
      {sync.error !== null && <ProblemPanel error={sync.error} />}
      {sync.isRunning && (
        <Progress
          name={say('web.asRun.reading')}
          current={sync.progress?.current ?? 0}
          {...(sync.progress?.total == null ? {} : { total: sync.progress.total })}
          unit={say('web.asRun.days')}
        />
      )}
      {overview.data?.sync.reason != null && <Failed sync={overview.data.sync} />}
      {day.data !== undefined && overview.data !== undefined && airDate !== '' && (
        <DayPanel {...{ station, airDate, address, read: day.data, overview: overview.data }} />
      )}
    </Page>
  )
}

function Age({ overview: { stationName, sync } }: { overview: AsRunOverview }) {
  const say = useWords()
  if (sync.at === null) return say('web.asRun.neverRead', { name: stationName })
  return (
    <>
      {stationName}. {say('web.asRun.readAt')} <Ago at={sync.at} isSentence />
    </>
  )
}

/** What is shown is as old as it says, and why. */
function Failed({ sync: { reason, failedAt } }: Pick<AsRunOverview, 'sync'>) {
  const say = useWords()
  return (
    <div className={styles.failed}>
      <StateLine
        state="failed"
        word={say('web.asRun.notRead')}
        cause={
          <>
            {reason?.text} {failedAt !== null && <Ago at={failedAt} isSentence />}
          </>
        }
        next={reason?.todo}
      />
    </div>
  )
}

function DaySteps({ airDate, today, address }: { airDate: string; today: string; address: Address }) {
  const say = useWords()
  const go = (day: string) => address.set({ day })
  return (
    <span className={`${styles.steps} row gap4`}>
      <Button isIconOnly icon={IconChevronLeft} onClick={() => go(addDays(airDate, -1))}>
        {say('web.asRun.dayBefore')}
      </Button>
      <input
        type="date"
        className={styles.date}
        aria-label={say('web.asRun.day')}
        value={airDate}
        max={today}
        onChange={({ currentTarget: { value } }) => value !== '' && go(value)}
      />
      <Button
        isIconOnly
        icon={IconChevronRight}
        whyNot={airDate >= today ? say('web.asRun.noLater', { day: dayInWords(today) }) : null}
        onClick={() => go(addDays(airDate, 1))}
      >
        {say('web.asRun.dayAfter')}
      </Button>
    </span>
  )
}

function Reports({ stationId, airDate }: { stationId: number; airDate: string }) {
  const say = useWords()
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button icon={IconChevronDown}>{say('web.asRun.report')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(['csv', 'json'] as const).map((format) => (
          <Menu.Item
            key={format}
            component="a"
            download
            className={styles.download}
            href={addressOf(asRunRoutes.routes.report, {
              params: { stationId },
              query: { from: airDate, to: airDate, format },
            })}
            leftSection={<Icon of={IconTable} />}
          >
            {format.toUpperCase()}
          </Menu.Item>
        ))}
        <Menu.Item leftSection={<Icon of={IconPrinter} />} onClick={() => window.print()}>
          {say('web.asRun.print')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
