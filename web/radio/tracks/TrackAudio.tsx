import { IconWaveSine } from '@tabler/icons-react'
import type { TrackView } from '../../../src/radio/tracks/contract.ts'
import { useRunProgress } from '../../activity/job-view.tsx'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useAct, useRead } from '../../api/use-api.ts'
import { formatNumber } from '../../format.ts'
import { Ago } from '../../parts/Ago.tsx'
import { Button } from '../../parts/Button.tsx'
import { Progress } from '../../parts/Progress.tsx'
import { StateLine } from '../../parts/StateChip.tsx'
import { useWords } from '../../words.ts'
import { ReadProblem } from '../ReadProblem.tsx'
import { TrackPlayer } from '../TrackPlayer.tsx'
import { Waveform } from '../Waveform.tsx'
import { routes } from './use-tracks.ts'

interface TrackAudioProps {
  track: TrackView
  may: boolean
}

/** A track to hear, straight from the library, and how loud it is. */
export function TrackAudio({ track, may }: TrackAudioProps) {
  const isHere = track.goneAt === null && track.state === 'usable'
  return (
    <div className="col gap8">
      {track.measuredAt !== null && <Drawn track={track} />}
      {track.measureFailure !== null && <NotMeasured failure={track.measureFailure} />}
      {isHere && <TrackPlayer {...track} />}
      {isHere && may && <Measure track={track} />}
    </div>
  )
}

function NotMeasured({ failure: { at, reason } }: { failure: NonNullable<TrackView['measureFailure']> }) {
  const say = useWords()
  return (
    <span className="row wrap">
      <StateLine
        state="failed"
        word={say('web.tracks.measured.failed.short')}
        cause={reason.text}
        next={reason.todo ?? undefined}
      />
      <span className="s12 t2">
        <Ago at={at} isSentence />
      </span>
    </span>
  )
}

const paramsOf = ({ stationId, trackId }: TrackView) => ({ params: { stationId, trackId } })

function Drawn({ track }: { track: TrackView }) {
  const say = useWords()
  const read = useRead(routes.waveform, paramsOf(track))
  if (read.data === undefined) return <ReadProblem read={read} />
  const { peaks, durationMs, integratedLufs, loudnessRangeLu, peakDb, breaksOffMs } = read.data
  const figures = [
    integratedLufs === null ? say('web.tracks.silent') : `${formatNumber(integratedLufs)} LUFS`,
    ...(loudnessRangeLu === null ? [] : [`${formatNumber(loudnessRangeLu)} LU`]),
    ...(peakDb === null ? [] : [say('web.tracks.peak', { db: formatNumber(peakDb) })]),
  ]
  return (
    <>
      <Waveform peaks={peaks} audio={{ durationMs, silences: [] }} />
      <span className="s12 t2 num">{figures.join(', ')}</span>
      {breaksOffMs !== null && <StateLine state="failed" cause={say('web.tracks.breaksOff')} />}
    </>
  )
}

function Measure({ track }: { track: TrackView }) {
  const say = useWords()
  const measure = useAct(routes.measure)
  const runId = measure.data?.runId ?? null
  const { current, total } = useRunProgress(runId)
  return (
    <>
      <span>
        <Button isSmall isWrite icon={IconWaveSine} onClick={() => measure.mutate(paramsOf(track))}>
          {say(track.measuredAt === null ? 'web.tracks.measure' : 'web.tracks.measureAgain')}
        </Button>
      </span>
      {current !== undefined && total !== undefined && current < total && (
        <Progress name={say('web.tracks.fetching')} current={current} total={total} unit="bytes" />
      )}
      {measure.error !== null && <ProblemPanel error={measure.error} />}
    </>
  )
}
