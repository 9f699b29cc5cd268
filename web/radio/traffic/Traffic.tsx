import { Page } from '../../shell/Page.tsx'
import { useWords } from '../../words.ts'
import { NoStation } from '../NoStation.tsx'
import { ReadProblem } from '../ReadProblem.tsx'
import { StationPicker } from '../StationPicker.tsx'
import { useStations } from '../use-radio.ts'
import { Board } from './Board.tsx'
import { useAddress } from './use-traffic.ts'

/** The orders of a station, what they still need, and what is owed. */
export function Traffic() {
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
        picker={
          <StationPicker
            items={items}
            station={station}
            onPick={(stationId) => address.set({ station: stationId, order: undefined })}
          />
        }
      >
        <ReadProblem read={stations} />
      </Board>
    )
  return (
    <Page title={say('web.nav.radio.traffic')}>
      <ReadProblem read={stations} />
      {stations.data !== undefined && <NoStation />}
    </Page>
  )
}
