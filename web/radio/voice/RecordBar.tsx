import { IconFileMusic } from '@tabler/icons-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { LinkView } from '../../../src/radio/voice/contract.ts'
import { Button } from '../../parts/Button.tsx'
import { ErrorPanel } from '../../parts/ErrorPanel.tsx'
import { ChoiceField, SwitchField } from '../../parts/fields.tsx'
import { useKeys } from '../../parts/keyboard.ts'
import { PanelBody } from '../../parts/Panel.tsx'
import { KeyHint } from '../../parts/small.tsx'
import { useMay } from '../../session/use-session.ts'
import { useWords } from '../../words.ts'
import { Meter } from './Meter.tsx'
import type { MicrophoneProblem, useRecorder } from './use-recorder.ts'
import styles from './voice.module.css'
import { clockOf, inSeconds } from './wave.ts'

interface RecordBarProps {
  link: LinkView
  recorder: ReturnType<typeof useRecorder>
  deviceId: string
  setDeviceId: (deviceId: string) => void
  isDucked: boolean
  setDucked: (isDucked: boolean) => void
  keep: (blob: Blob, musicInMs: number | null) => void
  isKeeping: boolean
  /** False where the server could not keep what is recorded. */
  canKeep: boolean
  introMs: number | null
}

/** The recorder: its button, the time, the level, and where the sound comes from. */
export function RecordBar({ recorder, keep, isKeeping, canKeep, introMs, ...choice }: RecordBarProps) {
  const say = useWords()
  const may = useMay('jobs:write')
  const { state, isRunning } = recorder
  const stop = async (): Promise<void> => {
    const recording = await recorder.end()
    if (recording !== null) keep(recording.blob, recording.musicInMs)
  }
  const whyNot = !may
    ? say('web.voice.mayNot')
    : !canKeep
      ? say('web.voice.noFfmpeg')
      : isKeeping
        ? say('web.voice.keeping')
        : null
  const begin = (): void => void (whyNot === null && recorder.begin())
  const toggle = (): void => void (isRunning ? stop() : begin())
  useRecorderKeys({ toggle, again: begin, musicIn: recorder.musicIn })
  return (
    <>
      {recorder.problem !== null && <NoMicrophone problem={recorder.problem} />}
      <div className={`${styles.bar} lined`}>
        <button
          type="button"
          className={styles.record}
          data-on={isRunning || undefined}
          aria-label={say(isRunning ? 'web.voice.stop' : 'web.voice.record')}
          aria-disabled={whyNot === null ? undefined : true}
          aria-description={whyNot ?? undefined}
          onClick={toggle}
        >
          <span />
        </button>
        <div className="col gap2">
          <span className="big">{clockOf(recorder.elapsedMs)}</span>
          <span className="s12 t2 num" role="status">
            {isRunning ? tellOf(say, recorder, introMs) : (whyNot ?? tellOf(say, recorder, introMs))}
          </span>
        </div>
        <Meter level={recorder.level} />
        <Source {...choice} isOpen={state !== 'idle'} />
      </div>
      <div className={`${styles.foot} lined`}>
        {isRunning ? (
          <RunningButtons recorder={recorder} stop={() => void stop()} />
        ) : (
          <Import keep={keep} whyNot={whyNot} />
        )}
        <span className={`${styles.keys} s12 t2 end`}>
          <KeyHint>Space</KeyHint> {say('web.voice.key.space')} <KeyHint>R</KeyHint> {say('web.voice.key.again')}{' '}
          <KeyHint>M</KeyHint> {say('web.voice.key.musicIn')}
        </span>
      </div>
    </>
  )
}

function RunningButtons({ recorder, stop }: Pick<RecordBarProps, 'recorder'> & { stop: () => void }) {
  const say = useWords()
  return (
    <>
      <Button isSmall isWrite look="primary" onClick={stop}>
        {say('web.voice.stopKeep')}
      </Button>
      <Button isSmall onClick={() => void recorder.begin()}>
        {say('web.voice.startOver')}
      </Button>
      <Button isSmall onClick={recorder.musicIn}>
        {say('web.voice.setMusicIn')}
      </Button>
      <Button isSmall look="quiet" onClick={() => void recorder.end()}>
        {say('web.voice.discard')}
      </Button>
    </>
  )
}

function useRecorderKeys(acts: { toggle: () => void; again: () => void; musicIn: () => void }): void {
  const now = useRef(acts)
  useEffect(() => {
    now.current = acts
  })
  const keys = useMemo(
    () => [
      { keys: ' ', label: 'web.voice.key.space' as const, run: () => now.current.toggle() },
      { keys: 'r', label: 'web.voice.key.again' as const, run: () => now.current.again() },
      { keys: 'm', label: 'web.voice.key.musicIn' as const, run: () => now.current.musicIn() },
    ],
    [],
  )
  useKeys(keys)
}

function tellOf(
  say: ReturnType<typeof useWords>,
  { state, elapsedMs, musicInMs }: ReturnType<typeof useRecorder>,
  introMs: number | null,
): string {
  if (state === 'opening') return say('web.voice.opening')
  if (state === 'counting') return say('web.voice.counting', { seconds: Math.max(1, Math.ceil(-elapsedMs / 1000)) })
  if (state === 'idle') return say('web.voice.ready')
  if (musicInMs === null || introMs === null) return say('web.voice.recording')
  const leftMs = musicInMs + introMs - elapsedMs
  return leftMs >= 0
    ? say('web.voice.untilSinging', { seconds: inSeconds(leftMs) })
    : say('web.voice.overSinging', { seconds: inSeconds(-leftMs) })
}

interface SourceProps extends Pick<RecordBarProps, 'deviceId' | 'setDeviceId' | 'isDucked' | 'setDucked'> {
  /** The microphone may be used: devices have names then. */
  isOpen: boolean
}

function Source({ deviceId, setDeviceId, isDucked, setDucked, isOpen }: SourceProps) {
  const say = useWords()
  const [devices, setDevices] = useState<readonly MediaDeviceInfo[]>([])
  useEffect(() => {
    // Devices have names from the moment on that the microphone may be used.
    const list = isOpen || devices.length === 0 ? navigator.mediaDevices?.enumerateDevices() : undefined
    void list?.then((all) => setDevices(all.filter(({ kind, label }) => kind === 'audioinput' && label !== '')))
  }, [isOpen, devices.length])
  return (
    <div className="col gap4">
      <ChoiceField
        name={say('web.voice.microphone')}
        value={deviceId}
        onChange={setDeviceId}
        options={[
          { value: '', label: say('web.voice.anyMicrophone') },
          ...devices
            .filter((one) => one.deviceId !== '' && one.deviceId !== 'default')
            .map((one) => ({ value: one.deviceId, label: one.label })),
        ]}
      />
      <SwitchField label={say('web.voice.duck')} isOn={isDucked} onChange={setDucked} />
    </div>
  )
}

function Import({ keep, whyNot }: Pick<RecordBarProps, 'keep'> & { whyNot: string | null }) {
  const say = useWords()
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button isSmall isWrite icon={IconFileMusic} whyNot={whyNot} onClick={() => input.current?.click()}>
        {say('web.voice.import')}
      </Button>
      <input
        ref={input}
        type="file"
        accept="audio/*"
        hidden
        aria-label={say('web.voice.import')}
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0]
          if (file !== undefined) keep(file, null)
          currentTarget.value = ''
        }}
      />
    </>
  )
}

/** Which setting of which browser it is; a file can be brought in whatever the browser forbids. */
function NoMicrophone({ problem }: { problem: MicrophoneProblem }) {
  const say = useWords()
  return (
    <PanelBody>
      <ErrorPanel
        title={say(`web.voice.microphone.${problem}`)}
        code={`microphone/${problem}`}
        why={say(`web.voice.microphone.${problem}.why`)}
        todo={say(problem === 'forbidden' ? settingOf(navigator.userAgent) : 'web.voice.microphone.todo')}
      />
    </PanelBody>
  )
}

function settingOf(agent: string) {
  if (agent.includes('Firefox/')) return 'web.voice.microphone.firefox' as const
  if (agent.includes('Chrome/')) return 'web.voice.microphone.chrome' as const
  return 'web.voice.microphone.safari' as const
}
