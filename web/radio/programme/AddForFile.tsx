import type { StationView } from '../../../src/radio/stations/contract.ts'
import { useRead } from '../../api/use-api.ts'
import { ReadProblem } from '../ReadProblem.tsx'
import { titleFromFile } from './episode-draft.ts'
import { AddEpisodeFields } from './EpisodeForm.tsx'
import { showRoutes } from './use-programme.ts'

interface AddForFileProps {
  station: StationView
  relPath: string
  /** With the id that a file is matched by. */
  onAdded: (ref: string) => void
  onBack: () => void
}

/** A new episode for a file that lies in an inbox: its title is made from the name, and a person looks it over. */
export function AddForFile({ station, relPath, onAdded, onBack }: AddForFileProps) {
  const shows = useRead(showRoutes.list, { params: { stationId: station.stationId }, query: {} })
  return (
    <div className="col gap12">
      <span className="mono s12 break">{relPath}</span>
      <ReadProblem read={shows} />
      <AddEpisodeFields
        station={station}
        shows={shows.data?.items ?? []}
        given={{ title: titleFromFile(relPath) }}
        onAdded={({ ref }) => onAdded(ref)}
        onClose={onBack}
      />
    </div>
  )
}
