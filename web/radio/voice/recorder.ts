import { type Level, levelOf } from './wave.ts'

/** What is heard around the link while it is recorded. */
export interface Around {
  before: AudioBuffer | null
  /** Of `before`: where it ends on air. */
  beforeEndsMs: number
  after: AudioBuffer | null
  /** Of `after`: where it begins on air. */
  afterStartsMs: number
}

export interface Recording {
  blob: Blob
  lengthMs: number
  /** When M was pressed, from its start. */
  musicInMs: number | null
}

export interface Recorder {
  /** Before it begins it is below 0: what is left of the count-in. */
  elapsedMs(): number
  level(): Level
  /** Lets what comes next begin now, softer when it is asked for. */
  musicIn(): void
  /** @returns null when nothing was recorded yet */
  stop(): Promise<Recording | null>
}

export const COUNT_IN_MS = 3000
const DUCK_DB = -9
const TYPES = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus']

export interface RecordWish extends Around {
  deviceId: string
  isDucked: boolean
}

/**
 * Opens the microphone, plays the end of what is before the link as a count-in, and records from where that ends.
 * @throws DOMException `NotAllowedError`, `NotFoundError`, … as browsers do
 */
export async function record(wish: RecordWish): Promise<Recorder> {
  const stream = await openMicrophone(wish.deviceId)
  const context = new AudioContext()
  await context.resume()
  const analyser = new AnalyserNode(context, { fftSize: 2048 })
  context.createMediaStreamSource(stream).connect(analyser)
  const beginsAt = context.currentTime + COUNT_IN_MS / 1000
  playEnd(context, wish, beginsAt)
  const taken = takeFrom(stream, () => beginsAt <= context.currentTime)
  const timer = window.setTimeout(taken.begin, COUNT_IN_MS)
  let musicInMs: number | null = null
  const elapsedMs = (): number => (context.currentTime - beginsAt) * 1000
  const samples = new Float32Array(analyser.fftSize)
  return {
    elapsedMs,
    level() {
      analyser.getFloatTimeDomainData(samples)
      return levelOf(samples)
    },
    musicIn() {
      if (musicInMs !== null || elapsedMs() < 0) return
      musicInMs = Math.round(elapsedMs())
      playStart(context, wish)
    },
    async stop() {
      window.clearTimeout(timer)
      const lengthMs = Math.round(elapsedMs())
      const blob = await taken.end()
      for (const track of stream.getTracks()) track.stop()
      await context.close()
      return blob === null ? null : { blob, lengthMs, musicInMs }
    },
  }
}

/** As it is: what browsers do to voices of calls spoils those of a broadcast. */
const openMicrophone = (deviceId: string): Promise<MediaStream> =>
  navigator.mediaDevices.getUserMedia({
    audio: {
      ...(deviceId === '' ? {} : { deviceId: { exact: deviceId } }),
      echoCancellation: false,
      noiseSuppression: false,
      autoGainControl: false,
    },
  })

function takeFrom(stream: MediaStream, isTime: () => boolean) {
  const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type))
  const recorder = new MediaRecorder(stream, {
    audioBitsPerSecond: 256_000,
    ...(mimeType === undefined ? {} : { mimeType }),
  })
  const parts: Blob[] = []
  recorder.addEventListener('dataavailable', ({ data }) => void parts.push(data))
  const begin = (): void => {
    if (!isTime()) window.setTimeout(begin, 5)
    else if (stream.active) recorder.start()
  }
  return {
    begin,
    async end(): Promise<Blob | null> {
      if (recorder.state === 'inactive') return null
      const ended = new Promise((resolve) => recorder.addEventListener('stop', resolve, { once: true }))
      recorder.stop()
      await ended
      return new Blob(parts, { type: recorder.mimeType })
    },
  }
}

function playEnd(context: AudioContext, { before, beforeEndsMs }: Around, beginsAt: number): void {
  if (before === null) return
  const lengthMs = Math.min(COUNT_IN_MS, beforeEndsMs)
  const source = new AudioBufferSourceNode(context, { buffer: before })
  source.connect(context.destination)
  source.start(beginsAt - lengthMs / 1000, (beforeEndsMs - lengthMs) / 1000, lengthMs / 1000)
}

function playStart(context: AudioContext, { after, afterStartsMs, isDucked }: RecordWish): void {
  if (after === null) return
  const source = new AudioBufferSourceNode(context, { buffer: after })
  const gain = new GainNode(context, { gain: isDucked ? 10 ** (DUCK_DB / 20) : 1 })
  source.connect(gain).connect(context.destination)
  source.start(0, afterStartsMs / 1000)
}

/** Plays a take between its neighbours. @returns the call that ends it */
export function playMix(
  take: AudioBuffer,
  around: Around & { musicInMs: number; isAlone: boolean; isDucked: boolean; onEnd: () => void },
): () => void {
  const context = new AudioContext()
  const beginsAt = context.currentTime + (around.isAlone ? 0.05 : COUNT_IN_MS / 1000)
  const voice = new AudioBufferSourceNode(context, { buffer: take })
  voice.connect(context.destination)
  voice.start(beginsAt)
  const end = (): void => {
    if (context.state !== 'closed') void context.close()
    around.onEnd()
  }
  if (around.isAlone) voice.addEventListener('ended', end)
  else {
    playEnd(context, around, beginsAt)
    playNext(context, around, { beginsAt, take, end })
  }
  return end
}

const AFTER_S = 8

function playNext(
  context: AudioContext,
  { after, afterStartsMs, musicInMs, isDucked }: Parameters<typeof playMix>[1],
  { beginsAt, take, end }: { beginsAt: number; take: AudioBuffer; end: () => void },
): void {
  const startsAt = beginsAt + musicInMs / 1000
  const voiceEndsAt = beginsAt + take.duration
  const buffer = after ?? new AudioBuffer({ length: 1, sampleRate: take.sampleRate })
  const source = new AudioBufferSourceNode(context, { buffer })
  const gain = new GainNode(context, { gain: isDucked ? 10 ** (DUCK_DB / 20) : 1 })
  gain.gain.setValueAtTime(1, Math.max(startsAt, voiceEndsAt))
  source.connect(gain).connect(context.destination)
  source.start(startsAt, afterStartsMs / 1000)
  source.stop(Math.max(startsAt, voiceEndsAt) + AFTER_S)
  source.addEventListener('ended', end)
}
