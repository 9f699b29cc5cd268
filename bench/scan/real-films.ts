import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Short films that a program can read the streams of. Made once; they stay between runs. */
export function makeRealFilms(folder: string, count: number, ffmpegPath: string): void {
  if (existsSync(join(folder, '.made'))) return
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const model = join(folder, '.model.mkv')
  const video = ['-f', 'lavfi', '-i', 'testsrc2=duration=3:size=640x360:rate=24']
  const audio = ['-f', 'lavfi', '-i', 'sine=duration=3', '-f', 'lavfi', '-i', 'sine=duration=3:frequency=880']
  const streams = [
    '-map',
    '0',
    '-map',
    '1',
    '-map',
    '2',
    '-metadata:s:a:0',
    'language=eng',
    '-metadata:s:a:1',
    'language=fre',
  ]
  execFileSync(ffmpegPath, ['-v', 'error', ...video, ...audio, ...streams, '-c:v', 'libx264', '-c:a', 'aac', model])
  for (let at = 0; at < count; at += 1) {
    const place = join(folder, `Film ${at} (2001)`)
    mkdirSync(place)
    copyFileSync(model, join(place, `Film ${at} (2001).mkv`))
  }
  writeFileSync(join(folder, '.made'), '')
}

/** One start a film. @returns ms for all, told from some */
export function probeOneByOne(ffprobePath: string, folder: string): number {
  const films = readdirSync(folder).filter((name) => !name.startsWith('.'))
  const some = films.slice(0, 20)
  const start = performance.now()
  for (const name of some)
    execFileSync(ffprobePath, [
      '-v',
      'error',
      '-show_streams',
      '-show_format',
      '-of',
      'json',
      join(folder, name, `${name}.mkv`),
    ])
  return Math.round(((performance.now() - start) / some.length) * films.length)
}
