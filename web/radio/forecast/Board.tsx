import { IconRefresh } from '@tabler/icons-react'
import { useCallback } from 'react'
import type { ForecastView } from '../../../src/radio/watch/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { Ago } from '../../parts/Ago.tsx'
import { Button } from '../../parts/Button.tsx'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { Progress } from '../../parts/Progress.tsx'
import { Segmented } from '../../parts/Segmented.tsx'
import { StateLine } from '../../parts/StateChip.tsx'
import { useMay } from '../../session/use-session.ts'
import { Page } from '../../shell/Page.tsx'
import { useWords, type Say } from '../../words.ts'
import { clockIn, wallAt } from '../planner/zone-clock.ts'
import { ReadProblem } from '../ReadProblem.tsx'
import type { BoardProps } from '../StationScreen.tsx'
import { AsRunPanel } from './AsRunPanel.tsx'
import { DayTable } from './DayTable.tsx'
import { DriftPanel } from './DriftPanel.tsx'
import { FindingList } from './FindingList.tsx'
import styles from './forecast.module.css'
import { OnAirPanel } from './OnAirPanel.tsx'
import { Strips } from './Strips.tsx'
import { Tolerance } from './Tolerance.tsx'
import { type Address, useForecast, useLook } from './use-forecast.ts'

export function Board({ station, address, picker, children }: BoardProps<Address>) {
  const say = useWords()
  const { stationId } = station
  const read = useForecast(stationId)
  const { refetch } = read
  const onEnd = useCallback(() => void refetch(), [refetch])
  const look = useLook(stationId, onEnd)
  const may = useMay('jobs:write') && station.libraryConnectionId !== null
  const mayRule = useMay('config:write')
  const forecast = read.data
  return (
    <Page
      title={say('web.nav.radio.forecast')}
      subtitle={forecast === undefined ? undefined : subtitleOf(say, forecast)}
      actions={
        <>
          {picker}
          <Segmented
            name={say('web.forecast.view')}
            value={address.view}
            onChange={(view) => address.set({ view })}
            options={(['week', 'day'] as const).map((value) => ({ value, label: say(`web.forecast.${value}`) }))}
          />
          {mayRule && forecast !== undefined && <Tolerance forecast={forecast} />}
          {may && (
            <Button
              isWrite
              icon={IconRefresh}
              whyNot={look.isRunning ? say('web.forecast.looking') : null}
              onClick={look.start}
            >
              {say('web.forecast.look')}
            </Button>
          )}
        </>
      }
    >
      {children}
      <ReadProblem read={read} />
      {look.error !== null && <ProblemPanel error={look.error} />}
      {look.isRunning && (
        <Progress
          name={say('web.forecast.looking')}
          current={look.progress?.current ?? 0}
          unit={say('web.forecast.lists')}
        />
      )}
      {forecast !== undefined && <Seen {...{ forecast, address, onEnd }} />}
    </Page>
  )
}

function subtitleOf(say: Say, { stationName, onAir: { now, next }, timeZone }: ForecastView): string {
  const parts = [
    now === null ? '' : say('web.forecast.nowIs', { title: now.title }),
    next === null
      ? ''
      : say('web.forecast.nextIs', { title: next.title, at: clockIn(Date.parse(next.startsAt), timeZone) }),
  ].filter((part) => part !== '')
  return parts.length === 0 ? stationName : `${stationName}. ${parts.join('; ')}.`
}

interface SeenProps {
  forecast: ForecastView
  address: Address
  onEnd: () => void
}

function Seen({ forecast, address, onEnd }: SeenProps) {
  const { stationId, timeZone, now, strips } = forecast
  const today = wallAt(Date.parse(now), timeZone).airDate
  const airDate = address.day ?? today
  const strip = address.view === 'day' ? strips.find((one) => one.airDate === airDate) : undefined
  const shown = address.view === 'day' ? (strip === undefined ? [] : [strip]) : strips
  const isDrift = address.isDriftShown
  const asRunDay = airDate <= today ? (address.day ?? strips[0]?.airDate ?? today) : today
  return (
    <>
      <Failed forecast={forecast} />
      {forecast.look.at === null && <NotYet forecast={forecast} />}
      {shown.length > 0 && (
        <Strips forecast={forecast} strips={shown} onDay={(day) => address.set({ day, view: 'day' })} />
      )}
      <Drifted {...{ forecast, address }} />
      {isDrift && <DriftPanel stationId={stationId} onClose={() => address.set({ show: undefined })} />}
      {forecast.look.at !== null && (
        <div className={styles.halves}>
          <FindingList
            forecast={forecast}
            airDate={address.view === 'day' ? airDate : undefined}
            onCompare={() => address.set({ show: 'drift' })}
          />
          <div className="col gap16">
            <OnAirPanel
              {...{ stationId, timeZone }}
              onAir={forecast.onAir}
              hasLibrary={forecast.hasLibrary}
              onLooked={onEnd}
            />
            <AsRunPanel stationId={stationId} airDate={asRunDay} />
          </div>
        </div>
      )}
      {strip !== undefined && <DayTable strip={strip} timeZone={timeZone} />}
    </>
  )
}

/** What is shown is as old as it says, and why. */
function Failed({ forecast: { look } }: { forecast: ForecastView }) {
  const say = useWords()
  if (look.reason === null) return null
  return (
    <div className={styles.failed}>
      <StateLine
        state="failed"
        word={say('web.forecast.notRead')}
        cause={
          <>
            {look.reason.text} {look.at !== null && say('web.forecast.asOf')}{' '}
            {look.at !== null && <Ago at={look.at} isSentence />}
          </>
        }
        next={look.reason.todo}
      />
    </div>
  )
}

function NotYet({ forecast: { hasLibrary } }: { forecast: ForecastView }) {
  const say = useWords()
  return (
    <Panel name={say('web.forecast.days')}>
      {hasLibrary ? (
        <EmptyState title={say('web.forecast.notYet')}>{say('web.forecast.notYet.how')}</EmptyState>
      ) : (
        <EmptyState title={say('web.forecast.noLibrary')}>{say('web.forecast.noLibrary.how')}</EmptyState>
      )}
    </Panel>
  )
}

function Drifted({ forecast: { driftCount }, address }: { forecast: ForecastView; address: Address }) {
  const say = useWords()
  if (driftCount === 0 || address.isDriftShown) return null
  return (
    <div className={styles.drifted}>
      <StateLine
        state="needsYou"
        word={say('web.forecast.drift')}
        cause={say('web.forecast.drift.count', { count: driftCount })}
      />
      <Button isSmall onClick={() => address.set({ show: 'drift' })}>
        {say('web.forecast.fix.compare')}
      </Button>
    </div>
  )
}
