import type { StationView } from '../../../src/radio/stations/contract.ts'
import { ChoiceField } from '../../parts/fields.tsx'
import { Page } from '../../shell/Page.tsx'
import { useWords } from '../../words.ts'
import { FirstSteps } from '../FirstSteps.tsx'
import { ReadProblem } from '../ReadProblem.tsx'
import { useConnections, useInboxes, useStations } from '../use-radio.ts'
import { Board } from './Board.tsx'
import { type Address, useAddress } from './use-as-run.ts'

/** What was on air on a day, against what was planned. */
export function AsRun() {
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
    <Page title={say('web.nav.radio.asRun')}>
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
      name={say('web.asRun.station')}
      value={String(station.stationId)}
      onChange={(stationId) => address.set({ station: stationId })}
      options={items.map(({ stationId, name }) => ({ value: String(stationId), label: name }))}
    />
  )
}
