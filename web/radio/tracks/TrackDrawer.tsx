import type { TrackUseView, TrackView } from '../../../src/radio/tracks/contract.ts'
import type { StationView } from '../../../src/radio/stations/contract.ts'
import { useRead } from '../../api/use-api.ts'
import { formatBytes, formatNumber } from '../../format.ts'
import { Ago } from '../../parts/Ago.tsx'
import { DetailDrawer, DrawerPart } from '../../parts/DetailDrawer.tsx'
import { Fact, Facts } from '../../parts/small.tsx'
import { useNow } from '../../parts/use-now.ts'
import { useMay } from '../../session/use-session.ts'
import { useWords } from '../../words.ts'
import { slotOf } from '../programme/episode-look.ts'
import { ReadProblem } from '../ReadProblem.tsx'
import { clockLength } from './clock-length.ts'
import { OwnFacts } from './OwnFacts.tsx'
import { TrackAudio } from './TrackAudio.tsx'
import { TrackStateChip } from './TrackTable.tsx'
import { TypeChip } from './TypeChip.tsx'
import { routes } from './use-tracks.ts'

interface TrackDrawerProps {
  station: StationView
  trackId: number
  onClose: () => void
}

/** One track: to hear, what the library says, what people say, and where it is used. */
export function TrackDrawer({ station, trackId, onClose }: TrackDrawerProps) {
  const say = useWords()
  const may = useMay('jobs:write')
  const params = { stationId: station.stationId, trackId }
  const read = useRead(routes.get, { params })
  const track = read.data?.trackId === trackId ? read.data : undefined
  return (
    <DetailDrawer title={track?.title ?? say('web.tracks.track')} onClose={onClose}>
      {read.error !== null && (
        <DrawerPart>
          <ReadProblem read={read} />
        </DrawerPart>
      )}
      {track !== undefined && (
        <>
          <DrawerPart>
            <span className="row wrap">
              <TypeChip {...track} />
              <TrackStateChip track={track} />
            </span>
            <TrackAudio key={`${trackId} ${track.measuredAt ?? ''}`} track={track} may={may} />
          </DrawerPart>
          <DrawerPart title={say('web.tracks.usage')}>
            <Usage station={station} trackId={trackId} />
          </DrawerPart>
          <DrawerPart title={say('web.tracks.ownFacts')}>
            <OwnFacts key={track.etag} track={track} may={may} />
          </DrawerPart>
          <DrawerPart title={say('web.tracks.facts')}>
            <LibraryFacts track={track} />
          </DrawerPart>
        </>
      )}
    </DetailDrawer>
  )
}

function Usage({ station, trackId }: Omit<TrackDrawerProps, 'onClose'>) {
  const say = useWords()
  const read = useRead(routes.usage, { params: { stationId: station.stationId, trackId } })
  if (read.data === undefined) return <ReadProblem read={read} />
  const { ahead, lastAired, playedAt } = read.data
  return (
    <div className="col gap8">
      {ahead.length === 0 ? (
        <span className="s13 t2">{say('web.tracks.usage.none')}</span>
      ) : (
        <ul className="col gap4 s13">
          {ahead.map((use) => (
            <li key={`${use.what} ${use.ref}`}>
              <Use use={use} timeZone={station.timeZone} />
            </li>
          ))}
        </ul>
      )}
      <Facts>
        <Fact name={say('web.tracks.lastAired')}>
          {lastAired === null ? '–' : <Use use={lastAired} timeZone={station.timeZone} />}
        </Fact>
        <Fact name={say('web.tracks.played')}>{playedAt === null ? '–' : <Ago at={playedAt} isSentence />}</Fact>
      </Facts>
    </div>
  )
}

function Use({ use, timeZone }: { use: TrackUseView; timeZone: string }) {
  const say = useWords()
  const nowMs = useNow()
  const { day, clock } = slotOf(say, { scheduledAt: use.startsAt, scheduledEndAt: use.endsAt }, { timeZone, nowMs })
  return (
    <span className="col">
      <span className="num">
        {day} <span className="t2">{clock}</span>
      </span>
      <span className="s12 t2 break">
        {say(`web.tracks.use.${use.what}`)}: {use.title}
      </span>
    </span>
  )
}

function LibraryFacts({ track }: { track: TrackView }) {
  const say = useWords()
  const { loudness } = track
  const rows: [string, string | null][] = [
    [say('web.tracks.number'), String(track.trackId)],
    [say('web.tracks.artist'), track.artist],
    [say('web.tracks.album'), track.album],
    [say('web.tracks.genre'), track.genre],
    [say('web.tracks.year'), track.year],
    [say('web.tracks.length'), clockLength(track.lengthMs)],
    [say('web.tracks.cues'), `${clockLength(track.cueInMs)} – ${clockLength(track.cueOutMs)}`],
    [
      say('web.tracks.loudness'),
      loudness?.integratedLufs == null ? null : `${formatNumber(loudness.integratedLufs)} LUFS`,
    ],
    [say('web.tracks.file'), track.fileName],
    [say('web.tracks.size'), formatBytes(track.sizeBytes)],
    [say('web.tracks.md5'), track.md5],
  ]
  return (
    <Facts>
      {rows.map(([name, value]) => (
        <Fact key={name} name={name}>
          {value === null || value === '' ? '–' : value}
        </Fact>
      ))}
      <Fact name={say('web.tracks.firstSeen')}>
        <Ago at={track.firstSeenAt} isSentence />
      </Fact>
    </Facts>
  )
}
