import { Link } from '@tanstack/react-router'
import type { StationView } from '../../../src/radio/stations/contract.ts'
import type { OwnEpisodeView } from '../../../src/radio/programme/own/contract.ts'
import { ProblemError } from '../../api/client.ts'
import { useWords } from '../../words.ts'
import { wallAt } from '../planner/zone-clock.ts'

interface ToPlannerProps {
  error: Error | null
  station: StationView
  /** Undefined where only the refusal is known. */
  episode: Pick<OwnEpisodeView, 'scheduledAt'> | undefined
}

/** Where that is changed which an episode that stands in the programme refuses. */
export function ToPlanner({ error, station, episode }: ToPlannerProps) {
  const say = useWords()
  if (!(error instanceof ProblemError) || error.problem.code !== 'radio/episode-is-planned') return null
  const at = episode?.scheduledAt ?? null
  const day = at === null ? undefined : wallAt(Date.parse(at), station.timeZone).airDate
  return (
    <span className="s13">
      <Link to="/radio/planner" search={{ station: String(station.stationId), day }}>
        {say('web.programme.openPlanner')}
      </Link>
    </span>
  )
}
