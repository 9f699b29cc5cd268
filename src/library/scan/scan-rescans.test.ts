import assert from 'node:assert/strict'
import { chmodSync, existsSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { TitleDetail } from '../titles/contract.ts'
import { type LibraryWorld, startLibrary } from '../../../test/scan-world.ts'

const film = (world: LibraryWorld, title: string, inside = ''): void => {
  world.put(`${title} (2001)/${title} (2001).mkv`, `${title}-video`)
  if (inside !== '') world.put(`${title} (2001)/movie.nfo`, `<movie>${inside}</movie>`)
}
const mainOf = async (world: LibraryWorld) => (await world.titles()).map(({ id, title, main }) => [id, title, main])

describe('a library that is scanned again', () => {
  it('reads only folders that have changed, and everything when told', async () => {
    await using world = await startLibrary()
    for (const title of ['Amber', 'Birch', 'Cedar']) film(world, title)
    const first = await world.scan()
    assert.equal(first.counts['folders.read'], 3)
    const second = await world.scan()
    assert.deepEqual([second.counts['folders.found'], second.counts['folders.read'] ?? 0], [3, 0])
    world.put('Birch (2001)/poster.jpg')
    assert.equal((await world.scan()).counts['folders.read'], 1)
    assert.equal((await world.scan({ full: true })).counts['folders.read'], 3)
    assert.equal((await world.titles()).length, 3)
  })

  it('marks what is gone as missing, takes it out after a day only, and has it back with its files', async () => {
    await using world = await startLibrary()
    for (const title of ['Amber', 'Birch', 'Cedar']) film(world, title)
    await world.scan()
    const before = await mainOf(world)
    world.remove('Birch (2001)')
    const scan = await world.scan()
    assert.equal(scan.counts['titles.missing'], 1)
    const missing = (await world.titles()).filter(({ missing_since }) => missing_since !== null)
    assert.deepEqual(
      missing.map(({ title, deleted_at }) => [title, deleted_at]),
      [['Birch', null]],
    )
    await world.app.cli('POST', `api/v1/library/libraries/${world.library.libraryId}/tasks/cleanup/run`)
    await world.app.settled()
    assert.ok((await world.titles()).every(({ deleted_at }) => deleted_at === null))
    film(world, 'Birch')
    await world.scan()
    assert.deepEqual(await mainOf(world), before)
    assert.ok((await world.titles()).every(({ missing_since }) => missing_since === null))
  })

  it('knows a folder that was moved or renamed by its file', async () => {
    await using world = await startLibrary()
    for (const title of ['Amber', 'Birch']) film(world, title)
    await world.scan()
    const [amber] = await world.titles()
    world.move('Amber (2001)', 'Elsewhere/Amber, the film (2001)')
    const scan = await world.scan()
    assert.equal(scan.counts['titles.moved'], 1, JSON.stringify(scan.counts))
    const titles = await world.titles()
    assert.deepEqual(
      titles.map(({ id, missing_since }) => [id, missing_since]),
      [
        [amber?.id, null],
        [(amber?.id ?? 0) + 1, null],
      ],
    )
    assert.equal(titles[0]?.folder, 'Elsewhere/Amber, the film (2001)')
  })

  it('hears nothing from the NFO that Patchbay wrote, once its folder was renamed', async () => {
    const steps = { probe: false, cache: false, enrich: false, publish: true }
    await using world = await startLibrary('films', { settings: { isWatched: false, steps } })
    film(world, 'Amber')
    await world.scan()
    assert.ok(existsSync(join(world.folder, 'Amber (2001)/Amber (2001).nfo')))
    world.move('Amber (2001)', 'Amber [new] (2001)')
    await world.scan()
    const [amber] = await world.titles()
    assert.equal(amber?.folder, 'Amber [new] (2001)')
    assert.doesNotMatch(amber?.sources ?? '', /"nfo"/)
  })

  it('knows a renamed folder in a scan of that folder alone', async () => {
    await using world = await startLibrary()
    for (const title of ['Amber', 'Birch']) film(world, title)
    await world.scan()
    world.move('Amber (2001)', 'Amber [new] (2001)')
    await world.scan({ folder: 'Amber [new] (2001)' })
    const titles = await world.titles()
    assert.deepEqual(
      titles.map(({ folder, missing_since }) => [folder, missing_since]),
      [
        ['Amber [new] (2001)', null],
        ['Birch (2001)', null],
      ],
    )
  })

  it('takes another file in the folder for the same film', async () => {
    await using world = await startLibrary()
    film(world, 'Amber')
    await world.scan()
    world.remove('Amber (2001)/Amber (2001).mkv')
    world.put('Amber (2001)/Amber.2001.2160p.mkv', 'a better one')
    await world.scan()
    const titles = await world.titles()
    assert.deepEqual(
      titles.map(({ main, missing_since }) => [main, missing_since]),
      [['Amber (2001)/Amber.2001.2160p.mkv', null]],
    )
    const { items } = await world.app.get<{ items: { kind: string }[] }>('api/v1/events?kind=library.title&limit=50')
    assert.ok(items.some(({ kind }) => kind === 'library.title.upgraded'))
  })

  it('removes nothing when the share is away: not mounted, emptied or another one', async () => {
    await using world = await startLibrary()
    for (const title of ['Amber', 'Birch']) film(world, title)
    await world.scan()
    world.move('.', '../away')
    const away = await world.scan()
    assert.equal(away.outcome, 'failed')
    assert.equal(away.reason?.code, 'library/folder-away')
    world.put('.keep', '')
    world.remove('.keep')
    const emptied = await world.scan()
    assert.equal(emptied.outcome, 'failed')
    assert.ok(
      (await world.titles()).every(({ missing_since, deleted_at }) => missing_since === null && deleted_at === null),
    )
  })

  it('asks a person when too much is gone at once, and takes the answer', async () => {
    await using world = await startLibrary('films', { settings: { guard: { share: 20, titles: 2 } } })
    for (const title of ['Amber', 'Birch', 'Cedar', 'Dogwood', 'Elder', 'Fir']) film(world, title)
    await world.scan()
    for (const title of ['Amber', 'Birch', 'Cedar']) world.remove(`${title} (2001)`)
    const asked = await world.scan()
    assert.equal(asked.counts['titles.missing'] ?? 0, 0)
    assert.ok((await world.titles()).every(({ missing_since }) => missing_since === null))
    const card = (await world.app.cards()).find(({ said }) => said.code === 'library.many-missing')
    assert.match(card?.said.text ?? '', /3 of 6 titles/)
    await world.scan({ acceptMissing: 3 })
    assert.equal((await world.titles()).filter(({ missing_since }) => missing_since !== null).length, 3)
    assert.equal(
      (await world.app.cards()).find(({ said }) => said.code === 'library.many-missing'),
      undefined,
    )
  })

  it('follows what a person said of a folder and of a file', async () => {
    await using world = await startLibrary()
    film(world, 'Amber')
    world.put('Amber (2001)/odd.bin')
    world.put('Amber (2001)/picture of it.jpg')
    await world.scan()
    const [bin, jpg] = await world.unknown()
    const said = await world.app.cli('POST', 'api/v1/library/unknown-files/say', {
      fileIds: [bin?.fileId],
      use: 'ignored',
    })
    assert.equal(said.status, 200, said.text)
    await world.app.cli('POST', 'api/v1/library/unknown-files/say', { fileIds: [jpg?.fileId], use: 'poster' })
    const word = { title: 'Amber, really', year: 1999, ids: { tmdb: '77' } }
    const folder = await world.app.cli('POST', `api/v1/library/folders/${bin?.folderId}/say`, word)
    assert.equal(folder.status, 200, folder.text)
    await world.app.settled()
    await world.scan({ full: true })
    assert.deepEqual(await world.unknown(), [])
    assert.deepEqual(
      (await world.unknown('&which=ignored')).map(({ relPath }) => relPath),
      ['Amber (2001)/odd.bin'],
    )
    assert.deepEqual(
      (await world.titles()).map(({ title, year, tmdb_id }) => [title, year, tmdb_id]),
      [['Amber, really', 1999, '77']],
    )
    await world.app.cli('POST', 'api/v1/library/unknown-files/say', { fileIds: [bin?.fileId], use: null })
    await world.app.settled()
    assert.deepEqual(
      (await world.unknown()).map(({ relPath }) => relPath),
      ['Amber (2001)/odd.bin'],
    )
  })

  it('trusts what a person said of a folder more than its NFO, and what the person said last most', async () => {
    await using world = await startLibrary()
    film(world, 'Amber', '<title>Of the NFO</title><year>2005</year><uniqueid type="tmdb">11</uniqueid>')
    world.put('Amber (2001)/odd.bin')
    await world.scan()
    const known = async () => (await world.titles()).map(({ title, year, tmdb_id }) => [title, year, tmdb_id])
    assert.deepEqual(await known(), [['Of the NFO', 2005, '11']])
    const [bin] = await world.unknown()
    const say = async (word: object) => {
      const said = await world.app.cli('POST', `api/v1/library/folders/${bin?.folderId}/say`, word)
      assert.equal(said.status, 200, said.text)
      await world.app.settled()
    }
    await say({ title: 'Amber, really', year: 1999, ids: { tmdb: '77' } })
    assert.deepEqual(await known(), [['Amber, really', 1999, '77']])
    const [{ id } = { id: 0 }] = await world.titles()
    const at = `api/v1/library/titles/${id}`
    const { etag, sources } = await world.app.get<TitleDetail>(at)
    assert.deepEqual([sources.title?.source, sources.year?.source], ['person', 'person'])
    const headers = { authorization: await world.app.bearer(), 'if-match': `"${etag}"` }
    const edited = await world.app.call('PATCH', at, { headers, body: { facts: { title: 'Amber at last' } } })
    assert.equal(edited.status, 200, edited.text)
    await say({ year: 1998 })
    await world.scan({ full: true })
    assert.deepEqual(await known(), [['Amber at last', 1998, '77']], 'an older word of the title is not heard again')
    await say({ title: 'Amber anew' })
    assert.deepEqual(await known(), [['Amber anew', 1998, '77']])
  })
})

describe('folders as they come', () => {
  it('completes with one error when a folder can’t be read, and says so', async (t) => {
    if (process.getuid?.() === 0) return t.skip('root may read everything')
    await using world = await startLibrary()
    for (const title of ['Amber', 'Birch']) film(world, title)
    chmodSync(join(world.folder, 'Birch (2001)'), 0)
    const scan = await world.scan()
    chmodSync(join(world.folder, 'Birch (2001)'), 0o755)
    assert.deepEqual([scan.outcome, scan.counts['notes.bad'], scan.counts['titles.added']], ['done', 1, 1])
  })

  it('marks nothing as missing in a scan of a folder below one that can’t be read', async (t) => {
    if (process.getuid?.() === 0) return t.skip('root may read everything')
    await using world = await startLibrary()
    world.put('A-M/Amber (2001)/Amber (2001).mkv')
    film(world, 'Birch')
    await world.scan()
    chmodSync(join(world.folder, 'A-M'), 0)
    const scan = await world.scan({ folder: 'A-M/Amber (2001)' })
    chmodSync(join(world.folder, 'A-M'), 0o755)
    assert.equal(scan.counts['notes.bad'], 1)
    assert.ok((await world.titles()).every(({ missing_since }) => missing_since === null))
  })

  it('completes for an empty library and one with no artwork', async () => {
    await using world = await startLibrary()
    const scan = await world.scan()
    assert.deepEqual([scan.outcome, scan.counts['folders.found'] ?? 0], ['done', 0])
  })

  it('follows no symbolic link, so that a loop ends', async () => {
    await using world = await startLibrary()
    film(world, 'Amber')
    symlinkSync('..', join(world.folder, 'Amber (2001)/again'))
    symlinkSync('/etc/passwd', join(world.folder, 'Amber (2001)/fanart.jpg'))
    const scan = await world.scan()
    assert.deepEqual([scan.outcome, scan.counts['folders.read'], scan.counts['files.seen']], ['done', 1, 1])
    const notes = await world.notes(scan.scanId)
    assert.ok(notes.some(({ says }) => says.code === 'library.symlink-left'))
  })

  it('takes names of 255 bytes, and leaves names that are not UTF-8 out with a note', async () => {
    await using world = await startLibrary()
    const long = `${'é'.repeat(123)} (2001)`
    world.put(`${long}/${'é'.repeat(122)} (2001).mkv`)
    film(world, 'Amber')
    writeFileSync(
      Buffer.concat([Buffer.from(`${world.folder}/Amber (2001)/b`), Buffer.from([0xff, 0xfe]), Buffer.from('.srt')]),
      'x',
    )
    const scan = await world.scan()
    assert.equal(scan.outcome, 'done')
    assert.equal((await world.titles()).length, 2)
    const notes = await world.notes(scan.scanId)
    assert.match(notes.find(({ says }) => says.code === 'library.name-not-utf8')?.says.text ?? '', /\\xff\\xfe/)
  })

  it('survives NFO files that nobody means well with, and takes no script from a name', async () => {
    await using world = await startLibrary()
    film(world, 'Amber')
    world.put(
      'Amber (2001)/movie.nfo',
      '<!DOCTYPE movie [<!ENTITY x SYSTEM "file:///etc/passwd">]><movie><title>&x;</title></movie>',
    )
    film(world, '<script>alert(1)</script>x'.replaceAll('/', '-'))
    const scan = await world.scan()
    const [amber] = await world.titles()
    assert.equal(amber?.title.includes('root:'), false)
    assert.ok((await world.notes(scan.scanId)).some(({ says }) => says.code === 'library.nfo-unusable'))
  })
})
