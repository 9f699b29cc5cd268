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

/** What was measured before it was made louder or softer. */
interface Measured {
  input_i: string
  input_tp: string
  input_lra: string
  input_thresh: string
  target_offset: string
}

const TEN_MINUTES_MS = 600_000
const OUTPUT_HZ = 44_100
const RANGE_LU = 11
/** What loudnorm says of silence, and of what is as good as that. */
const SILENT_LUFS = -70

/**
 * A stretch of audio at one loudness, as MP3 of 192 kb/s in stereo with these tags and no others. Measured first, then
 * changed by what was measured, so that nothing pumps.
 * @param run how ffmpeg is called; it throws RejectedError `media/not-decodable` where it can make nothing of the file
 * @throws RejectedError `media/only-silence`
 */
export async function makeSpeech(run: RunFfmpeg, copy: SpeechCopy): Promise<void> {
  const measured = await measure(run, copy)
  const { input_i, input_tp, input_lra, input_thresh, target_offset } = measured
  if (!(Number(input_i) > SILENT_LUFS)) throw new RejectedError('media/only-silence', { params: { name: copy.name } })
  const known = `measured_I=${input_i}:measured_TP=${input_tp}:measured_LRA=${input_lra}:measured_thresh=${input_thresh}`
  const filter = `${stretchOf(copy)},${levelOf(copy)}:${known}:offset=${target_offset}:linear=true,aresample=${OUTPUT_HZ}`
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

const levelOf = ({ targetLufs, truePeakDb }: SpeechCopy): string =>
  `loudnorm=I=${targetLufs}:TP=${truePeakDb}:LRA=${RANGE_LU}`

async function measure(run: RunFfmpeg, copy: SpeechCopy): Promise<Measured> {
  const said: string[] = []
  const filter = `${stretchOf(copy)},${levelOf(copy)}:print_format=json`
  await run({ input: copy, args: ['-af', filter, '-f', 'null', '-'], onComplaint: (line) => void said.push(line) })
  const text = said.join('\n')
  const from = text.lastIndexOf('{')
  const to = text.lastIndexOf('}')
  if (from < 0 || to < from) throw new RejectedError('media/only-silence', { params: { name: copy.name } })
  return JSON.parse(text.slice(from, to + 1)) as Measured
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
