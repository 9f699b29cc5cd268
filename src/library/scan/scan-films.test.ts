import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { it } from 'node:test'
import sharp from 'sharp'
import { findProgram } from '../../kernel/find-program.ts'
import { startLibrary } from '../../../test/scan-world.ts'

const nfo = (inside: string): string => `<movie>${inside}</movie>`

it('finds films in folders of their own, loose ones, several in a folder, and what lies beside them', async () => {
  await using world = await startLibrary()
  world.put('Harbour Lights (2001)/Harbour Lights (2001).mkv')
  world.put(
    'Harbour Lights (2001)/movie.nfo',
    nfo('<title>Harbour Lights!</title><uniqueid type="tmdb">0012</uniqueid>'),
  )
  world.put('Harbour Lights (2001)/Harbour Lights (2001).en.forced.srt')
  world.put('Harbour Lights (2001)/Extras/Making of.mkv')
  world.put('Harbour Lights (2001)/notes.txt')
  world.put('Loose Thread (1999).mkv')
  world.put('Two in One/First Rain (2003).mkv')
  world.put('Two in One/Second Rain (2005).mkv')
  world.put('Collections/Sea/Deep Blue Hour (2011)/cd1.avi')
  world.put('Collections/Sea/Deep Blue Hour (2011)/cd2.avi')
  const scan = await world.scan()
  assert.deepEqual([scan.outcome, scan.phase, scan.reason], ['done', 'ended', null], JSON.stringify(scan))
  const titles = await world.titles()
  assert.deepEqual(
    titles
      .map(({ title, year, main }) => [title, year, main])
      .toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1)),
    [
      ['Deep Blue Hour', 2011, 'Collections/Sea/Deep Blue Hour (2011)/cd1.avi'],
      ['First Rain', 2003, 'Two in One/First Rain (2003).mkv'],
      ['Harbour Lights!', 2001, 'Harbour Lights (2001)/Harbour Lights (2001).mkv'],
      ['Loose Thread', 1999, 'Loose Thread (1999).mkv'],
      ['Second Rain', 2005, 'Two in One/Second Rain (2005).mkv'],
    ],
  )
  assert.equal(titles.find(({ title }) => title === 'Harbour Lights!')?.tmdb_id, '0012')
  assert.deepEqual(
    (await world.unknown()).map(({ relPath, kind }) => [relPath, kind]),
    [['Harbour Lights (2001)/notes.txt', 'text']],
  )
  assert.deepEqual(
    [scan.counts['folders.found'], scan.counts['folders.read'], scan.counts['titles.added'], scan.counts['files.seen']],
    [4, 4, 5, 10],
  )
})

const ffmpeg = findProgram('ffmpeg')

function video(path: string, seconds: number): void {
  mkdirSync(dirname(path), { recursive: true })
  const picture = ['-f', 'lavfi', '-i', `testsrc2=duration=${seconds}:size=128x72:rate=10`]
  execFileSync(ffmpeg ?? '', ['-v', 'error', ...picture, '-c:v', 'mpeg4', '-y', path])
}

it('takes the longest of several videos for the film, and guesses no tie', { skip: ffmpeg === undefined }, async () => {
  await using world = await startLibrary('films', { settings: { steps: { probe: true, cache: false, enrich: false } } })
  const at = (path: string): string => join(world.folder, path)
  video(at('Amber (2001)/a first one.mkv'), 2)
  video(at('Amber (2001)/the second.mkv'), 6)
  video(at('Birch (2002)/one thing.mkv'), 3)
  video(at('Birch (2002)/another thing.mkv'), 3)
  world.put('Cedar (2003)/Cedar (2003).mkv', 'no film at all')
  const scan = await world.scan()
  const titles = await world.titles()
  assert.deepEqual(
    titles
      .map(({ title, main, care_code }) => [title, main, care_code])
      .toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1)),
    [
      ['Amber', 'Amber (2001)/the second.mkv', null],
      ['Birch', null, 'library.main-film-unclear'],
      ['Cedar', 'Cedar (2003)/Cedar (2003).mkv', null],
    ],
  )
  const notes = await world.notes(scan.scanId)
  assert.deepEqual(notes.map(({ says }) => says.code).toSorted(), ['library.main-film-unclear', 'library.not-probed'])
  assert.doesNotMatch(notes.map(({ says }) => says.text).join(), /\{\{|media\//)
  const unclear = (await world.unknown()).find(({ relPath }) => relPath.includes('another'))
  await world.app.cli('POST', 'api/v1/library/unknown-files/say', { fileIds: [unclear?.fileId], use: 'main' })
  await world.app.settled()
  const birch = (await world.titles()).find(({ title }) => title === 'Birch')
  assert.deepEqual([birch?.main, birch?.care_code], ['Birch (2002)/another thing.mkv', null])
  assert.equal((await world.scan()).counts['files.probed'] ?? 0, 0)
})

it('hands titles on to the artwork cache, and says how far each phase is', async () => {
  await using world = await startLibrary('films', { settings: { steps: { probe: false, cache: true, enrich: true } } })
  const picture = { width: 600, height: 900, channels: 3, background: '#225588' } as const
  world.put('Amber (2001)/Amber (2001).mkv')
  world.put('Amber (2001)/poster.jpg', await sharp({ create: picture }).jpeg().toBuffer())
  const scan = await world.scan()
  assert.deepEqual([scan.outcome, scan.reason], ['done', null])
  assert.deepEqual(
    scan.phases.map(({ phase, state, done, total }) => [phase, state, done, total]),
    [
      ['discovering', 'ended', 1, null],
      ['reading', 'ended', 1, 1],
      ['caching', 'ended', 1, 1],
      // Without a connection nobody is asked.
      ['enriching', 'ended', 0, null],
    ],
  )
})
