import type { StationView } from '../../../src/radio/stations/contract.ts'
import { ChoiceField } from '../../parts/fields.tsx'
import { Page } from '../../shell/Page.tsx'
import { useWords } from '../../words.ts'
import { FirstSteps } from '../FirstSteps.tsx'
import { ReadProblem } from '../ReadProblem.tsx'
import { useConnections, useInboxes, useStations } from '../use-radio.ts'
import { Studio } from './Studio.tsx'
import { type Address, useAddress } from './use-voice.ts'

/** Links of a day: recorded, listened to between their neighbours, and brought into the library. */
export function VoiceTracks() {
  const say = useWords()
  const address = useAddress()
  const stations = useStations()
  const items = stations.data?.items ?? []
  const station = items.find(({ stationId }) => String(stationId) === address.station) ?? items[0]
  if (station !== undefined)
    return (
      <Studio
        key={station.stationId}
        station={station}
        address={address}
        picker={<StationPicker items={items} station={station} address={address} />}
      />
    )
  return (
    <Page title={say('web.nav.radio.voice')}>
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
      name={say('web.voice.station')}
      value={String(station.stationId)}
      onChange={(stationId) => address.set({ station: stationId, link: undefined })}
      options={items.map(({ stationId, name }) => ({ value: String(stationId), label: name }))}
    />
  )
}
