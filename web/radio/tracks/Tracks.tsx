import { Link } from '@tanstack/react-router'
import { IconRefresh, IconTags } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { StationView } from '../../../src/radio/stations/contract.ts'
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
import { StationPicker } from '../StationPicker.tsx'
import { useStations } from '../use-radio.ts'
import { MeasureLine } from './MeasureLine.tsx'
import { SyncLine } from './SyncLine.tsx'
import { TrackDrawer } from './TrackDrawer.tsx'
import { TrackTable } from './TrackTable.tsx'
import { TypesDialog } from './TypesDialog.tsx'
import { type Address, routes, UNMAPPED, useAddress, useCounts } from './use-tracks.ts'

/** The library of a station, as it was last read. */
export function Tracks() {
  const say = useWords()
  const address = useAddress()
  const stations = useStations()
  const items = stations.data?.items ?? []
  const station =
    items.find(({ stationId }) => String(stationId) === address.station) ??
    items.find(({ libraryConnectionId }) => libraryConnectionId !== null) ??
    items[0]
  const picker =
    items.length < 2 || station === undefined ? null : (
      <StationPicker
        items={items}
        station={station}
        onPick={(stationId) => address.set({ station: stationId, track: undefined })}
      />
    )
  if (station !== undefined && station.libraryConnectionId !== null)
    return (
      <Library key={station.stationId} {...{ station, address, picker }}>
        <ReadProblem read={stations} />
      </Library>
    )
  return (
    <Page title={say('web.nav.radio.tracks')} actions={picker}>
      <ReadProblem read={stations} />
      {stations.data !== undefined && (
        <Panel name={say('web.nav.radio.tracks')}>
          <EmptyState
            title={
              station === undefined ? say('web.tracks.noStation') : say('web.tracks.noLibrary', { name: station.name })
            }
            steps={3}
          >
            {say('web.tracks.noLibrary.how')} <Link to="/radio/stations">{say('web.nav.radio.stations')}</Link>
          </EmptyState>
        </Panel>
      )}
    </Page>
  )
}

interface LibraryProps {
  station: StationView
  address: Address
  picker: ReactNode
  children: ReactNode
}

function Library({ station, address, picker, children }: LibraryProps) {
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
