import assert from 'node:assert/strict'
import { it } from 'node:test'
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
