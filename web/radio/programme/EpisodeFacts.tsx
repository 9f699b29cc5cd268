import { Link } from '@tanstack/react-router'
import { IconCopy } from '@tabler/icons-react'
import { plannerRoutes } from '../../../src/radio/planner/contract.ts'
import type { OwnEpisodeView } from '../../../src/radio/programme/own/contract.ts'
import type { StationView } from '../../../src/radio/stations/contract.ts'
import { useRead } from '../../api/use-api.ts'
import { Button } from '../../parts/Button.tsx'
import { copyText } from '../../parts/copy-text.ts'
import { Fact, Facts } from '../../parts/small.tsx'
import { StateChip } from '../../parts/StateChip.tsx'
import { useNow } from '../../parts/use-now.ts'
import { useWords } from '../../words.ts'
import { lengthInWords } from '../planner/fit.ts'
import { wallAt } from '../planner/zone-clock.ts'
import type { EpisodeDraft } from './episode-draft.ts'
import { airStatusLook, lengthOf, whenOf } from './episode-look.ts'

interface EpisodeFactsProps {
  station: StationView
  episode: OwnEpisodeView
  draft: EpisodeDraft
  /** Takes its track off, or leaves it, when the form is saved. */
  onTrack?: (isWithoutTrack: boolean) => void
  /** Also what a form would show. */
  isWhole?: boolean
}

/** What Patchbay and the playout made of an episode: its state, its id, its audio and its airing. */
export function EpisodeFacts({ station, episode, draft, onTrack, isWhole = false }: EpisodeFactsProps) {
  const say = useWords()
  const nowMs = useNow()
  const { timeZone } = station
  const { scheduledAt, lastAiredAt, airCount, showTitle, description } = episode
  return (
    <div className="col gap12 well pad">
      <div className="row wrap">
        <StateChip {...airStatusLook(say, episode.airStatus)} isBare />
        <Ref of={episode.ref} />
        <span className="end s13">
          <PlanLink station={station} episode={episode} />
        </span>
      </div>
      <Facts>
        <Fact name={say('web.programme.track')}>
          <Track {...{ episode, draft, onTrack }} />
        </Fact>
        {isWhole && <Fact name={say('web.programme.show')}>{showTitle ?? say('web.programme.noShow')}</Fact>}
        {isWhole && scheduledAt !== null && (
          <Fact name={say('web.programme.announcedFor')}>{whenOf(say, scheduledAt, { timeZone, nowMs })}</Fact>
        )}
        {isWhole && <Fact name={say('web.programme.length')}>{lengthOf(say, episode).length ?? '–'}</Fact>}
        {isWhole && description !== '' && <Fact name={say('web.programme.description')}>{description}</Fact>}
        {airCount > 0 && (
          <Fact name={say('web.programme.onAir')}>
            {lastAiredAt === null
              ? say('web.programme.onAir.times', { count: airCount })
              : say('web.programme.onAir.last', {
                  count: airCount,
                  when: whenOf(say, lastAiredAt, { timeZone, nowMs }),
                })}
          </Fact>
        )}
      </Facts>
    </div>
  )
}

/** The id that stands in a file's name. */
export function Ref({ of }: { of: string }) {
  const say = useWords()
  return (
    <span className="row gap2">
      <span className="mono s12">{of}</span>
      <Button isSmall isIconOnly look="quiet" icon={IconCopy} onClick={() => void copyText(of)}>
        {say('web.programme.copyRef', { ref: of })}
      </Button>
    </span>
  )
}

function Track({
  episode,
  draft,
  onTrack,
}: Pick<EpisodeFactsProps, 'episode' | 'draft'> & { onTrack: EpisodeFactsProps['onTrack'] | undefined }) {
  const say = useWords()
  const { trackId, trackRelPath, realDurationMs } = episode
  if (trackId === null) return <span className="t2">{say('web.programme.track.none', { ref: episode.ref })}</span>
  const facts = [
    say('web.programme.track.number', { id: trackId }),
    ...(realDurationMs === null ? [] : [lengthInWords(realDurationMs)]),
  ]
  return (
    <span className="col gap4">
      <span className="row wrap gap4">
        <span className="col gap2 grow">
          <span>{facts.join(', ')}</span>
          {trackRelPath !== null && <span className="mono s12 t2 break">{trackRelPath}</span>}
        </span>
        {onTrack !== undefined && (
          <Button isSmall isWrite onClick={() => onTrack(!draft.isWithoutTrack)}>
            {say(draft.isWithoutTrack ? 'web.programme.track.keep' : 'web.programme.track.takeOff')}
          </Button>
        )}
      </span>
      {draft.isWithoutTrack && (
        <span className="s12 tone-warn" role="status">
          {say('web.programme.track.willGo')}
        </span>
      )}
    </span>
  )
}

const STANDING = ['planned', 'verified', 'airing']

/** Where it is planned, or the airing that it has. */
function PlanLink({ station, episode }: Pick<EpisodeFactsProps, 'station' | 'episode'>) {
  const say = useWords()
  const { stationId, timeZone } = station
  const isScheduled = episode.airStatus === 'scheduled'
  const airings = useRead(
    plannerRoutes.routes.listAirings,
    { params: { stationId }, query: { episodeId: episode.ref, limit: 10 } },
    { isEnabled: isScheduled },
  )
  const airing = isScheduled ? airings.data?.items.find(({ state }) => STANDING.includes(state)) : undefined
  if (airing !== undefined) {
    const day = wallAt(Date.parse(airing.startsAt), timeZone).airDate
    const search = { station: String(stationId), day, airing: String(airing.airingId) }
    return (
      <Link to="/radio/planner" search={search}>
        {say('web.programme.toAiring')}
      </Link>
    )
  }
  if (episode.trackId === null || episode.removedAt !== null) return null
  return (
    <Link to="/radio/planner" search={{ station: String(stationId), find: episode.title }}>
      {say('web.programme.toPlanner')}
    </Link>
  )
}
