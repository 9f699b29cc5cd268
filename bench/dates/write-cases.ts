import { execFile } from 'node:child_process'
import { mkdir, rm, readFile, rename, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { builtCase } from './built-cases.ts'
import { DEFAULT_MTIME, type Base, type CaseFile, type OddFile } from './cases.ts'

const run = promisify(execFile)
/** exiftool's own configuration would change what it writes. */
const PLAIN = ['-config', '']
const LONGEST_MS = 120_000

/** One picture or film of each kind, without any date. */
export async function writeBases(folder: string): Promise<Record<Base, Buffer>> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const picture = sharp({ create: { width: 64, height: 48, channels: 3, background: '#3070a0' } })
  const avif = await picture.clone().avif({ quality: 30 }).toBuffer()
  const film = async (name: string, flags: string[]): Promise<Buffer> => {
    const path = join(folder, name)
    await run(
      'ffmpeg',
      [
        '-v',
        'error',
        '-y',
        '-f',
        'lavfi',
        '-i',
        'testsrc=size=64x64:rate=5:duration=1',
        '-pix_fmt',
        'yuv420p',
        ...flags,
        path,
      ],
      { timeout: LONGEST_MS },
    )
    return readFile(path)
  }
  const fast = ['-movflags', '+faststart']
  return {
    jpeg: await picture.clone().jpeg().toBuffer(),
    png: await picture.clone().png().toBuffer(),
    webp: await picture.clone().webp().toBuffer(),
    tiff: await picture.clone().tiff().toBuffer(),
    avif,
    heic: asHeic(avif),
    mp4: await film('base.mp4', fast),
    mov: await film('base.mov', fast),
    'mov-moov-last': await film('last.mov', []),
    wmv: await film('base.wmv', ['-c:v', 'wmv2']),
    avchd: Buffer.alloc(0),
    xmp: Buffer.alloc(0),
    takeout: Buffer.alloc(0),
  }
}

/** HEIC and AVIF differ in the codec and in the brand; dates stand in the same boxes, and sharp's HEIF has no HEVC. */
export function asHeic(avif: Buffer): Buffer {
  const heic = Buffer.from(avif)
  heic.write('heic', 8, 'latin1')
  for (let at = 16; at < heic.readUInt32BE(0); at += 4)
    if (heic.toString('latin1', at, at + 4) === 'avif') heic.write('heic', at, 'latin1')
  return heic
}

/** Path of a case's file: each case has a folder of its own, so that names do not meet. */
export function pathOf(folder: string, odd: OddFile, file: CaseFile = odd): string {
  return join(folder, odd.id, file.name)
}

/** Writes all cases with ONE exiftool process. @throws when exiftool refuses a tag */
export async function writeCases(folder: string, cases: readonly OddFile[]): Promise<void> {
  const bases = await writeBases(join(folder, '.bases'))
  const lines: string[] = []
  for (const odd of cases) {
    await rm(join(folder, odd.id), { recursive: true, force: true })
    await mkdir(join(folder, odd.id), { recursive: true })
    for (const file of [odd, ...(odd.beside ?? [])])
      lines.push(...(await writeOne(pathOf(folder, odd, file), file, bases)))
  }
  const argFile = join(folder, '.bases', 'tags.args')
  await writeFile(argFile, `${lines.join('\n')}\n`)
  const said = await run('exiftool', [...PLAIN, '-@', argFile], { timeout: LONGEST_MS, maxBuffer: 4 << 20 })
  if (/error|nothing to (?:do|write)|warning: (?:invalid|not)/i.test(said.stderr))
    throw new Error(`exiftool: ${said.stderr}`)
  for (const odd of cases) {
    for (const file of [odd, ...(odd.beside ?? [])]) {
      if (isDisguised(file)) await rename(workingPath(pathOf(folder, odd, file), file), pathOf(folder, odd, file))
      const mtime = new Date(file.mtime ?? DEFAULT_MTIME)
      await utimes(pathOf(folder, odd, file), mtime, mtime)
    }
  }
}

async function writeOne(path: string, file: CaseFile, bases: Record<Base, Buffer>): Promise<string[]> {
  const built = builtCase(file, bases)
  if (built !== undefined) {
    await writeFile(path, built)
    return []
  }
  const working = workingPath(path, file)
  if (file.base !== 'xmp') await writeFile(working, bases[file.base])
  return file.tags.length === 0 ? [] : ['-q', '-m', '-overwrite_original', '-P', ...file.tags, working, '-execute']
}

/** exiftool refuses to write into a file whose extension lies: such a file gets its name afterwards. */
function isDisguised(file: CaseFile): boolean {
  return file.name.includes('disguise')
}

function workingPath(path: string, file: CaseFile): string {
  return isDisguised(file) ? `${path}.${file.base}` : path
}

/** What exiftool reads: tag to text, by path. UTC dates are shown in the zone. */
export async function readWithPeer(
  folder: string,
  cases: readonly OddFile[],
  zone: string,
): Promise<Map<string, Record<string, string>>> {
  const argFile = join(folder, '.bases', 'read.args')
  await writeFile(argFile, cases.map((odd) => pathOf(folder, odd)).join('\n'))
  const args = [...PLAIN, '-j', '-G1', '-api', 'QuickTimeUTC', '-time:all', '-@', argFile]
  const { stdout } = await run('exiftool', args, {
    timeout: LONGEST_MS,
    maxBuffer: 32 << 20,
    env: { ...process.env, TZ: zone },
  })
  const rows = JSON.parse(stdout) as Record<string, string>[]
  return new Map(rows.map((row) => [String(row['SourceFile']), row]))
}
