import { Page } from '../../shell/Page.tsx'
import { useWords } from '../../words.ts'
import { NoStation } from '../NoStation.tsx'
import { ReadProblem } from '../ReadProblem.tsx'
import { StationPicker } from '../StationPicker.tsx'
import { useStations } from '../use-radio.ts'
import { Board } from './Board.tsx'
import { useAddress } from './use-as-run.ts'

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
        picker={
          <StationPicker items={items} station={station} onPick={(stationId) => address.set({ station: stationId })} />
        }
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
