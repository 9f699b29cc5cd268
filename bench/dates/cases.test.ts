import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { STILL_CASES } from './__fixtures__/stills.ts'
import { VIDEO_CASES } from './__fixtures__/videos.ts'
import { checkCases, prepareCases, type WrittenCases } from './check-cases.ts'
import { DOCUMENT, withCases } from './document.ts'
import { SABOTAGES } from './sabotage.ts'

const CASES = [...STILL_CASES, ...VIDEO_CASES]
const missing = ['exiftool', 'ffmpeg'].filter((program) => spawnSync(program, ['-version']).error !== undefined)
const skip = missing.length > 0 ? `needs ${missing.join(' and ')}` : false
const folder = mkdtempSync(join(tmpdir(), 'patchbay-dates-'))
after(() => rmSync(folder, { recursive: true }))

describe('odd files written by exiftool', () => {
  let written: WrittenCases
  before(async () => {
    if (skip === false) written = await prepareCases(folder, CASES)
  })

  it('are listed in docs/capture-dates.md as they are (node bench/dates/document.ts writes them)', () => {
    const document = readFileSync(DOCUMENT, 'utf8')
    assert.equal(document, withCases(document))
  })

  it('have folders of their own, and cover every source and every reason that exiftool can write at least twice', () => {
    assert.equal(new Set(CASES.map(({ id }) => id)).size, CASES.length)
    const count = (of: readonly string[]): Map<string, number> =>
      of.reduce((sums, one) => sums.set(one, (sums.get(one) ?? 0) + 1), new Map<string, number>())
    const reasons = count(CASES.flatMap(({ refused }) => (refused ?? []).map(([, reason]) => reason)))
    for (const reason of [
      'blank',
      'unreadable',
      'impossible',
      'too-early',
      'future',
      'too-vague',
      'bad-offset',
      'far-from-movie-clock',
      'outranked',
    ]) {
      assert.ok((reasons.get(reason) ?? 0) >= 2, reason)
    }
    const sources = count(CASES.map(({ source }) => source))
    for (const source of [
      'exif.original',
      'exif.digitized',
      'xmp.original',
      'xmp.photoshop',
      'xmp.created',
      'iptc.created',
      'gps',
      'sidecar.xmp',
      'sidecar.takeout',
      'filename',
      'exif.modified',
      'avchd.recorded',
      'quicktime.creationdate',
      'quicktime.day',
      'movie.header',
      'mtime',
    ]) {
      assert.ok((sources.get(source) ?? 0) >= 2, source)
    }
  })

  it('are read as expected, as exiftool reads them where it is right, and their junk is refused', { skip }, () => {
    for (const { odd, found, isRight, isJunkRefused, equalsPeer, peerValue } of checkCases(written)) {
      assert.ok(
        isRight && isJunkRefused && equalsPeer !== false,
        `${odd.name}: ${JSON.stringify({ found, peerValue })}`,
      )
    }
  })

  for (const [name, choose] of Object.entries(SABOTAGES)) {
    it(`catch the sabotage ${name}`, { skip }, () => {
      const results = checkCases(written, choose)
      assert.ok(results.some(({ isRight, isJunkRefused }) => !isRight || !isJunkRefused))
    })
  }
})
