import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  ascii,
  box,
  builtHeic,
  builtJpeg,
  builtMatroska,
  builtMovie,
  builtPng,
  builtRiff,
  exifSegment,
  exifWith,
  riffChunk,
  segment,
  u16,
  u32,
} from './__fixtures__/built-files.ts'
import { temporaryFolder } from './__fixtures__/temporary-folder.ts'
import { checkMedia } from './completeness.ts'
import { isMislabelled, type MediaType } from './media-type.ts'

const file = temporaryFolder()
const said = (name: string, content: Buffer | string): string => {
  const { completeness } = checkMedia(file(name, content))
  return completeness.kind === 'incomplete' ? completeness.reason : completeness.kind
}
const exif = exifWith('2021:07:02 00:30:00')
const webp = builtRiff('WEBP', riffChunk('VP8 ', Buffer.alloc(300)), riffChunk('EXIF', exif))
const strip = Buffer.concat([
  ascii('MM\0*'),
  u32(8),
  u16(2),
  u16(0x0111),
  u16(4),
  u32(1),
  u32(38),
  u16(0x0117),
  u16(4),
  u32(1),
  u32(500),
  u32(0),
  Buffer.alloc(500),
])
const WHOLE: Record<string, Buffer> = {
  'w.jpg': builtJpeg([exifSegment(exif)]),
  'w.heic': builtHeic(exif, 'x'.repeat(500)),
  'w.mov': builtMovie(),
  'w.mp4': builtMovie({ brand: 'isom', isIndexLast: true }),
  'w.png': builtPng(),
  'w.webp': webp,
  'w.mkv': builtMatroska('2021-07-01T22:30:00Z'),
  'w.dng': strip,
}
const NOT_WHOLE = new Set([
  'empty',
  'no-end-of-image',
  'part-past-end',
  'no-movie-index',
  'no-picture-index',
  'no-end-chunk',
])

describe('completeness', () => {
  for (const [name, content] of Object.entries(WHOLE)) {
    it(`calls ${name} complete, and never when it is cut`, () => {
      assert.equal(said(name, content), 'complete')
      for (let length = 0; length < content.length; length += 64) {
        const answer = said(`cut-${name}`, content.subarray(0, length))
        assert.ok(
          NOT_WHOLE.has(answer) || (length < 64 && answer === 'unknown'),
          `${length} of ${content.length}: ${answer}`,
        )
      }
      assert.notEqual(said(`short-${name}`, content.subarray(0, content.length - 1)), 'complete')
    })
  }

  it('allows what phones put behind a picture: a second picture, a film, a trailer, zeros', () => {
    const gainMap = builtJpeg([])
    for (const trailer of [
      gainMap,
      builtMovie({ brand: 'isom' }),
      ascii('SEFH….SEFT'),
      Buffer.alloc(4096),
      gainMap.subarray(0, 200),
    ]) {
      assert.equal(said('trailer.jpg', builtJpeg([exifSegment(exif)], trailer)), 'complete')
    }
    assert.equal(said('trailer.png', Buffer.concat([builtPng(), ascii('trailing data')])), 'complete')
    assert.equal(said('trailer.mp4', Buffer.concat([builtMovie(), ascii('some trailer that is no box')])), 'complete')
  })

  it('is not fooled by the end marker of a thumbnail, nor by a file that was allotted but not written', () => {
    const whole = builtJpeg([exifSegment(exif), segment(0xe2, builtJpeg([]))])
    const cut = whole.subarray(0, whole.length - 700)
    assert.equal(said('thumb.jpg', Buffer.concat([cut, Buffer.alloc(700)])), 'no-end-of-image')
    assert.equal(said('thumb2.jpg', builtJpeg([segment(0xe2, builtJpeg([]))]).subarray(0, 330)), 'no-end-of-image')
  })

  it('finds the end behind several scans, and tables between them', () => {
    const progressive = Buffer.concat([
      builtJpeg([]).subarray(0, -2),
      segment(0xc4, Buffer.from([0xff, 0xd9, 0xff, 0xda])),
      segment(0xda, Buffer.alloc(6)),
      Buffer.alloc(64, 5),
    ])
    assert.equal(said('p.jpg', progressive), 'no-end-of-image')
    assert.equal(said('p2.jpg', Buffer.concat([progressive, Buffer.from([0xff, 0xd9]), Buffer.alloc(40)])), 'complete')
  })

  it('misses the index of a film, and leaves live recordings open', () => {
    const media = Buffer.concat([box('ftyp', ascii('isom'), u32(0)), box('mdat', Buffer.alloc(100))])
    assert.equal(said('n.mp4', media), 'no-movie-index')
    assert.equal(said('z.mp4', Buffer.concat([media, Buffer.alloc(4096)])), 'no-movie-index')
    const open = Buffer.concat([builtMovie(), u32(0), ascii('mdat'), Buffer.alloc(50)])
    assert.equal(said('o.mp4', open), 'unknown')
  })

  it('does not judge what it cannot: text, raw streams', () => {
    assert.equal(said('t.txt', 'hello'), 'unknown')
    assert.equal(said('m.mp3', Buffer.concat([ascii('ID3'), Buffer.alloc(100)])), 'unknown')
    assert.equal(said('e.jpg', ''), 'empty')
  })
})

describe('content identifiers', () => {
  it('stand in the still and in the film of a live photo', () => {
    const id = 'A1B2C3D4-0000-4000-8000-123456789ABC'
    const note = Buffer.concat([
      ascii('Apple iOS\0'),
      u16(1),
      ascii('MM'),
      u16(1),
      u16(0x11),
      u16(2),
      u32(37),
      u32(32),
      u32(0),
      ascii(`${id}\0`),
    ])
    const exifIfd = Buffer.concat([u16(1), u16(0x927c), u16(7), u32(note.length), u32(8 + 18 + 18)])
    const tiff = Buffer.concat([
      ascii('MM\0*'),
      u32(8),
      u16(1),
      u16(0x8769),
      u16(4),
      u32(1),
      u32(26),
      u32(0),
      exifIfd,
      u32(0),
      note,
    ])
    assert.equal(checkMedia(file('live.jpg', builtJpeg([exifSegment(tiff)]))).contentId, id)
    assert.equal(checkMedia(file('live.heic', builtHeic(tiff))).contentId, id)
    const film = builtMovie({ keysDate: id, key: 'com.apple.quicktime.content.identifier' })
    assert.equal(checkMedia(file('live.mov', film)).contentId, id)
    assert.equal('contentId' in checkMedia(file('none.jpg', builtJpeg([exifSegment(exif)]))), false)
  })
})

describe('media types', () => {
  it('are told by the bytes', () => {
    const types: [Buffer, MediaType][] = [
      [builtJpeg([]), 'jpeg'],
      [builtPng(), 'png'],
      [webp, 'webp'],
      [exif, 'tiff'],
      [builtHeic(exif), 'heif'],
      [builtMovie(), 'quicktime'],
      [builtMovie({ brand: 'isom' }), 'mp4'],
      [builtMovie({ brand: '3gp4' }), '3gp'],
      [builtMovie({ brand: 'avif' }), 'avif'],
      [builtMovie({ brand: 'crx ' }), 'cr3'],
      [builtMatroska('2021-01-01T00:00:00Z'), 'matroska'],
      [box('mdat', Buffer.alloc(20)), 'quicktime'],
      [ascii('GIF89a;'), 'gif'],
      [ascii('\x7fELF\x02\x01\x01\0'), 'unknown'],
      [ascii('#EXTM3U\nfile:///etc/passwd'), 'unknown'],
      [ascii('<?xml version="1.0"?>'), 'xml'],
      [ascii('<svg xmlns='), 'unknown'],
      [ascii('{"title": 1}'), 'json'],
      [Buffer.alloc(600, ascii(`G${'x'.repeat(187)}`)), 'mpeg-ts'],
    ]
    for (const [content, type] of types) assert.equal(checkMedia(file('type', content)).type, type)
  })

  it('are compared with the extension', () => {
    assert.equal(isMislabelled('png', 'a.jpg'), true)
    assert.equal(isMislabelled('jpeg', 'IMG_1.HEIC'), true)
    assert.equal(isMislabelled('quicktime', 'a.mp4'), false)
    assert.equal(isMislabelled('tiff', 'a.NEF'), false)
    assert.equal(isMislabelled('unknown', 'a.jpg'), false)
    assert.equal(isMislabelled('jpeg', 'a.backup'), false)
  })
})
