import assert from 'node:assert/strict'
import { mkdirSync, symlinkSync, utimesSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { deflateSync } from 'node:zlib'
import { AppError } from '../../kernel/errors.ts'
import {
  ascii,
  box,
  builtHeic,
  builtJpeg,
  builtMatroska,
  builtMovie,
  builtPng,
  builtRiff,
  builtTiff,
  exifSegment,
  exifWith,
  extendedXmpSegment,
  iptcSegment,
  pngChunk,
  riffChunk,
  seconds1904,
  u16,
  u32,
  xmpPacket,
  xmpSegment,
} from '../__fixtures__/built-files.ts'
import { builtTransportStream, recordingDate } from '../__fixtures__/built-transport-stream.ts'
import { temporaryFolder } from '../__fixtures__/temporary-folder.ts'
import { DEFAULT_READ_LIMITS, withBytes } from '../byte-source.ts'
import { checkMedia } from '../completeness.ts'
import { findPreview } from '../embedded-preview.ts'
import { readAssetDate } from './asset-date.ts'
import { readCaptureDate } from './read.ts'

const file = temporaryFolder()
const context = { now: Date.parse('2026-01-01T00:00:00Z'), timeZone: 'Europe/Paris' }
const ORIGINAL = '2021:07:02 00:30:00'
const LOCAL = '2021-07-02T00:30:00'
const XMP = xmpPacket(`xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreateDate="2018-03-04T05:06:07+09:00"`)

/** Source and local date of a file of these bytes. */
function dateOf(name: string, content: Buffer | string): string {
  const { date } = readCaptureDate({ path: file(name, content) }, context)
  return `${date?.source} ${date?.local}`
}

describe('dates in files', () => {
  it('reads EXIF from every container that holds it', () => {
    const exif = exifWith(ORIGINAL)
    const wrapped = Buffer.concat([ascii('Exif\0\0'), exif])
    const raf = Buffer.concat([
      ascii('FUJIFILMCCD-RAW '),
      Buffer.alloc(68),
      u32(120),
      Buffer.alloc(32),
      builtJpeg([exifSegment(exif)]),
    ])
    const canon = box(
      'uuid',
      Buffer.from('85c0b687820f11e08111f4ce462b6a48', 'hex'),
      box('CMT1', builtTiff({})),
      box('CMT2', builtTiff({ main: { 0x9003: ORIGINAL } })),
    )
    const cr3 = Buffer.concat([box('ftyp', ascii('crx '), u32(1), ascii('crx ')), box('moov', canon)])
    const containers: Record<string, Buffer> = {
      'a.jpg': builtJpeg([exifSegment(exif)]),
      'a.tif': exif,
      'a.heic': builtHeic(exif),
      'a.png': builtPng(pngChunk('eXIf', exif)),
      'a.raf': raf,
      'a.cr3': cr3,
      'a.webp': builtRiff('WEBP', riffChunk('VP8 ', Buffer.alloc(30)), riffChunk('EXIF', exif)),
      'b.webp': builtRiff('WEBP', riffChunk('EXIF', wrapped)),
      'old.png': builtPng(
        pngChunk(
          'zTXt',
          Buffer.concat([
            ascii('Raw profile type exif\0\0'),
            deflateSync(ascii(`\nexif\n${wrapped.length}\n${wrapped.toString('hex')}\n`)),
          ]),
        ),
      ),
    }
    for (const [name, content] of Object.entries(containers))
      assert.equal(dateOf(name, content), `exif.original ${LOCAL}`, name)
  })

  it('goes by the bytes, not by the extension', () => {
    assert.equal(dateOf('really-png.jpg', builtPng(pngChunk('eXIf', exifWith(ORIGINAL)))), `exif.original ${LOCAL}`)
    assert.equal(
      dateOf('really-mov.heic', builtMovie({ keysDate: '2021-07-02T00:30:00+0200' })),
      `quicktime.creationdate ${LOCAL}`,
    )
  })

  it('reads XMP where EXIF is silent or junk, also when it goes on in further segments', () => {
    const blank = exifSegment(exifWith('0000:00:00 00:00:00'))
    assert.equal(dateOf('x.jpg', builtJpeg([blank, xmpSegment(XMP)])), 'xmp.created 2018-03-04T05:06:07')
    const long = Buffer.from(
      xmpPacket(`xmlns:exif="e" note="${'n'.repeat(900)}" exif:DateTimeOriginal="2018-03-04T05:06:07"`),
    )
    const parts = [extendedXmpSegment(long, 600, long.length), extendedXmpSegment(long, 0, 600)]
    assert.equal(
      dateOf('long.jpg', builtJpeg([xmpSegment(xmpPacket('')), ...parts])),
      'xmp.original 2018-03-04T05:06:07',
    )
    assert.equal(dateOf('x.heic', builtHeic(exifWith(''), XMP)), 'xmp.created 2018-03-04T05:06:07')
    assert.equal(
      dateOf(
        'x.png',
        builtPng(pngChunk('iTXt', Buffer.concat([ascii('XML:com.adobe.xmp\0\0\0\0\0'), Buffer.from(XMP)]))),
      ),
      'xmp.created 2018-03-04T05:06:07',
    )
    assert.equal(
      dateOf('x.webp', builtRiff('WEBP', riffChunk('XMP ', Buffer.from(XMP)))),
      'xmp.created 2018-03-04T05:06:07',
    )
    const element =
      '<x:xmpmeta xmlns:x="a"><r:RDF xmlns:r="b"><r:Description><photoshop:DateCreated>2018-03-04</photoshop:DateCreated></r:Description></r:RDF></x:xmpmeta>'
    assert.equal(dateOf('element.jpg', builtJpeg([xmpSegment(element)])), 'xmp.photoshop 2018-03-04')
  })

  it('reads IPTC and PNG texts', () => {
    assert.equal(
      dateOf('i.jpg', builtJpeg([iptcSegment({ 55: '20160229', 60: '233000-0800' })])),
      'iptc.created 2016-02-29T23:30:00',
    )
    assert.equal(
      dateOf('i2.jpg', builtJpeg([iptcSegment({ 62: '20160229', 63: '233000' })])),
      'iptc.digitized 2016-02-29T23:30:00',
    )
    const text = (value: string): Buffer => builtPng(pngChunk('tEXt', ascii(`Creation Time\0${value}`)))
    assert.equal(dateOf('t.png', text('Thu, 1 Jul 2021 22:30:00 +0200')), 'png.created 2021-07-01T22:30:00')
    assert.equal(dateOf('t2.png', text('2021:07:01 22:30:00')), 'png.created 2021-07-01T22:30:00')
    const modified = builtPng(pngChunk('tIME', Buffer.concat([u16(2021), Buffer.from([7, 1, 22, 30, 0])])))
    assert.equal(dateOf('m.png', modified), `png.modified ${LOCAL}`)
  })

  it('reads films: Keys, both forms of ©day, XMP, the header, Matroska and AVI', () => {
    assert.equal(
      dateOf('k.mov', builtMovie({ keysDate: '2021-07-02T00:30:00+0200', isIndexLast: true })),
      `quicktime.creationdate ${LOCAL}`,
    )
    const short = box('\xa9day', u16(19), u16(0), ascii('2021-07-02T07:30:00'))
    assert.equal(dateOf('d.mov', builtMovie({ userData: [short] })), 'quicktime.day 2021-07-02T07:30:00')
    const itunes = box(
      'meta',
      u32(0),
      box('hdlr', Buffer.alloc(25)),
      box('ilst', box('\xa9day', box('data', u32(1), u32(0), ascii('2021-07-02T07:30:00')))),
    )
    assert.equal(
      dateOf('d.mp4', builtMovie({ userData: [itunes], brand: 'isom' })),
      'quicktime.day 2021-07-02T07:30:00',
    )
    assert.equal(
      dateOf('x.mov', builtMovie({ userData: [box('XMP_', Buffer.from(XMP))] })),
      'xmp.created 2018-03-04T05:06:07',
    )
    for (const isIndexLast of [false, true])
      assert.equal(dateOf('h.mp4', builtMovie({ brand: 'isom', isIndexLast })), `movie.header ${LOCAL}`)
    assert.equal(dateOf('h.mkv', builtMatroska('2021-07-01T22:30:00Z')), `matroska.date ${LOCAL}`)
    const idit = builtRiff(
      'AVI ',
      riffChunk('LIST', Buffer.concat([ascii('hdrl'), riffChunk('IDIT', ascii('Thu Jul 01 22:30:00 2021\n\0'))])),
    )
    assert.equal(dateOf('i.avi', idit), 'avi.digitized 2021-07-01T22:30:00')
    const icrd = builtRiff(
      'AVI ',
      riffChunk('LIST', Buffer.concat([ascii('INFO'), riffChunk('ICRD', ascii('2021-07-01'))])),
    )
    assert.equal(dateOf('r.avi', icrd), 'avi.digitized 2021-07-01')
  })

  it('refuses film headers that were never set', () => {
    for (const created of [0, seconds1904('1970-01-01T00:00:00Z'), 0xffffffff]) {
      const { date, refused } = readCaptureDate({ path: file('never.mp4', builtMovie({ created })) }, context)
      assert.equal(date?.source, 'mtime')
      assert.equal(refused[0]?.source, 'movie.header')
    }
  })

  it("files by mtime as a last resort, in the library's zone, and says which damage it met", () => {
    const path = file('text.jpg', 'this is no picture')
    utimesSync(path, 0, Date.parse('2022-06-30T23:15:00Z') / 1000)
    assert.equal(readCaptureDate({ path }, context).date?.local, '2022-07-01T01:15:00')
    assert.deepEqual(readCaptureDate({ path: file('no-index.mp4', builtMovie().subarray(0, 24)) }, context).refused, [
      { source: 'file', value: 'moov', reason: 'damaged' },
    ])
  })

  it('never opens folders, and never follows a link', () => {
    const folder = join(dirname(file('x', 'x')), 'folder')
    mkdirSync(folder)
    symlinkSync(file('target.jpg', builtJpeg([])), join(folder, 'link.jpg'))
    const code = (path: string): string => {
      try {
        return String(readCaptureDate({ path }, context).date?.source)
      } catch (error) {
        return error instanceof AppError ? error.code : 'untyped'
      }
    }
    assert.equal(code(folder), 'media/not-a-file')
    assert.equal(code(join(folder, 'link.jpg')), 'media/unreadable')
    assert.equal(code(join(folder, 'none.jpg')), 'media/file-missing')
    assert.equal(code('/dev/null'), 'media/not-a-file')
  })
})

describe('sidecars', () => {
  const picture = (): string => file('bare.jpg', builtJpeg([]))
  const beside = (role: 'xmp' | 'takeout', content: string): string => {
    const { date, refused } = readCaptureDate(
      { path: picture(), sidecars: [{ path: file(`bare.${role}`, content), role }] },
      context,
    )
    return `${date?.source} ${date?.local} ${refused.map(({ reason }) => reason).join()}`.trim()
  }

  it('read both kinds', () => {
    assert.equal(beside('xmp', XMP), 'sidecar.xmp 2018-03-04T05:06:07')
    assert.equal(beside('xmp', `\ufeff${XMP}`), 'sidecar.xmp 2018-03-04T05:06:07')
    assert.equal(beside('takeout', '{"photoTakenTime":{"timestamp":"1625178600"}}'), `sidecar.takeout ${LOCAL}`)
  })

  it('refuse DOCTYPE, what is no XML or JSON, and what is too large', () => {
    assert.match(beside('xmp', `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${XMP}`), /^mtime .* doctype$/)
    assert.match(beside('xmp', `<x:xmpmeta CreateDate`), /^mtime .* damaged$/)
    assert.match(beside('takeout', '{"photoTakenTime":'), /^mtime .* unreadable$/)
    assert.match(beside('takeout', '{"photoTakenTime":{"timestamp":"1e30"}}'), /^mtime .* unreadable$/)
    assert.match(beside('takeout', ' '.repeat(2 ** 20 + 1)), /^mtime .* too-large$/)
  })
})

describe('the date of an asset', () => {
  it("is the still's for a live photo, and the film's when the still has none", () => {
    const film = { path: file('live.mov', builtMovie({ keysDate: '2021-07-01T18:30:00-0400' })), role: 'live' as const }
    const dated = readAssetDate(
      [{ path: file('dated.heic', builtHeic(exifWith(ORIGINAL))), role: 'still' }, film],
      context,
    )
    assert.deepEqual([dated.date?.local, dated.decidedBy], [LOCAL, 0])
    const turned = readAssetDate(
      [film, { path: file('dated.heic', builtHeic(exifWith(ORIGINAL))), role: 'still' }],
      context,
    )
    assert.deepEqual([turned.date?.local, turned.decidedBy], [LOCAL, 1])
    const bare = readAssetDate([{ path: file('undated.heic', builtHeic(exifWith(''))), role: 'still' }, film], context)
    assert.deepEqual([bare.date?.local, bare.decidedBy], ['2021-07-01T18:30:00', 1])
  })
})

describe('hostile files', () => {
  const seeds: Record<string, Buffer> = {
    'f.jpg': builtJpeg([
      exifSegment(exifWith('', { 0x9011: '+02:00' })),
      xmpSegment(XMP),
      iptcSegment({ 55: '20160229' }),
      extendedXmpSegment(Buffer.from(XMP), 0, 300),
    ]),
    'f.tif': exifWith(ORIGINAL),
    'f.heic': builtHeic(exifWith(''), XMP),
    'f.mov': builtMovie({ keysDate: '2021-07-02T00:30:00+0200', userData: [box('XMP_', Buffer.from(XMP))] }),
    'f.png': builtPng(
      pngChunk('eXIf', exifWith('')),
      pngChunk('zTXt', Buffer.concat([ascii('Raw profile type xmp\0\0'), deflateSync(ascii('xmp\n4\n41424344'))])),
    ),
    'f.webp': builtRiff('WEBP', riffChunk('EXIF', exifWith(ORIGINAL))),
    'f.mkv': builtMatroska('2021-07-01T22:30:00Z'),
    'f.mts': builtTransportStream({ packs: recordingDate('2021-07-02 00:00:00'), packetBytes: 192 }),
    'f.wmv': Buffer.concat([
      Buffer.from('3026b2758e66cf11a6d900aa0062ce6c', 'hex'),
      Buffer.from([118, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 2]),
      Buffer.from('a1dcab8c47a9cf118ee400c00c205365', 'hex'),
      Buffer.from([88, 0, 0, 0, 0, 0, 0, 0]),
      Buffer.alloc(64, 1),
    ]),
    'f.avi': builtRiff(
      'AVI ',
      riffChunk('LIST', Buffer.concat([ascii('hdrl'), riffChunk('IDIT', ascii('2021-07-01'))])),
    ),
  }
  const read = (path: string): void => {
    assert.doesNotThrow(() => readCaptureDate({ path }, context))
    assert.doesNotThrow(() => checkMedia(path))
    try {
      findPreview(path)
    } catch (error) {
      assert.ok(error instanceof AppError, String(error))
    }
  }

  for (const [name, seed] of Object.entries(seeds)) {
    it(`reads ${name} cut at every 64 bytes and with every byte spoiled, without a throw`, () => {
      for (let length = 0; length < seed.length; length += 64) read(file(name, seed.subarray(0, length)))
      for (let at = 0; at < Math.min(seed.length, 2500); at += 1) {
        const spoiled = Buffer.from(seed)
        spoiled[at] = (spoiled[at] ?? 0) ^ ([0xff, 0x80, 0x01][at % 3] ?? 0)
        read(file(name, spoiled))
      }
    })
  }

  it('stops at loops, endless tables and lengths that lie', () => {
    const loop = Buffer.concat([
      ascii('II*\0'),
      Buffer.from([8, 0, 0, 0, 1, 0, 0x69, 0x87, 4, 0, 1, 0, 0, 0, 8, 0, 0, 0, 8, 0, 0, 0]),
    ])
    const huge = Buffer.concat([ascii('MM\0*'), u32(8), u16(0xffff), Buffer.alloc(70_000, 0xff)])
    const boxes = Buffer.concat([
      box('ftyp', ascii('isom'), u32(0)),
      ...Array.from({ length: 5000 }, () => box('free')),
    ])
    const nested = Buffer.concat([
      box('ftyp', ascii('heic'), u32(0)),
      box(
        'meta',
        u32(0),
        box('iinf', u32(0), u16(0xffff)),
        box('iloc', u32(0x02000000), u16(0xffff), u32(0xffffffff), Buffer.alloc(4000, 0xff)),
      ),
    ])
    const bomb = builtPng(
      pngChunk('zTXt', Buffer.concat([ascii('Raw profile type exif\0\0'), deflateSync(Buffer.alloc(64 << 20))])),
    )
    const deep = file('deep.xmp', `${'<a>'.repeat(100_000)}CreateDate`)
    for (const [i, content] of [loop, huge, boxes, nested, bomb].entries()) read(file(`hostile-${i}`, content))
    assert.doesNotThrow(() =>
      readCaptureDate({ path: file('bare2.jpg', builtJpeg([])), sidecars: [{ path: deep, role: 'xmp' }] }, context),
    )
  })

  it('reads no more than the limit', () => {
    const path = file('big', Buffer.alloc(3 << 20, 1))
    const limits = { maxBytes: 1 << 20, maxReads: 100 }
    assert.throws(
      () => withBytes(path, (bytes) => bytes.read(100_000, 2 << 20), limits),
      (error) => error instanceof AppError && error.code === 'media/read-limit',
    )
    const walk = (): number =>
      withBytes(
        path,
        (bytes) => {
          for (let at = 0; ; at += 8192) bytes.read(2 ** 20 + (at % 2 ** 20), 8)
        },
        { ...limits, maxBytes: 2 ** 30 },
      )
    assert.throws(walk, (error) => error instanceof AppError && error.code === 'media/read-limit')
    assert.equal(DEFAULT_READ_LIMITS.maxBytes, 8 * 1024 * 1024)
  })
})
