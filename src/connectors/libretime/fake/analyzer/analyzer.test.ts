import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { findProgram } from '../../../../kernel/find-program.ts'
import { id3, mp3, wav } from '../test-calls.ts'
import { placeFile } from './place.ts'
import { probe } from './probe.ts'
import { readTags } from './tags.ts'

const ffmpeg = findProgram('ffmpeg')

describe('the length of a file', () => {
  it('is counted from a WAV header, or from frames of MPEG', () => {
    assert.equal(probe(wav(2.5), 'wav')?.seconds, 2.5)
    const sound = probe(mp3(100, { TIT2: 'behind a tag' }), 'mp3')
    assert.deepEqual([sound?.bitRate, sound?.sampleRate, sound?.channels], [128_000, 44_100, 1])
    assert.ok(Math.abs((sound?.seconds ?? 0) - (100 * 1152) / 44_100) < 0.01)
  })

  it('is counted from the Xing header of a variable bit rate', () => {
    const file = mp3(10)
    file.write('Xing', 4 + 17)
    file.writeUInt32BE(1, 4 + 17 + 4)
    file.writeUInt32BE(1000, 4 + 17 + 8)
    assert.equal(probe(file, 'mp3')?.seconds, (1000 * 1152) / 44_100)
  })

  it('is not found in rubbish, which some names get past all the same', () => {
    const rubbish = Buffer.from('not audio at all')
    for (const extension of ['mp3', 'aac', 'wav', 'flac', 'ogg'])
      assert.equal(probe(rubbish, extension), undefined, extension)
    for (const extension of ['m4a', 'mp4', 'opus'])
      assert.deepEqual([probe(rubbish, extension)?.seconds, probe(rubbish, extension)?.mime], [0, ''], extension)
  })

  it('agrees with ffmpeg for every type that is taken', { skip: ffmpeg === undefined && 'needs ffmpeg' }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'patchbay-probe-'))
    const SECONDS = 7
    try {
      for (const extension of ['mp3', 'mp2', 'aac', 'wav', 'flac', 'ogg', 'opus', 'm4a', 'au']) {
        const path = join(folder, `tone.${extension}`)
        const tags = [
          '-metadata',
          'title=Tönung',
          '-metadata',
          'artist=Ärzte',
          '-metadata',
          'album=Album',
          '-metadata',
          'date=2019-05-04',
        ]
        const tone = ['-v', 'error', '-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=48000:duration=${SECONDS}`]
        execFileSync('ffmpeg', [...tone, ...tags, path])
        const bytes = readFileSync(path)
        const seconds = probe(bytes, extension)?.seconds ?? 0
        assert.ok(Math.abs(seconds - SECONDS) < 0.15, `${extension}: ${seconds} s`)
        if (!['mp3', 'flac', 'ogg', 'opus'].includes(extension)) continue
        const { track_title, artist_name, album_title } = readTags(bytes)
        assert.deepEqual([track_title, artist_name, album_title], ['Tönung', 'Ärzte', 'Album'], extension)
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('tags', () => {
  it('are read from ID3 in front of MPEG and in a chunk of WAV', () => {
    const tags = { TIT2: 'Grüße', TPE1: 'A', COMM: 'said', TDRC: '2019-05-04' }
    const expected = { track_title: 'Grüße', artist_name: 'A', comment: 'said', date: '2019-05-04' }
    assert.deepEqual(readTags(mp3(3, tags)), expected)
    const body = id3(tags)
    const head = Buffer.alloc(8)
    head.write('id3 ')
    head.writeUInt32LE(body.length, 4)
    assert.deepEqual(readTags(wav(1, 1, Buffer.concat([head, body]))), expected)
  })
})

describe('the place of a file', () => {
  it('has folders of artist and album, each cut to 48 characters, and never leaves the storage', () => {
    const tags = { artist_name: 'ä'.repeat(60), album_title: 'Album: one?' }
    const file = { fileName: `${'n'.repeat(50)}.mp3`, ownerId: 1, tags }
    assert.equal(
      placeFile(file, () => false),
      `imported/1/${'ä'.repeat(48)}/Album: one?/${'n'.repeat(48)}.mp3`,
    )
  })
})
