import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { after, describe, it } from 'node:test'
import sharp from 'sharp'
import { ascii, box, u16, u32 } from './__fixtures__/built-files.ts'
import { temporaryFolder } from './__fixtures__/temporary-folder.ts'
import { openMediaThreads } from './media-threads.ts'
import { createThumbnailer } from './thumbnail.ts'

const file = temporaryFolder()
const threads = openMediaThreads(1)
after(() => threads[Symbol.asyncDispose]())
const ffmpegPath = spawnSync('/bin/sh', ['-c', 'command -v ffmpeg'], { encoding: 'utf8' }).stdout.trim() || undefined
const hasEncoder =
  ffmpegPath !== undefined && spawnSync(ffmpegPath, ['-encoders'], { encoding: 'utf8' }).stdout.includes('libx265')
const skip = hasEncoder ? false : 'needs ffmpeg with libx265'

const [WIDTH, HEIGHT] = [384, 256]

/** Left half red, right half blue, as HEVC in Annex B. */
function redAndBlue(): Buffer[] {
  const draw = `color=red:s=${WIDTH / 2}x${HEIGHT}:d=0.1:r=10[a];color=blue:s=${WIDTH / 2}x${HEIGHT}:d=0.1:r=10[b];[a][b]hstack`
  const made = spawnSync(
    ffmpegPath ?? '',
    [
      '-v',
      'error',
      '-filter_complex',
      draw,
      '-frames:v',
      '1',
      '-c:v',
      'libx265',
      '-x265-params',
      'log-level=none',
      '-f',
      'hevc',
      '-',
    ],
    { maxBuffer: 1e7 },
  )
  assert.equal(made.status, 0, made.stderr.toString())
  return made.stdout
    .toString('latin1')
    .split('\0\0\x01')
    .slice(1)
    .map((unit) => ascii(unit))
}

const kindOf = (unit: Buffer): number => ((unit[0] ?? 0) >> 1) & 63
const isParameter = (unit: Buffer): boolean => kindOf(unit) >= 32 && kindOf(unit) <= 34

interface Wanted {
  /** `thmb` of the primary item, which is a grid; or a tile of that grid; or the primary item itself. */
  as: 'thumbnail' | 'tile' | 'primary'
  quarterTurns?: number
}

/** A HEIC file as phones write it: the pixels of one item are there, the others' are not. */
function builtStillHeic({ as, quarterTurns = 0 }: Wanted): Buffer {
  const units = redAndBlue()
  const hvcC = box(
    'hvcC',
    Buffer.from([1, ...Array.from({ length: 20 }, () => 0), 0xff]),
    Buffer.from([units.filter(isParameter).length]),
    ...units.filter(isParameter).flatMap((unit) => [Buffer.from([kindOf(unit)]), u16(1), u16(unit.length), unit]),
  )
  const pixels = Buffer.concat(units.filter((unit) => !isParameter(unit)).flatMap((unit) => [u32(unit.length), unit]))
  const ipco = box('ipco', hvcC, box('ispe', u32(0), u32(WIDTH), u32(HEIGHT)), box('irot', Buffer.from([quarterTurns])))
  const ipma = box('ipma', u32(0), u32(2), u16(1), Buffer.from([1, 2]), u16(2), Buffer.from([3, 1, 2, 3]))
  const grid = Buffer.concat([u32(0), u16(WIDTH), u16(HEIGHT)])
  const item = (id: number, type: string): Buffer => box('infe', u32(0x02000000), u16(id), u16(0), ascii(`${type}\0`))
  const tile = box('dimg', u16(1), u16(1), u16(2))
  const iref = as === 'thumbnail' ? [tile, box('thmb', u16(2), u16(1), u16(1))] : [tile]
  const located = (id: number, at: number, data: Buffer): Buffer =>
    Buffer.concat([u16(id), u16(0), u16(1), u32(at), u32(data.length)])
  const brand = box('ftyp', ascii('heic'), u32(0), ascii('mif1heic'))
  const meta = (at: number): Buffer =>
    box(
      'meta',
      u32(0),
      box('hdlr', u32(0), u32(0), ascii('pict'), Buffer.alloc(13)),
      box('pitm', u32(0), u16(as === 'primary' ? 2 : 1)),
      box('iinf', u32(0), u16(2), item(1, 'grid'), item(2, 'hvc1')),
      box('iref', u32(0), ...iref),
      box('iprp', ipco, ipma),
      box('iloc', u32(0), u16(0x4400), u16(2), located(1, at, grid), located(2, at + grid.length, pixels)),
    )
  return Buffer.concat([brand, meta(brand.length + meta(0).length + 8), box('mdat', grid, pixels)])
}

async function told(path: string, tool = ffmpegPath): Promise<string> {
  const made = await createThumbnailer({ threads, ffmpegPath: tool, maxParallel: 1 }).make(path)
  if (made.kind === 'none') return made.why
  const { data, info } = await sharp(made.webp)
    .resize(2, 2, { fit: 'fill', kernel: 'nearest' })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const colours = [0, 1, 2, 3].map((at) => ((data[at * info.channels] ?? 0) > 128 ? 'r' : 'b')).join('')
  return `${made.width}x${made.height} ${colours}`
}

describe('pictures of HEIC files, which sharp can’t decode', { skip }, () => {
  it('come from the thumbnail that the file brings', async () => {
    assert.equal(await told(file('IMG_1.HEIC', builtStillHeic({ as: 'thumbnail' }))), '320x213 rbrb')
  })

  it('come from the picture itself where it stands in one piece', async () => {
    assert.equal(await told(file('IMG_2.HEIC', builtStillHeic({ as: 'primary' }))), '320x213 rbrb')
  })

  it('are turned as the file says', async () => {
    assert.equal(await told(file('IMG_3.HEIC', builtStillHeic({ as: 'thumbnail', quarterTurns: 1 }))), '213x320 bbrr')
    assert.equal(await told(file('IMG_4.HEIC', builtStillHeic({ as: 'thumbnail', quarterTurns: 3 }))), '213x320 rrbb')
  })

  it('never show a tile as if it were the whole, and are none without ffmpeg', async () => {
    assert.equal(await told(file('IMG_5.HEIC', builtStillHeic({ as: 'tile' }))), 'no-decoder')
    assert.equal(await told(file('IMG_6.HEIC', builtStillHeic({ as: 'thumbnail' })), ''), 'no-decoder')
  })

  it('are none of a file that was cut', async () => {
    const whole = builtStillHeic({ as: 'thumbnail' })
    for (const share of [0.3, 0.6, 0.9]) {
      const made = await told(file(`cut-${share}.heic`, whole.subarray(0, Math.floor(whole.length * share))))
      assert.match(made, /no-decoder|damaged|unreadable|320x213/)
    }
  })
})
