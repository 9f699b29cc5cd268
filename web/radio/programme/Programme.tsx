import { useState } from 'react'
import type { StationView } from '../../../src/radio/stations/contract.ts'
import { Button } from '../../parts/Button.tsx'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { ChoiceField } from '../../parts/fields.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { useMay } from '../../session/use-session.ts'
import { Page } from '../../shell/Page.tsx'
import { useWords } from '../../words.ts'
import { FirstSteps } from '../FirstSteps.tsx'
import { ReadProblem } from '../ReadProblem.tsx'
import { StationForm } from '../StationForm.tsx'
import { useConnections, useInboxes, useStations } from '../use-radio.ts'
import { Board } from './Board.tsx'
import { useAddress, type Address } from './use-programme.ts'

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
  const picker = <StationPicker items={items} station={station} address={address} />
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

interface PickerProps {
  items: readonly StationView[]
  station: StationView | undefined
  address: Address
}

function StationPicker({ items, station, address }: PickerProps) {
  const say = useWords()
  if (items.length < 2 || station === undefined) return null
  return (
    <ChoiceField
      name={say('web.programme.station')}
      value={String(station.stationId)}
      onChange={(stationId) => address.set({ station: stationId, show: undefined, episode: undefined })}
      options={items.map(({ stationId, name }) => ({ value: String(stationId), label: name }))}
    />
  )
}

function NoStation() {
  const connections = useConnections()
  const inboxes = useInboxes()
  if (connections.data === undefined) return <ReadProblem read={connections} />
  return <FirstSteps connections={connections.data.items} stations={[]} inboxes={inboxes.data?.items ?? []} />
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
