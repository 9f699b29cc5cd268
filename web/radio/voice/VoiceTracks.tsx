import { Page } from '../../shell/Page.tsx'
import { useWords } from '../../words.ts'
import { NoStation } from '../NoStation.tsx'
import { ReadProblem } from '../ReadProblem.tsx'
import { StationPicker } from '../StationPicker.tsx'
import { useStations } from '../use-radio.ts'
import { Studio } from './Studio.tsx'
import { useAddress } from './use-voice.ts'

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
        picker={
          <StationPicker
            items={items}
            station={station}
            onPick={(stationId) => address.set({ station: stationId, link: undefined })}
          />
        }
      />
    )
  return (
    <Page title={say('web.nav.radio.voice')}>
      <ReadProblem read={stations} />
      {stations.data !== undefined && <NoStation />}
    </Page>
  )
}
