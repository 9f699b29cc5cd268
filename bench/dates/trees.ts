import { execFile } from 'node:child_process'
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { asHeic } from './write-cases.ts'

const run = promisify(execFile)
const LONGEST_MS = 300_000
const VARIANTS = 40

export interface SpeedTree {
  kind: 'jpeg' | 'heic' | 'video'
  folder: string
  paths: string[]
}

/** A folder of `count` files of one kind with forty different dates, kept between runs. */
export async function ensureTree(cacheFolder: string, kind: SpeedTree['kind'], count: number): Promise<SpeedTree> {
  const folder = join(cacheFolder, `${kind}-${count}`)
  const variants = await Promise.all(Array.from({ length: VARIANTS }, async (_, i) => join(folder, nameOf(kind, i))))
  const paths = Array.from({ length: count }, (_, i) => join(folder, nameOf(kind, i)))
  const mark = `${folder}.made`
  if ((await readFile(mark, 'utf8').catch(() => '')) === folder) return { kind, folder, paths }
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const bases = await makeBases(kind, `${folder}.base`)
  await Promise.all(variants.map((path, i) => writeFile(path, bases[i % bases.length] ?? '')))
  await writeTags(`${folder}.args`, kind, variants)
  for (const [i, path] of paths.entries()) if (i >= VARIANTS) await copyFile(variants[i % VARIANTS] ?? '', path)
  await writeFile(mark, folder)
  return { kind, folder, paths }
}

function nameOf(kind: SpeedTree['kind'], i: number): string {
  const extension = { jpeg: 'jpg', heic: 'heic', video: i % 2 === 0 ? 'mp4' : 'mov' }[kind]
  return `FILE_${String(i).padStart(5, '0')}.${extension}`
}

async function makeBases(kind: SpeedTree['kind'], at: string): Promise<Buffer[]> {
  if (kind === 'video') {
    const make = async (path: string, flags: string[]): Promise<Buffer> => {
      await run(
        'ffmpeg',
        [
          '-v',
          'error',
          '-y',
          '-f',
          'lavfi',
          '-i',
          'testsrc2=size=640x480:rate=25:duration=4',
          '-pix_fmt',
          'yuv420p',
          ...flags,
          path,
        ],
        { timeout: LONGEST_MS },
      )
      const film = await readFile(path)
      await rm(path)
      return film
    }
    const fast = ['-movflags', '+faststart']
    return [
      await make(`${at}-a.mp4`, fast),
      await make(`${at}-b.mov`, fast),
      await make(`${at}-c.mp4`, []),
      await make(`${at}-d.mov`, []),
    ]
  }
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const
  const picture = sharp({ create: { width: 1280, height: 960, channels: 3, background: '#808080', noise } })
  return kind === 'jpeg'
    ? [await picture.jpeg({ quality: 80 }).toBuffer()]
    : [asHeic(await picture.resize(320, 240).avif({ quality: 50, effort: 1 }).toBuffer())]
}

async function writeTags(argFile: string, kind: SpeedTree['kind'], variants: readonly string[]): Promise<void> {
  const lines = variants.flatMap((path, i) => ['-q', '-m', '-overwrite_original', ...tagsOf(kind, i), path, '-execute'])
  await writeFile(argFile, `${lines.join('\n')}\n`)
  await run('exiftool', ['-config', '', '-@', argFile], { timeout: LONGEST_MS })
}

/** What a phone writes: dates with offset and fraction, GPS, make and model, XMP. */
function tagsOf(kind: SpeedTree['kind'], i: number): string[] {
  const two = (value: number): string => String(value).padStart(2, '0')
  const local = `${2000 + (i % 25)}:${two((i % 12) + 1)}:${two((i % 28) + 1)} ${two(i % 24)}:30:00`
  if (kind === 'video') {
    const isApple = i % 8 >= 4
    return [
      `-QuickTime:CreateDate=${local}`,
      ...(isApple ? [`-Keys:CreationDate=${local}+02:00`, '-Keys:Make=Apple', '-Keys:Model=iPhone 12'] : []),
    ]
  }
  const exif = [
    `-EXIF:DateTimeOriginal=${local}`,
    `-EXIF:CreateDate=${local}`,
    `-EXIF:ModifyDate=${local}`,
    '-EXIF:OffsetTimeOriginal=+02:00',
    `-EXIF:SubSecTimeOriginal=${100 + i}`,
  ]
  return [
    ...exif,
    '-Make=Apple',
    '-Model=iPhone 12',
    '-GPS:GPSLatitude=48',
    '-GPS:GPSLongitude=2',
    '-GPS:GPSDateStamp=2021:07:01',
    '-GPS:GPSTimeStamp=22:30:00',
    `-XMP-xmp:CreateDate=${local}`,
  ]
}
