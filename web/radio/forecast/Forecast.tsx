import type { StationView } from '../../../src/radio/stations/contract.ts'
import { ChoiceField } from '../../parts/fields.tsx'
import { Page } from '../../shell/Page.tsx'
import { useWords } from '../../words.ts'
import { FirstSteps } from '../FirstSteps.tsx'
import { ReadProblem } from '../ReadProblem.tsx'
import { useConnections, useInboxes, useStations } from '../use-radio.ts'
import { Board } from './Board.tsx'
import { type Address, useAddress } from './use-forecast.ts'

/** The next days of a station, what is wrong with them, and what was on air. */
export function Forecast() {
  const say = useWords()
  const address = useAddress()
  const stations = useStations()
  const items = stations.data?.items ?? []
  const station = items.find(({ stationId }) => String(stationId) === address.station) ?? items[0]
  if (station !== undefined)
    return (
      <Board
        key={station.stationId}
        station={station}
        address={address}
        picker={<StationPicker items={items} station={station} address={address} />}
      >
        <ReadProblem read={stations} />
      </Board>
    )
  return (
    <Page title={say('web.nav.radio.forecast')}>
      <ReadProblem read={stations} />
      {stations.data !== undefined && <NoStation />}
    </Page>
  )
}

function NoStation() {
  const connections = useConnections()
  const inboxes = useInboxes()
  if (connections.data === undefined) return <ReadProblem read={connections} />
  return <FirstSteps connections={connections.data.items} stations={[]} inboxes={inboxes.data?.items ?? []} />
}

interface PickerProps {
  items: readonly StationView[]
  station: StationView
  address: Address
}

function StationPicker({ items, station, address }: PickerProps) {
  const say = useWords()
  if (items.length < 2) return null
  return (
    <ChoiceField
      name={say('web.forecast.station')}
      value={String(station.stationId)}
      onChange={(stationId) => address.set({ station: stationId })}
      options={items.map(({ stationId, name }) => ({ value: String(stationId), label: name }))}
    />
  )
}
