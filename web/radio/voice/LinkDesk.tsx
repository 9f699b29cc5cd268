import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { LinkView, NeighbourView, TakeView, VoiceDayView } from '../../../src/radio/voice/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { Panel, PanelBody } from '../../parts/Panel.tsx'
import { Segmented } from '../../parts/Segmented.tsx'
import { announce } from '../../parts/announce.ts'
import { useWords, type Say } from '../../words.ts'
import { clockIn } from '../planner/zone-clock.ts'
import { EndsForm } from './EndsForm.tsx'
import { Lane, Marker, NeighbourName, type Stretch, Ticks } from './Lanes.tsx'
import { RecordBar } from './RecordBar.tsx'
import { type Around, playMix } from './recorder.ts'
import { type Sound, useNeighbour, useTakeSound } from './sounds.ts'
import { TakeTable } from './TakeTable.tsx'
import { addTake, useTakeAct } from './use-voice.ts'
import { useRecorder } from './use-recorder.ts'
import styles from './voice.module.css'
import { inSeconds, peaksOf } from './wave.ts'

const BEFORE_MS = 8000
const AFTER_MS = 8000
const LEAST_MS = 12_000
const BARS = 160

export interface Ends {
  trimInMs: number
  trimOutMs: number
  musicInMs: number | null
}

const endsOf = ({ trimInMs, trimOutMs, musicInMs }: TakeView): Ends => ({ trimInMs, trimOutMs, musicInMs })

/** One link: what is before and after it on one clock, the recorder, and its takes. */
export function LinkDesk({ day, link }: { day: VoiceDayView; link: LinkView }) {
  const say = useWords()
  const { stationId, airDate, timeZone } = day
  const [before, after] = [useNeighbour(stationId, link.before, 'end'), useNeighbour(stationId, link.after, 'start')]
  const around = useMemo(() => aroundOf(link, before.data ?? null, after.data ?? null), [link, before.data, after.data])
  const [how, setHow] = useState<'mix' | 'voice'>('mix')
  const [deviceId, setDeviceId] = useState('')
  const [isDucked, setDucked] = useState(true)
  const recorder = useRecorder(around, { deviceId, isDucked })
  const takes = link.takes.filter(({ removedAt }) => removedAt === null)
  const [selectedId, select] = useState<number>()
  const selected =
    takes.find(({ takeId }) => takeId === selectedId) ?? takes.find(({ isChosen }) => isChosen) ?? takes.at(-1)
  const [draft, setDraft] = useState<{ of: string; ends: Ends }>()
  const version = `${selected?.takeId}:${selected?.etag}`
  const ends = draft?.of === version ? draft.ends : selected === undefined ? undefined : endsOf(selected)
  const add = useTakeAct(addTake, ({ takeId, number }) => {
    select(takeId)
    announce(say('web.voice.kept', { number }))
  })
  const keep = useCallback(
    (blob: Blob, musicInMs: number | null) =>
      add.mutate({ stationId, airDate, entryId: link.entryId, blob, musicInMs }),
    [add, stationId, airDate, link.entryId],
  )
  const player = usePlayer(around, { isAlone: how === 'voice', isDucked })
  const title = `${link.title}, ${clockIn(Date.parse(link.startsAt), timeZone)}`
  return (
    <div className="col gap16 grow">
      <Panel
        title={title}
        aside={betweenOf(say, link)}
        isLined
        actions={
          <Segmented
            name={say('web.voice.hear')}
            value={how}
            onChange={setHow}
            options={[
              { value: 'mix', label: say('web.voice.mix') },
              { value: 'voice', label: say('web.voice.voiceOnly') },
            ]}
          />
        }
      >
        <Clock
          {...{ link, around, selected, ends, recorder }}
          nextNumber={(takes.at(-1)?.number ?? 0) + 1}
          onEnds={(changed) => setDraft({ of: version, ends: changed })}
          sounds={{ before: before.data, after: after.data }}
        />
        <RecordBar
          {...{ link, recorder, deviceId, setDeviceId, isDucked, setDucked, keep }}
          isKeeping={add.isPending}
          introMs={link.after?.introMs ?? null}
        />
        {add.error !== null && (
          <PanelBody>
            <ProblemPanel error={add.error} />
          </PanelBody>
        )}
        {selected !== undefined && ends !== undefined && !recorder.isRunning && (
          <EndsForm
            key={version}
            take={selected}
            ends={ends}
            onEnds={(changed) => setDraft({ of: version, ends: changed })}
          />
        )}
      </Panel>
      <TakeTable
        {...{ link, selected }}
        onSelect={({ takeId }) => select(takeId)}
        playing={player.playing}
        onPlay={player.toggle}
      />
    </div>
  )
}

function aroundOf(link: LinkView, before: Sound | null, after: Sound | null): Around {
  const endOf = ({ cueInMs, lengthMs, cueOutMs }: NeighbourView): number => Math.min(cueOutMs, cueInMs + lengthMs)
  return {
    before: before?.buffer ?? null,
    beforeEndsMs: link.before === null ? 0 : Math.max(0, endOf(link.before) - (before?.offsetMs ?? 0)),
    after: after?.buffer ?? null,
    afterStartsMs: link.after?.cueInMs ?? 0,
  }
}

function betweenOf(say: Say, { before, after }: LinkView): string {
  const nothing = say('web.voice.nothingThere')
  return say('web.voice.between', { before: before?.title ?? nothing, after: after?.title ?? nothing })
}

/** Plays one take at a time; another one, or the same again, ends it. */
function usePlayer(around: Around, { isAlone, isDucked }: { isAlone: boolean; isDucked: boolean }) {
  const [take, setTake] = useState<TakeView>()
  const sound = useTakeSound(take?.takeId, take?.md5).data
  const stop = useRef<() => void>(undefined)
  useEffect(() => {
    if (take === undefined || sound == null) return undefined
    const musicInMs = take.musicInMs ?? take.lengthMs
    stop.current = playMix(sound, { ...around, musicInMs, isAlone, isDucked, onEnd: () => setTake(undefined) })
    return () => stop.current?.()
    // What changes while it is heard is heard the next time.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [take, sound])
  return {
    playing: take?.takeId,
    toggle: (one: TakeView) => setTake((now) => (now?.takeId === one.takeId ? undefined : one)),
  }
}

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
function Clock({ link, around, selected, ends, recorder, nextNumber, onEnds, sounds }: ClockProps) {
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
        <NeighbourName of={link.before} verb={verbOf(say, 'ends', sounds.before, link.before)} />
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
        <NeighbourName of={link.after} verb={verbOf(say, 'begins', sounds.after, link.after)} />
      </Lane>
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

function verbOf(say: Say, what: 'ends' | 'begins', sound: Sound | null | undefined, of: NeighbourView | null): string {
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
