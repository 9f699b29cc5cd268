import type { StationView } from '../../../src/radio/stations/contract.ts'
import { Segmented } from '../../parts/Segmented.tsx'
import { Page } from '../../shell/Page.tsx'
import { useWords } from '../../words.ts'
import { ReadProblem } from '../ReadProblem.tsx'
import { type BoardProps, StationScreen } from '../StationScreen.tsx'
import { ClockBoard } from './ClockBoard.tsx'
import styles from './clocks.module.css'
import { OwnDay } from './OwnDay.tsx'
import { Separation } from './Separation.tsx'
import { Shelf } from './Shelf.tsx'
import { TABS, useAddress, useShelves } from './use-clocks.ts'
import { WeekGrid } from './WeekGrid.tsx'

/** What hours are made of, and which hour has which clock. */
export const Clocks = () => (
  <StationScreen title="web.nav.radio.clocks" address={useAddress()} board={Board} own={['clock']} />
)

function Board({ station, picker, children }: BoardProps<ReturnType<typeof useAddress>>) {
  const say = useWords()
  return (
    <Page
      title={say('web.nav.radio.clocks')}
      subtitle={say('web.clocks.of', { name: station.name, zone: station.timeZone })}
      actions={picker}
    >
      {children}
      <Tabs station={station} />
    </Page>
  )
}

function Tabs({ station }: { station: StationView }) {
  const say = useWords()
  const { stationId } = station
  const { tab, set } = useAddress()
  const shelves = useShelves(stationId)
  return (
    <div className="col gap16">
      <div className={styles.tabs}>
        <Segmented
          name={say('web.clocks.tab')}
          value={tab}
          onChange={(next) => set({ tab: next })}
          options={TABS.map((value) => ({ value, label: say(`web.clocks.tab.${value}`) }))}
        />
      </div>
      {shelves.reads.map((read, index) => (
        <ReadProblem key={index} read={read} />
      ))}
      {shelves.isKnown && tab === 'clocks' && <ClockBoard {...{ stationId, shelves }} />}
      {shelves.isKnown && tab === 'week' && (
        <>
          <WeekGrid {...{ stationId, clocks: shelves.clocks }} />
          <OwnDay {...{ station, clocks: shelves.clocks }} />
        </>
      )}
      {shelves.isKnown && (tab === 'carts' || tab === 'categories' || tab === 'dayparts') && (
        <Shelf key={tab} {...{ stationId, shelves, tab }} />
      )}
      {tab === 'separation' && <Separation stationId={stationId} />}
    </div>
  )
}
