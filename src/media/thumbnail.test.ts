import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { rmSync, statSync } from 'node:fs'
import { after, describe, it } from 'node:test'
import sharp, { type Sharp } from 'sharp'
import { ascii, box, builtJpeg, builtMovie, exifSegment, u16, u32 } from './__fixtures__/built-files.ts'
import { temporaryFolder } from './__fixtures__/temporary-folder.ts'
import { openMediaThreads } from './media-threads.ts'
import { createThumbnailer, type Thumbnail } from './thumbnail.ts'

const file = temporaryFolder()
const threads = openMediaThreads(1)
after(() => threads[Symbol.asyncDispose]())
const ffmpegPath = spawnSync('/bin/sh', ['-c', 'command -v ffmpeg'], { encoding: 'utf8' }).stdout.trim() || undefined
const thumbnailer = createThumbnailer({ threads, ffmpegPath, maxParallel: 2 })
const skip = ffmpegPath === undefined ? 'needs ffmpeg' : false

/** Left half red, right half blue. */
const halves = (width: number, height: number): Sharp =>
  sharp({ create: { width, height, channels: 3, background: 'red' } }).composite([
    { input: { create: { width: width / 2, height, channels: 3, background: 'blue' } }, gravity: 'east' },
  ])

async function told(thumbnail: Thumbnail): Promise<string> {
  if (thumbnail.kind === 'none') return thumbnail.why
  const { format, width, height, exif } = await sharp(thumbnail.webp).metadata()
  assert.deepEqual([format, width, height, exif], ['webp', thumbnail.width, thumbnail.height, undefined])
  return `${thumbnail.from} ${width}x${height}`
}

async function cornersOf(image: Buffer): Promise<string> {
  const { data, info } = await sharp(image)
    .resize(2, 2, { fit: 'fill', kernel: 'nearest' })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const isLit = (i: number, channel: number): boolean => (data[i * info.channels + channel] ?? 0) > 128
  return [0, 1, 2, 3].map((i) => ['r', 'g', 'b'].filter((_, channel) => isLit(i, channel)).join('')).join(' ')
}

/** A JPEG whose EXIF holds an orientation and a thumbnail. */
function withThumbnail(orientation: number, thumbnail: Buffer, [width, height]: readonly [number, number]): Buffer {
  const second = 8 + 2 + 12 + 4
  const dataAt = second + 2 + 24 + 4
  const tiff = Buffer.concat([
    ascii('MM\0*'),
    u32(8),
    u16(1),
    u16(0x0112),
    u16(3),
    u32(1),
    u16(orientation),
    u16(0),
    u32(second),
    u16(2),
    u16(0x0201),
    u16(4),
    u32(1),
    u32(dataAt),
    u16(0x0202),
    u16(4),
    u32(1),
    u32(thumbnail.length),
    u32(0),
    thumbnail,
  ])
  const frame = Buffer.concat([
    Buffer.from([0xff, 0xc0]),
    u16(11),
    Buffer.from([8]),
    u16(height),
    u16(width),
    Buffer.from([1, 1, 0x11, 0]),
  ])
  return builtJpeg([exifSegment(tiff), frame])
}

describe('thumbnails', () => {
  it("are at most 320 pixels, WebP, without the file's metadata", async () => {
    const content = await halves(1000, 500)
      .withExif({ IFD0: { Copyright: 'me' } })
      .jpeg()
      .toBuffer()
    assert.equal(await told(await thumbnailer.make(file('big.jpg', content))), 'picture 320x160')
    for (const format of ['png', 'webp', 'avif', 'tiff', 'gif'] as const) {
      assert.equal(
        await told(await thumbnailer.make(file(`a.${format}`, await halves(400, 600).toFormat(format).toBuffer()))),
        'picture 213x320',
        format,
      )
    }
    assert.equal(
      await told(await thumbnailer.make(file('small.png', await halves(10, 10).png().toBuffer()))),
      'picture 10x10',
    )
  })

  it('come from the embedded preview where there is one of the right shape', async () => {
    const preview = await halves(200, 150).jpeg().toBuffer()
    assert.equal(
      await told(await thumbnailer.make(file('p.jpg', withThumbnail(1, preview, [4000, 3000])))),
      'preview 200x150',
    )
    assert.notEqual(
      (await told(await thumbnailer.make(file('bars.jpg', withThumbnail(1, preview, [4500, 3000]))))).split(' ')[0],
      'preview',
    )
    const icon = await halves(80, 60).jpeg().toBuffer()
    assert.notEqual(
      (await told(await thumbnailer.make(file('icon.jpg', withThumbnail(1, icon, [4000, 3000]))))).split(' ')[0],
      'preview',
    )
  })

  it('stand upright for every orientation, from a preview as from the picture', async () => {
    const pixels = await sharp(Buffer.from([255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255]), {
      raw: { width: 2, height: 2, channels: 3 },
    })
      .resize(160, 160, { kernel: 'nearest' })
      .png()
      .toBuffer()
    const corners = new Set<string>()
    for (let orientation = 1; orientation <= 8; orientation += 1) {
      const whole = await sharp(pixels).withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer()
      const preview = await sharp(pixels).jpeg({ quality: 95 }).toBuffer()
      const fromPicture = await thumbnailer.make(file('o.jpg', whole))
      const fromPreview = await thumbnailer.make(file('op.jpg', withThumbnail(orientation, preview, [1600, 1600])))
      assert.ok(fromPicture.kind === 'made' && fromPreview.kind === 'made')
      assert.deepEqual([fromPicture.from, fromPreview.from], ['picture', 'preview'])
      assert.equal(await cornersOf(fromPreview.webp), await cornersOf(fromPicture.webp), `orientation ${orientation}`)
      corners.add(await cornersOf(fromPicture.webp))
    }
    assert.equal(corners.size, 8)
  })

  it('come from the preview of a RAW file, never from its sensor data', async () => {
    const [small, large] = [await halves(240, 160).jpeg().toBuffer(), await halves(900, 600).jpeg().toBuffer()]
    const lossless = Buffer.from(await halves(640, 480).jpeg().toBuffer())
    lossless[lossless.indexOf(Buffer.from([0xff, 0xc0])) + 1] = 0xc3
    const ifd = (next: number, at: number, length: number): Buffer =>
      Buffer.concat([
        u16(3),
        u16(0x0103),
        u16(3),
        u32(1),
        u16(7),
        u16(0),
        u16(0x0111),
        u16(4),
        u32(1),
        u32(at),
        u16(0x0117),
        u16(4),
        u32(1),
        u32(length),
        u32(next),
      ])
    const start = 8 + 3 * 42
    const places = [start, start + small.length, start + small.length + large.length]
    const dng = Buffer.concat([
      ascii('MM\0*'),
      u32(8),
      ifd(50, places[0] ?? 0, small.length),
      ifd(92, places[1] ?? 0, large.length),
      ifd(0, places[2] ?? 0, lossless.length),
      small,
      large,
      lossless,
    ])
    assert.equal(await told(await thumbnailer.make(file('a.dng', dng))), 'preview 320x213')
  })

  it('come from the preview of a CR3', async () => {
    const preview = await halves(320, 200).jpeg().toBuffer()
    const prvw = box('PRVW', u32(0), u16(1), u16(320), u16(200), u16(1), u32(preview.length), preview)
    const cr3 = Buffer.concat([
      box('ftyp', ascii('crx '), u32(1)),
      box('moov'),
      box('uuid', Buffer.from('eaf42b5e1c984b88b9fbb7dc406e4d16', 'hex'), Buffer.alloc(8), prvw),
    ])
    assert.equal(await told(await thumbnailer.make(file('a.cr3', cr3))), 'preview 320x200')
  })

  it('say why there is none', async () => {
    const why = async (name: string, content: Buffer | string): Promise<string> =>
      told(await thumbnailer.make(file(name, content)))
    assert.equal(await why('a.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'), 'no-picture')
    assert.equal(
      await why('svg.png', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
      'no-picture',
    )
    assert.equal(await why('empty.jpg', ''), 'no-picture')
    assert.equal(
      await why('broken.png', Buffer.concat([(await halves(50, 50).png().toBuffer()).subarray(0, 30)])),
      'damaged',
    )
    assert.equal(await why('list.mp4', '#EXTM3U\nfile:///etc/passwd\n'), 'no-picture')
    assert.equal(await told(await thumbnailer.make('/none/such.jpg')), 'unreadable')
    const sparse = await sharp({ create: { width: 12_000, height: 11_000, channels: 3, background: 'white' } })
      .png({ compressionLevel: 9 })
      .toBuffer()
    assert.equal(await why('bomb.png', sparse), 'too-large')
    const bare = createThumbnailer({ threads, ffmpegPath: undefined, maxParallel: 1 })
    assert.equal(await told(await bare.make(file('a.mov', builtMovie()))), 'no-ffmpeg')
  })

  it('come from films, whatever their name', { skip }, async () => {
    const path = file('-i film "quoted".mp4', '')
    rmSync(path)
    const made = spawnSync(ffmpegPath ?? '', [
      '-v',
      'error',
      '-f',
      'lavfi',
      '-i',
      'testsrc=size=640x360:rate=5:duration=1',
      '-pix_fmt',
      'yuv420p',
      path,
    ])
    assert.equal(made.status, 0)
    assert.equal(await told(await thumbnailer.make(path)), 'film 320x180')
    assert.equal(await told(await thumbnailer.make(file('hollow.mov', builtMovie()))), 'damaged')
    assert.ok(statSync(path).size > 0)
  })

  it('wait their turn, and leave the queue when aborted', async () => {
    const one = createThumbnailer({ threads, ffmpegPath, maxParallel: 1 })
    const path = file('w.jpg', await halves(1200, 800).jpeg().toBuffer())
    const stopping = new AbortController()
    const running = [one.make(path), one.make(path, { signal: stopping.signal }), one.make(path)]
    stopping.abort(new Error('gone'))
    const ends = await Promise.allSettled(running)
    assert.deepEqual(
      ends.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    )
  })
})
