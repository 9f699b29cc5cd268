import { runProgram } from '../../kernel/exec.ts'
import { RejectedError } from '../../kernel/errors.ts'

export interface SpeechCopy {
  /** Absolute. */
  from: string
  demuxer: string
  /** For people, when it can't be read. */
  name: string
  /** Absolute; what stands there is replaced. */
  to: string
  /** Of `from`: what is kept. */
  fromMs: number
  toMs: number
  /** EBU R128. */
  targetLufs: number
  /** dBTP that is never passed. */
  truePeakDb: number
  tags: { title: string; artist: string }
}

const TEN_MINUTES_MS = 600_000
const OUTPUT_HZ = 44_100
/** Where peaks between samples are seen. */
const OVERSAMPLED_HZ = 192_000
/** What loudnorm says of silence, and of what is as good as that. */
const SILENT_LUFS = -70
/** More would be hiss alone. */
const MOST_GAIN_DB = 40

/**
 * A stretch of audio at one loudness, as MP3 of 192 kb/s in stereo with these tags and no others. Measured first, then
 * changed by what was measured, so that nothing pumps.
 * @param run how ffmpeg is called; it throws RejectedError `media/not-decodable` where it can make nothing of the file
 * @throws RejectedError `media/only-silence`
 */
export async function makeSpeech(run: RunFfmpeg, copy: SpeechCopy): Promise<void> {
  const lufs = await measure(run, copy)
  if (!(lufs > SILENT_LUFS)) throw new RejectedError('media/only-silence', { params: { name: copy.name } })
  const gainDb = Math.min(MOST_GAIN_DB, copy.targetLufs - lufs)
  const filter = `${stretchOf(copy)},volume=${gainDb.toFixed(2)}dB,${limiterOf(copy)}`
  const form = ['-c:a', 'libmp3lame', '-b:a', '192k', '-id3v2_version', '3', '-map_metadata', '-1']
  const { title, artist } = copy.tags
  const tags = ['-metadata', `title=${title}`, '-metadata', `artist=${artist}`]
  await run({ input: copy, args: ['-af', filter, ...form, ...tags, '-f', 'mp3', '-y', `file:${copy.to}`] })
}

export type RunFfmpeg = (call: {
  input: Pick<SpeechCopy, 'from' | 'demuxer' | 'name'>
  args: readonly string[]
  onComplaint?: (line: string) => void
}) => Promise<void>

/** From here to there, in stereo: one channel alone would count as half as loud. */
const stretchOf = ({ fromMs, toMs }: SpeechCopy): string =>
  `aformat=channel_layouts=stereo,atrim=start=${fromMs / 1000}:end=${toMs / 1000},asetpts=PTS-STARTPTS`

/**
 * QUIRK(ffmpeg 5.1): the second pass of loudnorm makes what is shorter than 3 s a dozen dB too soft, and pumps where peaks
 * leave no room; one gain and a limiter that sees peaks between samples do neither.
 */
const limiterOf = ({ truePeakDb }: SpeechCopy): string =>
  `aresample=${OVERSAMPLED_HZ},alimiter=limit=${(10 ** (truePeakDb / 20)).toFixed(4)}:attack=2:release=60:level=0,` +
  `aresample=${OUTPUT_HZ}`

/** @returns LUFS; −Infinity for silence */
async function measure(run: RunFfmpeg, copy: SpeechCopy): Promise<number> {
  const said: string[] = []
  const filter = `${stretchOf(copy)},loudnorm=print_format=json`
  await run({ input: copy, args: ['-af', filter, '-f', 'null', '-'], onComplaint: (line) => void said.push(line) })
  const text = said.join('\n')
  const from = text.lastIndexOf('{')
  const to = text.lastIndexOf('}')
  if (from < 0 || to < from) throw new RejectedError('media/only-silence', { params: { name: copy.name } })
  const { input_i } = JSON.parse(text.slice(from, to + 1)) as { input_i: string }
  return input_i === '-inf' ? Number.NEGATIVE_INFINITY : Number(input_i)
}

/** Calls ffmpeg at a path; each call ends after ten minutes at the latest. */
export const ffmpegAt =
  (path: string, { safe, signal, decoding }: FfmpegBounds): RunFfmpeg =>
  ({ input, args, onComplaint }) =>
    decoding(input.name, async () => {
      await runProgram({
        path,
        args: ['-v', 'info', ...safe, '-f', input.demuxer, '-i', `file:${input.from}`, '-map', '0:a:0', ...args],
        timeoutMs: TEN_MINUTES_MS,
        maxOutputBytes: 1 << 16,
        signal,
        ...(onComplaint === undefined ? {} : { onComplaint }),
      })
    })

export interface FfmpegBounds {
  /** What keeps it from reading elsewhere, and from taking more than it may. */
  safe: readonly string[]
  signal: AbortSignal
  /** Turns what it could make nothing of into an error for people. */
  decoding<T>(name: string, work: () => Promise<T>): Promise<T>
}
