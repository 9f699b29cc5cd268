import { Link } from '@tanstack/react-router'
import { useSearchOf } from '../../shell/use-search-of.ts'
import type { StationView } from '../../../src/radio/stations/contract.ts'
import { buttonClass } from '../../parts/Button.tsx'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { Page } from '../../shell/Page.tsx'
import { useWords } from '../../words.ts'
import { NoStation } from '../NoStation.tsx'
import { ReadProblem } from '../ReadProblem.tsx'
import { StationPicker } from '../StationPicker.tsx'
import { useStations } from '../use-radio.ts'
import { Calendar } from './Calendar.tsx'

/** The programme of a station: what is on air when, and what could be. */
export function Planner() {
  const say = useWords()
  const { search, set: go } = useSearchOf('/radio/planner')
  const stations = useStations()
  const items = stations.data?.items ?? []
  const station = items.find(({ stationId }) => String(stationId) === search['station']) ?? items[0]
  const picker = <StationPicker items={items} station={station} onPick={(stationId) => go({ station: stationId })} />
  if (station === undefined || station.libraryConnectionId === null)
    return (
      <Page title={say('web.nav.radio.planner')} actions={picker}>
        <ReadProblem read={stations} />
        {stations.data !== undefined && (station === undefined ? <NoStation /> : <NoPlayout station={station} />)}
      </Page>
    )
  return (
    <Calendar
      key={station.stationId}
      station={station}
      picker={picker}
      day={search['day']}
      airing={search['airing']}
      find={search['find']}
      view={search['view'] === 'list' ? 'list' : search['view'] === 'day' ? 'day' : 'week'}
      onGo={go}
    />
  )
}

function NoPlayout({ station }: { station: StationView }) {
  const say = useWords()
  return (
    <EmptyState
      title={say('web.planner.noPlayout', { name: station.name })}
      steps={3}
      actions={
        <Link to="/radio/stations" className={buttonClass('primary')}>
          <span>{say('web.planner.noPlayout.act')}</span>
        </Link>
      }
    >
      {say('web.planner.noPlayout.why')}
    </EmptyState>
  )
}
