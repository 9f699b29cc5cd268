import { availableParallelism } from 'node:os'
import { runProgram } from '../../kernel/exec.ts'
import { AppError, ConflictError, RejectedError } from '../../kernel/errors.ts'
import { createTurnstile } from '../turnstile.ts'
import { formatOf } from './formats.ts'
import { writeTitledMp3 } from './id3.ts'
import type { AudioReport } from './model.ts'
import { createPeakCounter } from './peaks.ts'
import { createReportReader } from './report-lines.ts'
import { ffmpegAt, makeSpeech, type SpeechCopy } from './speech.ts'

export interface MeasuredAudio {
  report: AudioReport
  /** 0 to 100, at most 400. */
  peaks: number[]
}

/** Measures and tags audio with ffmpeg, never with more of it at once than there are cores. */
export interface AudioTools {
  /** Whether ffmpeg is installed; nothing else works without it. */
  readonly isThere: boolean
  /**
   * Decodes once, from the first to the last sample.
   * @param path absolute; the ending of `name` says what it is, unless `demuxer` does
   * @throws ConflictError `media/no-ffmpeg`, RejectedError `media/not-decodable`, the signal's reason
   */
  measure(file: AudioFile, signal: AbortSignal): Promise<MeasuredAudio>
  /**
   * A copy with this title and no other tags, and no pictures; the audio in it is what it was. The same file and title give the
   * same bytes each time.
   * @returns false when the format holds no tags; nothing was written then
   * @throws as `measure`
   */
  writeTagged(copy: TaggedCopy, signal: AbortSignal): Promise<boolean>
  /**
   * A stretch of a recording at one loudness, as MP3 with its tags.
   * @throws as `measure`, and RejectedError `media/only-silence`
   */
  makeSpeech(copy: SpeechCopy, signal: AbortSignal): Promise<void>
}

export interface AudioFile {
  path: string
  name: string
  demuxer?: string
}

export interface TaggedCopy {
  from: string
  /** Absolute; what stands there is replaced. */
  to: string
  /** Its ending says what it is. */
  name: string
  title: string
}

export interface AudioToolsDeps {
  /** Undefined when it is not installed. */
  ffmpegPath: string | undefined
  /** As many as there are cores unless said. */
  atOnce?: number
  /** Called with how many run, whenever that changes. */
  onRunning?: (running: number) => void
}

const HOUR_MS = 3_600_000
const WAVE_HZ = 8000
/** A container's word on its length is this exact. */
const LENGTH_SLACK_MS = 1500
const SAFE = ['-hide_banner', '-nostdin', '-nostats', '-max_alloc', '268435456', '-threads', '1']
const READING = ['-protocol_whitelist', 'file,pipe', '-analyzeduration', '10M']
const MEASURES =
  '[0:a:0]asplit=2[measured][drawn];' +
  '[measured]silencedetect=noise=-60dB:duration=2,ebur128=peak=sample:framelog=verbose,anullsink;' +
  `[drawn]aresample=${WAVE_HZ},aformat=channel_layouts=mono:sample_fmts=s16[wave]`

export function createAudioTools({ ffmpegPath, atOnce, onRunning }: AudioToolsDeps): AudioTools {
  const turnstile = createTurnstile(atOnce ?? availableParallelism())
  let running = 0
  const run = <T>(work: (path: string) => Promise<T>, signal: AbortSignal): Promise<T> => {
    // No wait brings it, and whoever the audio is for has no part in it.
    if (ffmpegPath === undefined) return Promise.reject(new ConflictError('media/no-ffmpeg'))
    return turnstile.pass(async () => {
      onRunning?.(++running)
      try {
        return await work(ffmpegPath)
      } finally {
        onRunning?.(--running)
      }
    }, signal)
  }
  return {
    isThere: ffmpegPath !== undefined,
    measure: (file, signal) => run((path) => measure(path, file, signal), signal),
    async writeTagged(copy, signal) {
      const muxer = formatOf(copy.name)?.muxer ?? null
      if (muxer === null) return false
      if (muxer === 'mp3') await writeTitledMp3(copy, signal)
      else await run((path) => remux(path, { ...copy, muxer }, signal), signal)
      return true
    },
    makeSpeech: (copy, signal) =>
      run((path) => makeSpeech(ffmpegAt(path, { safe: [...SAFE, ...READING], signal, decoding }), copy), signal),
  }
}

function demuxerOf(name: string): string {
  const format = formatOf(name)
  if (format === undefined) throw new RejectedError('media/not-decodable', { params: { name, said: '' } })
  return format.demuxer
}

async function measure(
  ffmpegPath: string,
  { path, name, demuxer }: AudioFile,
  signal: AbortSignal,
): Promise<MeasuredAudio> {
  const counter = createPeakCounter()
  const reader = createReportReader()
  const input = [...READING, '-f', demuxer ?? demuxerOf(name), '-i', `file:${path}`]
  const output = ['-filter_complex', MEASURES, '-map', '[wave]', '-f', 's16le', 'pipe:1']
  await decoding(name, () =>
    runProgram({
      path: ffmpegPath,
      args: ['-v', 'info', ...SAFE, ...input, ...output],
      timeoutMs: HOUR_MS,
      maxOutputBytes: 0,
      signal,
      onOutput: (part) => counter.add(part),
      onComplaint: (line) => reader.read(line),
    }),
  )
  const durationMs = Math.round((counter.samples() / WAVE_HZ) * 1000)
  const { codec, containerMs, ...measured } = reader.result(durationMs)
  if (durationMs === 0 || codec === null) throw new RejectedError('media/not-decodable', { params: { name, said: '' } })
  const isShort = containerMs !== null && containerMs - durationMs > LENGTH_SLACK_MS
  return {
    report: { ...measured, codec, durationMs, breaksOffMs: isShort ? durationMs : null },
    peaks: counter.peaks(),
  }
}

async function remux(
  ffmpegPath: string,
  { from, to, name, title, muxer }: TaggedCopy & { muxer: string },
  signal: AbortSignal,
): Promise<void> {
  const input = [...READING, '-f', demuxerOf(name), '-i', `file:${from}`, '-map', '0:a:0', '-c', 'copy']
  // Without these it writes its own version, the hour, and chance numbers.
  const exact = ['-map_metadata', '-1', '-map_chapters', '-1', '-fflags', '+bitexact', '-flags', '+bitexact']
  await decoding(name, () =>
    runProgram({
      path: ffmpegPath,
      args: [
        '-v',
        'error',
        ...SAFE,
        ...input,
        ...exact,
        '-metadata',
        `title=${title}`,
        '-f',
        muxer,
        '-y',
        `file:${to}`,
      ],
      timeoutMs: HOUR_MS,
      maxOutputBytes: 1 << 16,
      signal,
    }),
  )
}

/** ffmpeg ends with another code than 0: it could make nothing of the file. */
async function decoding<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'exec/failed') throw error
    const said = lastWordsOf(String(error.params['complaint'] ?? ''))
    throw new RejectedError('media/not-decodable', { params: { name, said }, cause: error })
  }
}

/** The last line without the path in front of it, as a sentence. */
function lastWordsOf(complaint: string): string {
  const line = complaint.trim().split('\n').at(-1) ?? ''
  const words = line.slice(line.lastIndexOf(': ') + 1).trim()
  return words === '' ? '' : `${words.slice(0, 200)}.`
}
