import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import sharp, { type Sharp } from 'sharp'
import { AppError } from '../../kernel/errors.ts'
import { decodeImage, shrinkImage } from './decode-image.ts'
import { isSameLook, lookDistance } from './look.ts'
import { readImage } from './read-image.ts'

let folder: string
before(async () => void (folder = await mkdtemp(join(tmpdir(), 'patchbay-images-'))))
after(() => rm(folder, { recursive: true, force: true }))

/** A landscape of its own for each seed. */
function picture(seed: number, [width, height] = [600, 900]): Sharp {
  const shapes = Array.from({ length: 9 }, (_, i) => {
    const at = (n: number): number => ((seed * 7919 + i * 104_729 + n * 1299) % 97) / 97
    const colour = `hsl(${Math.round(at(1) * 360)} 70% ${Math.round(20 + at(2) * 60)}%)`
    return `<ellipse cx="${at(3) * width}" cy="${at(4) * height}" rx="${width * (0.1 + at(5) / 3)}" ry="${height * (0.1 + at(6) / 3)}" fill="${colour}"/>`
  })
  return sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#345"/>${shapes.join('')}</svg>`,
    ),
  )
}

async function put(name: string, content: Buffer): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  )

describe('type and size of a picture', () => {
  it('are read from the header of each type, whatever its name says', async () => {
    const drawn = picture(1)
    const files = [
      ['a.png', await drawn.clone().jpeg().toBuffer(), 'jpeg'],
      ['b.jpg', await drawn.clone().png().toBuffer(), 'png'],
      ['c.jpg', await drawn.clone().webp().toBuffer(), 'webp'],
      ['d.webp', await drawn.clone().webp({ lossless: true }).toBuffer(), 'webp'],
      ['e.webp', await drawn.clone().ensureAlpha(0.5).webp().toBuffer(), 'webp'],
      ['f.gif', await drawn.clone().gif().toBuffer(), 'gif'],
    ] as const
    for (const [name, content, type] of files)
      assert.deepEqual(readImage(await put(name, content)), { type, width: 600, height: 900 }, name)
  })

  it('are those of the picture as it is shown', async () => {
    const turned = await picture(1).jpeg().withMetadata({ orientation: 6 }).toBuffer()
    assert.deepEqual(readImage(await put('turned.jpg', turned)), { type: 'jpeg', width: 900, height: 600 })
    const { width, height } = await decodeImage(turned)
    assert.deepEqual([width, height], [900, 600])
  })

  it('are nothing for what is no such picture', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>')
    assert.equal(readImage(await put('x.jpg', svg)), undefined)
    assert.equal(readImage(await put('y.png', Buffer.alloc(0))), undefined)
    assert.equal(readImage(join(folder, 'none.png')), undefined)
  })
})

describe('the look of a picture', () => {
  it('stays in another size, type and quality, and is another one for another picture', async () => {
    const lookOf = async (image: Sharp): Promise<string> => (await decodeImage(await image.toBuffer())).look
    const one = await lookOf(picture(1).png())
    for (const same of [
      picture(1).resize(200).jpeg({ quality: 40 }),
      picture(1).resize(1000).webp(),
      picture(1).modulate({ brightness: 1.1 }).jpeg(),
    ])
      assert.ok(isSameLook(one, await lookOf(same)))
    for (const seed of [2, 3, 4, 5]) assert.ok(lookDistance(one, await lookOf(picture(seed).png())) > 12, String(seed))
  })
})

describe('decoding a picture', () => {
  it('refuses SVG, what is cut short, and a bomb', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>')
    assert.equal(await codeOf(decodeImage(svg)), 'picture/not-a-picture')
    assert.equal(await codeOf(decodeImage(Buffer.from('no picture at all'))), 'picture/not-a-picture')
    const whole = await picture(1).jpeg().toBuffer()
    assert.equal(await codeOf(decodeImage(whole.subarray(0, 5000))), 'picture/damaged')
    // 256 million pixels in less than 1 MB.
    const bomb = await sharp({ create: { width: 16_000, height: 16_000, channels: 3, background: '#000' } })
      .png({ compressionLevel: 9 })
      .toBuffer()
    assert.ok(bomb.length < 1_000_000)
    const start = performance.now()
    assert.equal(await codeOf(decodeImage(bomb)), 'picture/too-many-pixels')
    assert.ok(performance.now() - start < 1000)
  })

  it('makes smaller copies that are never larger than it was', async () => {
    const small = await sharp(await shrinkImage(await picture(1).png().toBuffer(), 342)).metadata()
    assert.deepEqual([small.format, small.width, small.height], ['webp', 342, 513])
    assert.equal((await sharp(await shrinkImage(await picture(1).png().toBuffer(), 1280)).metadata()).width, 600)
  })
})
