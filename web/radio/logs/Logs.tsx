import { Link, Navigate } from '@tanstack/react-router'
import { IconArrowLeft } from '@tabler/icons-react'
import type { StationView } from '../../../src/radio/stations/contract.ts'
import { useConnection } from '../../live/connection.ts'
import { Icon } from '../../parts/Icon.tsx'
import { useNow } from '../../parts/use-now.ts'
import { Page } from '../../shell/Page.tsx'
import { useWords } from '../../words.ts'
import { NoStation } from '../NoStation.tsx'
import { wallAt } from '../planner/zone-clock.ts'
import { ReadProblem } from '../ReadProblem.tsx'
import { StationPicker } from '../StationPicker.tsx'
import { useStations } from '../use-radio.ts'
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
  if (address.log !== undefined && address.day === undefined && place.error !== null)
    return (
      <Page title={say('web.nav.radio.logs')}>
        <ReadProblem read={place} />
        <Link to="/radio/logs" className="row s13">
          <Icon of={IconArrowLeft} />
          {say('web.logs.allDays')}
        </Link>
      </Page>
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

interface OfStationProps {
  items: readonly StationView[]
  station: StationView
  address: Address
}

function OfStation({ items, station, address }: OfStationProps) {
  const nowMs = useNow() + useConnection().serverAheadMs
  const today = wallAt(nowMs, station.timeZone).airDate
  const picker = (
    <StationPicker items={items} station={station} onPick={(stationId) => address.set({ station: stationId })} />
  )
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
