import { Link } from '@tanstack/react-router'
import { IconRefresh, IconTags } from '@tabler/icons-react'
import type { TrackCountsView } from '../../../src/radio/tracks/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useAct } from '../../api/use-api.ts'
import { formatNumber } from '../../format.ts'
import { Button } from '../../parts/Button.tsx'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { ListWithDetail } from '../../parts/ListWithDetail.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { StateLine } from '../../parts/StateChip.tsx'
import { useMay } from '../../session/use-session.ts'
import { Page } from '../../shell/Page.tsx'
import { useWords } from '../../words.ts'
import { ReadProblem } from '../ReadProblem.tsx'
import { type BoardProps, StationScreen } from '../StationScreen.tsx'
import { MeasureLine } from './MeasureLine.tsx'
import { SyncLine } from './SyncLine.tsx'
import { TrackDrawer } from './TrackDrawer.tsx'
import { TrackTable } from './TrackTable.tsx'
import { TypesDialog } from './TypesDialog.tsx'
import { type Address, routes, UNMAPPED, useAddress, useCounts } from './use-tracks.ts'

/** The library of a station, as it was last read. */
export const Tracks = () => (
  <StationScreen
    title="web.nav.radio.tracks"
    address={useAddress()}
    board={Shelf}
    own={['track']}
    prefers={({ libraryConnectionId }) => libraryConnectionId !== null}
  />
)

function Shelf(props: BoardProps<Address>) {
  const say = useWords()
  const { station, picker, children } = props
  if (station.libraryConnectionId !== null) return <Library {...props} />
  return (
    <Page title={say('web.nav.radio.tracks')} actions={picker}>
      {children}
      <Panel name={say('web.nav.radio.tracks')}>
        <EmptyState title={say('web.tracks.noLibrary', { name: station.name })} steps={3}>
          {say('web.tracks.noLibrary.how')} <Link to="/radio/stations">{say('web.nav.radio.stations')}</Link>
        </EmptyState>
      </Panel>
    </Page>
  )
}

function Library({ station, address, picker, children }: BoardProps<Address>) {
  const say = useWords()
  const may = useMay('jobs:write')
  const { stationId, name } = station
  const counts = useCounts(stationId)
  const sync = useAct(routes.sync)
  const { trackId } = address
  return (
    <Page
      title={say('web.nav.radio.tracks')}
      subtitle={
        counts.data === undefined
          ? name
          : say('web.tracks.subtitle', { name, n: formatNumber(counts.data.total), count: counts.data.total })
      }
      actions={
        <>
          {picker}
          <Button icon={IconTags} onClick={() => address.set({ dialog: 'types' })}>
            {say('web.tracks.types')}
          </Button>
          {may && (
            <Button
              look="primary"
              isWrite
              icon={IconRefresh}
              whyNot={counts.data?.runId == null ? null : say('web.tracks.reading')}
              onClick={() => sync.mutate({ params: { stationId } })}
            >
              {say('web.tracks.sync')}
            </Button>
          )}
        </>
      }
    >
      {children}
      <ReadProblem read={counts} />
      {sync.error !== null && <ProblemPanel error={sync.error} />}
      {counts.data !== undefined && <SyncLine counts={counts.data} />}
      {counts.data !== undefined && <UnmappedLine counts={counts.data} address={address} />}
      {counts.data !== undefined && <MeasureLine counts={counts.data} />}
      <ListWithDetail
        detail={
          trackId !== undefined && (
            <TrackDrawer {...{ station, trackId }} onClose={() => address.set({ track: undefined })} />
          )
        }
      >
        <div className="col gap8">
          <TrackTable {...{ stationId, address }} counts={counts.data} />
        </div>
      </ListWithDetail>
      <TypesDialog {...{ stationId }} isOpen={address.isMapping} onClose={() => address.set({ dialog: undefined })} />
    </Page>
  )
}

/** Tracks that nothing will choose, because nobody said what they are. */
function UnmappedLine({ counts: { unmapped }, address }: { counts: TrackCountsView; address: Address }) {
  const say = useWords()
  if (unmapped === 0) return null
  return (
    <div className="row wrap">
      <StateLine
        state="needsYou"
        word={say('web.tracks.unmapped')}
        cause={say('web.tracks.unmappedCount', { count: unmapped })}
      />
      <Button isSmall look="quiet" onClick={() => address.set({ type: UNMAPPED })}>
        {say('web.tracks.showUnmapped')}
      </Button>
      <Button isSmall onClick={() => address.set({ dialog: 'types' })}>
        {say('web.tracks.types')}
      </Button>
    </div>
  )
}
