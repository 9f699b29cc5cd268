import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runProgram } from '../../src/kernel/exec.ts'
import { findProgram } from '../../src/kernel/find-program.ts'

/** Small real media, made once and copied from. Absolute paths. */
export interface Clips {
  /** H.264, English and French sound, English subtitles. */
  mkv: string
  mp4: string
  avi: string
  /** Cut in the middle: its index is missing. */
  broken: string
  flac: string
  poster: string
  otherPoster: string
  fanart: string
}

const SECONDS = 2

/** Made by `scripts/demo-media.ts`, for machines without ffmpeg. */
export const KEPT_FOLDER = fileURLToPath(new URL('../media', import.meta.url))

const NAMES = {
  mkv: 'clip.mkv',
  mp4: 'clip.mp4',
  avi: 'clip.avi',
  broken: 'broken.mp4',
  flac: 'clip.flac',
  poster: 'poster.jpg',
  otherPoster: 'other-poster.jpg',
  fanart: 'fanart.jpg',
} as const satisfies Record<keyof Clips, string>

/** Those that came with the repository. */
export const keptClips = (): Clips =>
  Object.fromEntries(Object.entries(NAMES).map(([kind, name]) => [kind, join(KEPT_FOLDER, name)])) as unknown as Clips

/** Width and height of the films. */
export interface PictureSizes {
  mkv: string
  mp4: string
}

/** As people have them. */
export const LARGE: PictureSizes = { mkv: '1920x1080', mp4: '1280x720' }
const SMALL: PictureSizes = { mkv: '320x180', mp4: '320x180' }

/** @throws Error when there is no ffmpeg */
export async function makeClips(folder: string, sizes = SMALL): Promise<Clips> {
  const ffmpeg = findProgram('ffmpeg')
  if (ffmpeg === undefined) throw new Error('ffmpeg is not installed')
  await mkdir(folder, { recursive: true })
  const run = async (name: string, ...args: string[]): Promise<string> => {
    const path = join(folder, name)
    const all = ['-v', 'error', '-y', ...args, path]
    await runProgram({ path: ffmpeg, args: all, timeoutMs: 60_000, maxOutputBytes: 1 << 20 })
    return path
  }
  const picture = (size: string): string[] => ['-f', 'lavfi', '-i', `testsrc=size=${size}:rate=12:duration=${SECONDS}`]
  const tone = (hz: number): string[] => ['-f', 'lavfi', '-i', `sine=frequency=${hz}:duration=${SECONDS}`]
  const subtitles = join(folder, 'words.srt')
  await writeFile(subtitles, '1\n00:00:00,000 --> 00:00:01,000\nHello\n')
  const [video, sound] = [
    ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'],
    ['-c:a', 'aac', '-b:a', '32k'],
  ]
  const still = (name: string, size: string, colour: string): Promise<string> =>
    run(name, '-f', 'lavfi', '-i', `color=${colour}:size=${size}`, '-frames:v', '1')
  const streams = ['-map', '0:v', '-map', '1:a', '-map', '2:a', '-map', '3:s']
  const languages = [
    '-metadata:s:a:0',
    'language=eng',
    '-metadata:s:a:1',
    'language=fra',
    '-metadata:s:s:0',
    'language=eng',
  ]
  const mkv = await run(
    NAMES.mkv,
    ...picture(sizes.mkv),
    ...tone(440),
    ...tone(660),
    '-i',
    subtitles,
    ...streams,
    ...video,
    ...sound,
    '-c:s',
    'srt',
    ...languages,
  )
  const mp4 = await run(NAMES.mp4, ...picture(sizes.mp4), ...tone(440), ...video, ...sound)
  return {
    mkv,
    mp4,
    avi: await run(NAMES.avi, ...picture(SMALL.mkv), ...tone(440), '-c:v', 'mpeg4', '-c:a', 'libmp3lame'),
    broken: await cutInTwo(mp4, join(folder, NAMES.broken)),
    flac: await run(NAMES.flac, ...tone(440), '-metadata', 'title=First', '-metadata', 'artist=Low Light'),
    poster: await still(NAMES.poster, '500x750', 'darkred'),
    otherPoster: await still(NAMES.otherPoster, '600x900', 'navy'),
    fanart: await still(NAMES.fanart, '1280x720', 'darkgreen'),
  }
}

/** The index of an MP4 stands at its end. */
async function cutInTwo(path: string, target: string): Promise<string> {
  const bytes = await readFile(path)
  await writeFile(target, bytes.subarray(0, bytes.length / 2))
  return target
}
