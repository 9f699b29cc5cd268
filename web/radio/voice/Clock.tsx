import type { LinkView, NeighbourView, TakeView } from '../../../src/radio/voice/contract.ts'
import { useWords, type Say } from '../../words.ts'
import type { Ends } from './ends.ts'
import { Lane, Marker, NeighbourName, type Stretch, Ticks } from './Lanes.tsx'
import type { Around } from './recorder.ts'
import type { Sound } from './sounds.ts'
import type { useRecorder } from './use-recorder.ts'
import styles from './voice.module.css'
import { inSeconds, peaksOf } from './wave.ts'

const BEFORE_MS = 8000
const AFTER_MS = 8000
const LEAST_MS = 12_000
const BARS = 160

interface ClockProps {
  link: LinkView
  around: Around
  selected: TakeView | undefined
  ends: Ends | undefined
  recorder: ReturnType<typeof useRecorder>
  nextNumber: number
  onEnds: (ends: Ends) => void
  sounds: { before: Sound | null | undefined; after: Sound | null | undefined }
}

/** Three lanes on one clock, whose zero is where the voice begins. */
export function Clock({ link, around, selected, ends, recorder, nextNumber, onEnds, sounds }: ClockProps) {
  const say = useWords()
  const isLive = recorder.state === 'counting' || recorder.state === 'recording'
  const lengthMs = isLive ? Math.max(0, recorder.elapsedMs) : ends === undefined ? 0 : ends.trimOutMs - ends.trimInMs
  const musicInMs = isLive ? recorder.musicInMs : (ends?.musicInMs ?? null)
  const nextAtMs = musicInMs ?? Math.max(lengthMs, isLive ? LEAST_MS : 0)
  const singsAtMs = link.after?.introMs == null ? null : nextAtMs + link.after.introMs
  const stretch = { fromMs: -BEFORE_MS, toMs: Math.max(LEAST_MS, lengthMs + AFTER_MS, (singsAtMs ?? 0) + 2000) }
  const voice = isLive
    ? liveWave(recorder)
    : ends === undefined || selected === undefined
      ? []
      : takeWaves(selected, ends)
  return (
    <div className={styles.clock}>
      <Ticks stretch={stretch} />
      <Lane stretch={stretch} tone="before" name={say('web.voice.laneBefore')} waves={beforeWave(around)}>
        <NeighbourName of={link.before} verb={verbOf(say, 'ends', { sound: sounds.before, of: link.before })} />
      </Lane>
      <Lane
        stretch={stretch}
        tone="voice"
        name={say('web.voice.laneVoice')}
        waves={voice}
        isRecording={recorder.state === 'recording'}
      >
        <b>{say('web.voice.takeName', { number: isLive ? nextNumber : (selected?.number ?? nextNumber) })}</b>{' '}
        {recorder.state === 'recording' && <span className="tone-bad">{say('web.voice.recording')}</span>}
      </Lane>
      <Lane
        stretch={stretch}
        tone="after"
        name={say('web.voice.laneAfter')}
        waves={afterWave(around, nextAtMs, stretch)}
      >
        <NeighbourName of={link.after} verb={verbOf(say, 'begins', { sound: sounds.after, of: link.after })} />
      </Lane>
      <Markers {...{ stretch, selected, ends, recorder, onEnds, isLive, musicInMs, singsAtMs }} />
    </div>
  )
}

interface MarkersProps extends Pick<ClockProps, 'selected' | 'ends' | 'recorder' | 'onEnds'> {
  stretch: Stretch
  isLive: boolean
  musicInMs: number | null
  singsAtMs: number | null
}

function Markers({ stretch, selected, ends, recorder, onEnds, isLive, musicInMs, singsAtMs }: MarkersProps) {
  const say = useWords()
  return (
    <div className={styles.markers}>
      <Marker stretch={stretch} atMs={0} lane={0} label={say('web.voice.voiceIn')} />
      {ends !== undefined && selected !== undefined && !isLive && (
        <EndMarkers {...{ stretch, selected, ends, onEnds }} />
      )}
      {isLive && musicInMs !== null && (
        <Marker
          stretch={stretch}
          atMs={musicInMs}
          lane={2}
          label={say('web.voice.musicIn', { at: inSeconds(musicInMs) })}
        />
      )}
      {singsAtMs !== null && singsAtMs < stretch.toMs && (
        <Marker
          stretch={stretch}
          atMs={singsAtMs}
          lane="head"
          tone="warn"
          label={say('web.voice.mustEnd', { at: inSeconds(singsAtMs) })}
        />
      )}
      {isLive && (
        <div
          className={styles.head}
          style={{ left: `${((recorder.elapsedMs - stretch.fromMs) / (stretch.toMs - stretch.fromMs)) * 100}%` }}
        />
      )}
    </div>
  )
}

interface EndMarkersProps {
  stretch: Stretch
  selected: TakeView
  ends: Ends
  onEnds: (ends: Ends) => void
}

const SHORTEST_MS = 1000

function EndMarkers({ stretch, selected, ends, onEnds }: EndMarkersProps) {
  const say = useWords()
  const lengthMs = ends.trimOutMs - ends.trimInMs
  const musicInMs = ends.musicInMs ?? lengthMs
  return (
    <>
      <Marker
        stretch={stretch}
        atMs={lengthMs}
        lane={1}
        label={say('web.voice.voiceEnds', { at: inSeconds(lengthMs) })}
        least={SHORTEST_MS}
        most={selected.recordingMs - ends.trimInMs}
        onMove={(ms) => onEnds({ ...ends, trimOutMs: ends.trimInMs + ms })}
      />
      <Marker
        stretch={stretch}
        atMs={musicInMs}
        lane={2}
        label={say('web.voice.musicIn', { at: inSeconds(musicInMs) })}
        most={lengthMs}
        onMove={(ms) => onEnds({ ...ends, musicInMs: ms })}
      />
    </>
  )
}

function verbOf(
  say: Say,
  what: 'ends' | 'begins',
  { sound, of }: { sound: Sound | null | undefined; of: NeighbourView | null },
): string {
  if (of?.trackId == null || !of.isKnown) return say('web.voice.notHeard')
  if (sound === null) return say('web.voice.notDecodable')
  if (what === 'begins' && of.introMs !== null) return say('web.voice.sings', { seconds: inSeconds(of.introMs) })
  return say(`web.voice.${what}`)
}

function beforeWave({ before, beforeEndsMs }: Around) {
  if (before === null) return []
  const lengthMs = Math.min(BEFORE_MS, beforeEndsMs)
  const peaks = peaksOf(before, { fromMs: beforeEndsMs - lengthMs, toMs: beforeEndsMs, count: BARS })
  return [{ peaks, fromMs: -lengthMs, toMs: 0 }]
}

function afterWave({ after, afterStartsMs }: Around, nextAtMs: number, { toMs }: Stretch) {
  const lengthMs = toMs - nextAtMs
  if (after === null || lengthMs <= 0) return []
  const peaks = peaksOf(after, { fromMs: afterStartsMs, toMs: afterStartsMs + lengthMs, count: BARS })
  return [{ peaks, fromMs: nextAtMs, toMs }]
}

const liveWave = ({ peaks, elapsedMs }: ReturnType<typeof useRecorder>) => [
  { peaks, fromMs: 0, toMs: Math.max(1, elapsedMs) },
]

/** What was cut off stays in sight, pale: it can be had back. */
function takeWaves({ peaks, recordingMs }: TakeView, { trimInMs, trimOutMs }: Ends) {
  const each = recordingMs / Math.max(1, peaks.length)
  const part = (fromMs: number, toMs: number) => ({
    peaks: peaks.slice(Math.round(fromMs / each), Math.round(toMs / each)).map((peak) => peak / 100),
    fromMs: fromMs - trimInMs,
    toMs: toMs - trimInMs,
  })
  return [
    { ...part(0, trimInMs), isLeftOut: true },
    part(trimInMs, trimOutMs),
    { ...part(trimOutMs, recordingMs), isLeftOut: true },
  ].filter((wave) => wave.peaks.length > 0)
}
