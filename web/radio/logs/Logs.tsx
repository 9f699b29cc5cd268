import { Navigate } from '@tanstack/react-router'
import type { StationView } from '../../../src/radio/stations/contract.ts'
import { useConnection } from '../../live/connection.ts'
import { ChoiceField } from '../../parts/fields.tsx'
import { useNow } from '../../parts/use-now.ts'
import { Page } from '../../shell/Page.tsx'
import { useWords } from '../../words.ts'
import { FirstSteps } from '../FirstSteps.tsx'
import { wallAt } from '../planner/zone-clock.ts'
import { ReadProblem } from '../ReadProblem.tsx'
import { useConnections, useInboxes, useStations } from '../use-radio.ts'
import { Day } from './Day.tsx'
import { DayList } from './DayList.tsx'
import { type Address, useAddress, usePlaceOf } from './use-logs.ts'

/** The logs of a station: its days, and one of them to edit and to publish. */
export function Logs() {
  const say = useWords()
  const address = useAddress()
  const stations = useStations()
  const items = stations.data?.items ?? []
  const station = items.find(({ stationId }) => String(stationId) === address.station) ?? items[0]
  const place = usePlaceOf(address.day === undefined ? address.log : undefined)
  if (address.log !== undefined && address.day === undefined && place.error === null)
    return place.data === undefined ? null : (
      <Navigate
        to="/radio/logs"
        search={{ station: String(place.data.stationId), day: place.data.airDate, hour: address.hour }}
        replace
      />
    )
  if (station === undefined)
    return (
      <Page title={say('web.nav.radio.logs')}>
        <ReadProblem read={stations} />
        {stations.data !== undefined && <NoStation />}
      </Page>
    )
  return <OfStation {...{ items, station, address }} />
}

function NoStation() {
  const connections = useConnections()
  const inboxes = useInboxes()
  if (connections.data === undefined) return <ReadProblem read={connections} />
  return <FirstSteps connections={connections.data.items} stations={[]} inboxes={inboxes.data?.items ?? []} />
}

interface OfStationProps {
  items: readonly StationView[]
  station: StationView
  address: Address
}

function OfStation({ items, station, address }: OfStationProps) {
  const nowMs = useNow() + useConnection().serverAheadMs
  const today = wallAt(nowMs, station.timeZone).airDate
  const picker = <StationPicker {...{ items, station, address }} />
  if (address.day === undefined)
    return <DayList key={station.stationId} {...{ station, address, today }} picker={picker} />
  return (
    <Day
      key={`${station.stationId} ${address.day}`}
      {...{ station, address, nowMs }}
      airDate={address.day}
      picker={picker}
    />
  )
}

function StationPicker({ items, station, address }: OfStationProps) {
  const say = useWords()
  if (items.length < 2) return null
  return (
    <ChoiceField
      name={say('web.logs.station')}
      value={String(station.stationId)}
      onChange={(stationId) => address.set({ station: stationId })}
      options={items.map(({ stationId, name }) => ({ value: String(stationId), label: name }))}
    />
  )
}
