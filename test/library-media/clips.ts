import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
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

/** @throws Error when there is no ffmpeg */
export async function makeClips(folder: string): Promise<Clips> {
  const ffmpeg = findProgram('ffmpeg')
  if (ffmpeg === undefined) throw new Error('ffmpeg is not installed')
  await mkdir(folder, { recursive: true })
  const run = async (name: string, ...args: string[]): Promise<string> => {
    const path = join(folder, name)
    const all = ['-v', 'error', '-y', ...args, path]
    await runProgram({ path: ffmpeg, args: all, timeoutMs: 60_000, maxOutputBytes: 1 << 20 })
    return path
  }
  const picture = ['-f', 'lavfi', '-i', `testsrc=size=320x180:rate=12:duration=${SECONDS}`]
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
    'clip.mkv',
    ...picture,
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
  const mp4 = await run('clip.mp4', ...picture, ...tone(440), ...video, ...sound)
  return {
    mkv,
    mp4,
    avi: await run('clip.avi', ...picture, ...tone(440), '-c:v', 'mpeg4', '-c:a', 'libmp3lame'),
    broken: await cutInTwo(mp4, join(folder, 'broken.mp4')),
    flac: await run('clip.flac', ...tone(440), '-metadata', 'title=First', '-metadata', 'artist=Low Light'),
    poster: await still('poster.jpg', '500x750', 'darkred'),
    otherPoster: await still('other-poster.jpg', '600x900', 'navy'),
    fanart: await still('fanart.jpg', '1280x720', 'darkgreen'),
  }
}

/** The index of an MP4 stands at its end. */
async function cutInTwo(path: string, target: string): Promise<string> {
  const bytes = await readFile(path)
  await writeFile(target, bytes.subarray(0, bytes.length / 2))
  return target
}
