import { useState } from 'react'
import type { StationView } from '../../../src/radio/stations/contract.ts'
import { Button } from '../../parts/Button.tsx'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { useMay } from '../../session/use-session.ts'
import { Page } from '../../shell/Page.tsx'
import { useWords } from '../../words.ts'
import { NoStation } from '../NoStation.tsx'
import { ReadProblem } from '../ReadProblem.tsx'
import { StationPicker } from '../StationPicker.tsx'
import { StationForm } from '../StationForm.tsx'
import { useConnections, useStations } from '../use-radio.ts'
import { Board } from './Board.tsx'
import { useAddress } from './use-programme.ts'

/** The shows and episodes of a station that keeps them in Patchbay. */
export function Programme() {
  const say = useWords()
  const address = useAddress()
  const stations = useStations()
  const items = stations.data?.items ?? []
  const station =
    items.find(({ stationId }) => String(stationId) === address.station) ??
    items.find(({ keepsProgramme }) => keepsProgramme) ??
    items[0]
  const picker = (
    <StationPicker
      items={items}
      station={station}
      onPick={(stationId) => address.set({ station: stationId, show: undefined, episode: undefined })}
    />
  )
  if (station?.keepsProgramme === true)
    return (
      <Board key={station.stationId} {...{ station, address, picker }}>
        <ReadProblem read={stations} />
      </Board>
    )
  return (
    <Page title={say('web.nav.radio.programme')} actions={picker}>
      <ReadProblem read={stations} />
      {stations.data !== undefined && (station === undefined ? <NoStation /> : <Elsewhere station={station} />)}
    </Page>
  )
}

/** Where the programme of a station is that does not keep it here, and how it would come here. */
function Elsewhere({ station }: { station: StationView }) {
  const say = useWords()
  const may = useMay('config:write')
  const connections = useConnections()
  const [isChanging, setChanging] = useState(false)
  const { name, cmsConnectionId } = station
  const cms = connections.data?.items.find(({ connectionId }) => connectionId === cmsConnectionId)
  return (
    <Panel name={say('web.nav.radio.programme')}>
      <EmptyState
        title={
          cmsConnectionId === null
            ? say('web.programme.nowhere', { name })
            : say('web.programme.elsewhere', { name, cms: cms?.name ?? say('web.programme.aCms') })
        }
        steps={3}
        actions={
          may ? (
            <Button look="primary" onClick={() => setChanging(true)}>
              {say('web.programme.changeStation')}
            </Button>
          ) : undefined
        }
      >
        {say(cmsConnectionId === null ? 'web.programme.nowhere.how' : 'web.programme.elsewhere.how')}{' '}
        {!may && say('web.radio.first.notYou')}
      </EmptyState>
      <StationForm station={station} isOpen={isChanging} onClose={() => setChanging(false)} />
    </Panel>
  )
}
