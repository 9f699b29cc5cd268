import type { StationView } from '../../src/radio/stations/contract.ts'
import { ChoiceField } from '../parts/fields.tsx'
import { useWords } from '../words.ts'

interface StationPickerProps {
  items: readonly StationView[]
  station: StationView | undefined
  onPick: (stationId: string) => void
}

/** Of which station a page tells; nothing where there is one only. */
export function StationPicker({ items, station, onPick }: StationPickerProps) {
  const say = useWords()
  if (items.length < 2 || station === undefined) return null
  return (
    <ChoiceField
      name={say('web.radio.station')}
      value={String(station.stationId)}
      onChange={onPick}
      options={items.map(({ stationId, name }) => ({ value: String(stationId), label: name }))}
    />
  )
}
