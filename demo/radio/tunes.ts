import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runProgram } from '../../src/kernel/exec.ts'
import { findProgram } from '../../src/kernel/find-program.ts'
import { FRAME_MS, LOOP_COUNT, loopName } from './songs.ts'

const RATE = 16_000
const FRAME_SAMPLES = (RATE * FRAME_MS) / 1000
const FRAME_BYTES = FRAME_MS
const FRAMES = 400
const LOOP_SAMPLES = FRAMES * FRAME_SAMPLES
/** Bars of a tune: a loop has as many of the same length. */
const BARS = 8
/** Semitones above the key, for each bar: four common turns of harmony. */
const TURNS: readonly (readonly number[])[] = [
  [0, 5, 7, 0, 9, 5, 7, 0],
  [0, 9, 5, 7, 0, 9, 5, 7],
  [9, 5, 0, 7, 9, 5, 0, 7],
  [2, 7, 0, 9, 2, 7, 0, 0],
]
const MAJOR = [0, 4, 7, 12]
const MINOR = [0, 3, 7, 12]
/** Steps of the scale that have a minor chord. */
const IS_MINOR: ReadonlySet<number> = new Set([2, 4, 9])

/** Tunes of made-up chords that may be repeated without end, as frames. @throws Error when there is no ffmpeg */
export async function makeTunes(folder: string): Promise<string[]> {
  const ffmpeg = findProgram('ffmpeg')
  if (ffmpeg === undefined) throw new Error('ffmpeg is not installed')
  const made: string[] = []
  for (let loop = 0; loop < LOOP_COUNT; loop++) {
    const one = tune(loop)
    const input = Buffer.concat([one, one, one])
    const from = ['-v', 'error', '-f', 's16le', '-ar', String(RATE), '-ac', '1', '-i', '-']
    const to = ['-c:a', 'libmp3lame', '-b:a', '8k', '-reservoir', '0', '-write_xing', '0', '-id3v2_version', '0']
    const args = [...from, ...to, '-f', 'mp3', '-']
    const frames = await runProgram({ path: ffmpeg, args, input, timeoutMs: 60_000, maxOutputBytes: 1 << 20 })
    const path = join(folder, loopName(loop))
    // The one in the middle begins and ends among its like.
    await writeFile(path, frames.subarray(FRAMES * FRAME_BYTES, 2 * FRAMES * FRAME_BYTES))
    made.push(path)
  }
  return made
}

/** 16 bit, mono: chords that come and go, a bass and a plucked melody. */
function tune(loop: number): Buffer {
  const samples = new Float64Array(LOOP_SAMPLES)
  const key = 48 + ((loop * 5) % 12)
  const turn = TURNS[loop % TURNS.length] ?? []
  const bar = LOOP_SAMPLES / BARS
  const notesPerBar = [4, 8, 6, 3][loop % 4] ?? 4
  for (let n = 0; n < BARS; n++) {
    const step = turn[n] ?? 0
    const chord = (IS_MINOR.has(step) ? MINOR : MAJOR).map((above) => key + step + above)
    for (const note of chord) add(samples, { note, at: n * bar, length: bar, loud: 0.13, isSoft: true })
    add(samples, { note: key + step - 12, at: n * bar, length: bar * 0.9, loud: 0.25, isSoft: false })
    for (let beat = 0; beat < notesPerBar; beat++) {
      const note = (chord[(beat * 3 + n + loop) % chord.length] ?? key) + 12
      const length = bar / notesPerBar
      add(samples, { note, at: n * bar + beat * length, length, loud: 0.16, isSoft: false })
    }
  }
  const pcm = Buffer.alloc(LOOP_SAMPLES * 2)
  samples.forEach((value, at) => pcm.writeInt16LE(Math.round(Math.max(-1, Math.min(1, value)) * 24_000), at * 2))
  return pcm
}

interface Note {
  /** As MIDI numbers them. */
  note: number
  at: number
  length: number
  loud: number
  /** Swells and fades; else it is struck and dies away. */
  isSoft: boolean
}

function add(samples: Float64Array, { note, at, length, loud, isSoft }: Note): void {
  const hz = 440 * 2 ** ((note - 69) / 12)
  for (let n = 0; n < length; n++) {
    const share = n / length
    const shape = isSoft ? Math.sin(Math.PI * share) ** 0.5 : Math.min(1, n / 80) * Math.exp(-3.5 * share) * (1 - share)
    const phase = (2 * Math.PI * hz * n) / RATE
    const tone = Math.sin(phase) + 0.3 * Math.sin(2 * phase) + 0.1 * Math.sin(3 * phase)
    const place = Math.floor(at) + n
    samples[place] = (samples[place] ?? 0) + tone * shape * loud
  }
}
