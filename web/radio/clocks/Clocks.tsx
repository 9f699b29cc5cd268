import type { StationView } from '../../../src/radio/stations/contract.ts'
import { ChoiceField } from '../../parts/fields.tsx'
import { Segmented } from '../../parts/Segmented.tsx'
import { Page } from '../../shell/Page.tsx'
import { useWords } from '../../words.ts'
import { FirstSteps } from '../FirstSteps.tsx'
import { ReadProblem } from '../ReadProblem.tsx'
import { useConnections, useInboxes, useStations } from '../use-radio.ts'
import { ClockBoard } from './ClockBoard.tsx'
import styles from './clocks.module.css'
import { Separation } from './Separation.tsx'
import { Shelf } from './Shelf.tsx'
import { TABS, useAddress, useShelves } from './use-clocks.ts'
import { WeekGrid } from './WeekGrid.tsx'

/** What hours are made of, and which hour has which clock. */
export function Clocks() {
  const say = useWords()
  const address = useAddress()
  const stations = useStations()
  const items = stations.data?.items ?? []
  const station = items.find(({ stationId }) => String(stationId) === address.station) ?? items[0]
  const picker = items.length > 1 && station !== undefined && (
    <ChoiceField
      name={say('web.clocks.station')}
      value={String(station.stationId)}
      onChange={(stationId) => address.set({ station: stationId, clock: undefined })}
      options={items.map(({ stationId, name }) => ({ value: String(stationId), label: name }))}
    />
  )
  return (
    <Page
      title={say('web.nav.radio.clocks')}
      subtitle={station && say('web.clocks.of', { name: station.name, zone: station.timeZone })}
      actions={picker}
    >
      <ReadProblem read={stations} />
      {station !== undefined && <Tabs key={station.stationId} station={station} />}
      {stations.data !== undefined && station === undefined && <NoStation />}
    </Page>
  )
}

function NoStation() {
  const connections = useConnections()
  const inboxes = useInboxes()
  if (connections.data === undefined) return <ReadProblem read={connections} />
  return <FirstSteps connections={connections.data.items} stations={[]} inboxes={inboxes.data?.items ?? []} />
}

function Tabs({ station: { stationId } }: { station: StationView }) {
  const say = useWords()
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
      {shelves.isKnown && tab === 'week' && <WeekGrid {...{ stationId, clocks: shelves.clocks }} />}
      {shelves.isKnown && (tab === 'carts' || tab === 'categories' || tab === 'dayparts') && (
        <Shelf key={tab} {...{ stationId, shelves, tab }} />
      )}
      {tab === 'separation' && <Separation stationId={stationId} />}
    </div>
  )
}
