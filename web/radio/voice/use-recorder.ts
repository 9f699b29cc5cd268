import { useCallback, useEffect, useRef, useState } from 'react'
import { type Around, type Recorder, type Recording, record } from './recorder.ts'
import type { Level } from './wave.ts'

const SHOWN_EVERY_MS = 100
const QUIET: Level = { rmsDb: -96, peakDb: -96 }

export type MicrophoneProblem = 'forbidden' | 'none' | 'insecure' | 'broken'

export interface RecorderView {
  state: 'idle' | 'opening' | 'counting' | 'recording'
  elapsedMs: number
  level: Level
  /** Loudest levels so far, 0 to 1, one each tenth of a second. */
  peaks: readonly number[]
  musicInMs: number | null
  problem: MicrophoneProblem | null
}

const IDLE: RecorderView = {
  state: 'idle',
  elapsedMs: 0,
  level: QUIET,
  peaks: [],
  musicInMs: null,
  problem: null,
}

function problemOf(error: unknown): MicrophoneProblem {
  if (!(error instanceof DOMException)) return 'broken'
  if (error.name === 'NotAllowedError' || error.name === 'SecurityError') return 'forbidden'
  return error.name === 'NotFoundError' || error.name === 'OverconstrainedError' ? 'none' : 'broken'
}

/** One recording at a time. What was recorded is given away when it is kept, and forgotten when it is begun anew. */
export function useRecorder(around: Around, { deviceId, isDucked }: { deviceId: string; isDucked: boolean }) {
  const [view, setView] = useState<RecorderView>(IDLE)
  const running = useRef<Recorder | null>(null)
  const isRunning = view.state === 'counting' || view.state === 'recording'
  useEffect(() => {
    if (!isRunning) return undefined
    const timer = window.setInterval(() => {
      if (running.current !== null) setView((before) => nextView(before, running.current as Recorder))
    }, SHOWN_EVERY_MS)
    return () => window.clearInterval(timer)
  }, [isRunning])
  useEffect(() => () => void running.current?.stop(), [])
  const begin = useCallback(async () => {
    if (navigator.mediaDevices === undefined) return setView({ ...IDLE, problem: 'insecure' })
    setView({ ...IDLE, state: 'opening' })
    try {
      await running.current?.stop()
      running.current = await record({ ...around, deviceId, isDucked })
      setView({ ...IDLE, state: 'counting', elapsedMs: running.current.elapsedMs() })
    } catch (error) {
      setView({ ...IDLE, problem: problemOf(error) })
    }
  }, [around, deviceId, isDucked])
  const end = useCallback(async (): Promise<Recording | null> => {
    const recorder = running.current
    running.current = null
    const recording = (await recorder?.stop()) ?? null
    setView(IDLE)
    return recording
  }, [])
  const musicIn = useCallback(() => {
    running.current?.musicIn()
    const at = running.current?.elapsedMs() ?? 0
    setView((before) =>
      before.state === 'recording' && before.musicInMs === null ? { ...before, musicInMs: at } : before,
    )
  }, [])
  return { ...view, isRunning, begin, end, musicIn }
}

function nextView(before: RecorderView, recorder: Recorder): RecorderView {
  const elapsedMs = recorder.elapsedMs()
  const level = recorder.level()
  const isRecording = elapsedMs >= 0
  return {
    ...before,
    state: isRecording ? 'recording' : 'counting',
    elapsedMs,
    level,
    peaks: isRecording ? [...before.peaks, 10 ** (level.peakDb / 20)] : [],
  }
}
