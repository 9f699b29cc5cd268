import { useState } from 'react'
import type { StationView } from '../../../src/radio/stations/contract.ts'
import { Button } from '../../parts/Button.tsx'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { useMay } from '../../session/use-session.ts'
import { Page } from '../../shell/Page.tsx'
import { useWords } from '../../words.ts'
import { StationForm } from '../StationForm.tsx'
import { type BoardProps, StationScreen } from '../StationScreen.tsx'
import { useConnections } from '../use-radio.ts'
import { Board } from './Board.tsx'
import { type Address, useAddress } from './use-programme.ts'

/** The shows and episodes of a station that keeps them in Patchbay. */
export const Programme = () => (
  <StationScreen
    title="web.nav.radio.programme"
    address={useAddress()}
    board={Kept}
    own={['show', 'episode']}
    prefers={({ keepsProgramme }) => keepsProgramme}
  />
)

function Kept(props: BoardProps<Address>) {
  const say = useWords()
  const { station, picker, children } = props
  if (station.keepsProgramme) return <Board {...props} />
  return (
    <Page title={say('web.nav.radio.programme')} actions={picker}>
      {children}
      <Elsewhere station={station} />
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
