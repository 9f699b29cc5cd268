import type { ComponentType, ReactNode } from 'react'
import type { StationView } from '../../src/radio/stations/contract.ts'
import { Page } from '../shell/Page.tsx'
import type { SearchEdit } from '../shell/use-search-of.ts'
import { useWords, type WordKey } from '../words.ts'
import { NoStation } from './NoStation.tsx'
import { ReadProblem } from './ReadProblem.tsx'
import { StationPicker } from './StationPicker.tsx'
import { useStations } from './use-radio.ts'

/** What is looked at, as the browser's address says it. */
interface StationAddress {
  station: string | undefined
  set: (edit: SearchEdit) => void
}

export interface BoardProps<Address extends StationAddress> {
  station: StationView
  address: Address
  picker: ReactNode
  /** What is wrong with the list of stations. */
  children: ReactNode
}

interface StationScreenProps<Address extends StationAddress> {
  title: WordKey
  address: Address
  board: ComponentType<BoardProps<Address>>
  /** Of the address, what belongs to a station and is let go with it. */
  own?: readonly string[]
  /** The one to begin with; else the first. */
  prefers?: (station: StationView) => boolean
}

/** A screen of one station: the one that the address names. */
export function StationScreen<Address extends StationAddress>(props: StationScreenProps<Address>) {
  const { title, address, board: Board, own = [], prefers = () => true } = props
  const say = useWords()
  const stations = useStations()
  const items = stations.data?.items ?? []
  const station =
    items.find(({ stationId }) => String(stationId) === address.station) ?? items.find(prefers) ?? items[0]
  const problem = <ReadProblem read={stations} />
  if (station === undefined)
    return (
      <Page title={say(title)}>
        {problem}
        {stations.data !== undefined && <NoStation />}
      </Page>
    )
  const pick = (stationId: string) =>
    address.set({ station: stationId, ...Object.fromEntries(own.map((name) => [name, undefined])) })
  const picker = <StationPicker items={items} station={station} onPick={pick} />
  return (
    <Board key={station.stationId} {...{ station, address, picker }}>
      {problem}
    </Board>
  )
}
