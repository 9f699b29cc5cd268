import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { LinkView, NeighbourView, TakeView, VoiceDayView } from '../../../src/radio/voice/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { Panel, PanelBody } from '../../parts/Panel.tsx'
import { Segmented } from '../../parts/Segmented.tsx'
import { announce } from '../../parts/announce.ts'
import { useWords, type Say } from '../../words.ts'
import { clockIn } from '../planner/zone-clock.ts'
import { Clock } from './Clock.tsx'
import { type Ends, endsOf } from './ends.ts'
import { EndsForm } from './EndsForm.tsx'
import { RecordBar } from './RecordBar.tsx'
import { type Around, playMix } from './recorder.ts'
import { type Sound, useNeighbour, useTakeSound } from './sounds.ts'
import { TakeTable } from './TakeTable.tsx'
import { addTake, useTakeAct } from './use-voice.ts'
import { useRecorder } from './use-recorder.ts'

/** One link: what is before and after it on one clock, the recorder, and its takes. */
export function LinkDesk({ day, link }: { day: VoiceDayView; link: LinkView }) {
  const say = useWords()
  const { stationId, timeZone } = day
  const [before, after] = [useNeighbour(stationId, link.before, 'end'), useNeighbour(stationId, link.after, 'start')]
  const around = useMemo(() => aroundOf(link, before.data ?? null, after.data ?? null), [link, before.data, after.data])
  const [how, setHow] = useState<'mix' | 'voice'>('mix')
  const [deviceId, setDeviceId] = useState('')
  const [isDucked, setDucked] = useState(true)
  const recorder = useRecorder(around, { deviceId, isDucked })
  const { takes, selected, ends, setEnds, version, select, add, keep } = useTakes(day, link)
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
          onEnds={setEnds}
          sounds={{ before: before.data, after: after.data }}
        />
        <RecordBar
          {...{ link, recorder, deviceId, setDeviceId, isDucked, setDucked, keep }}
          isKeeping={add.isPending}
          canKeep={day.canKeep}
          introMs={link.after?.introMs ?? null}
        />
        {add.error !== null && (
          <PanelBody>
            <ProblemPanel error={add.error} />
          </PanelBody>
        )}
        {selected !== undefined && ends !== undefined && !recorder.isRunning && (
          <EndsForm key={version} take={selected} ends={ends} onEnds={setEnds} />
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

/** The takes of a link, the one that is worked on with its ends as they are being moved, and how a new one is kept. */
function useTakes({ stationId, airDate }: VoiceDayView, link: LinkView) {
  const say = useWords()
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
  const setEnds = (changed: Ends): void => setDraft({ of: version, ends: changed })
  return { takes, selected, ends, setEnds, version, select, add, keep }
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
