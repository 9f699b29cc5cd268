import assert from 'node:assert/strict'
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { drawPicture, openArtworkWorld } from '../../../test/artwork-world.ts'
import { onEachDatabase } from '../../../test/databases.ts'
import {
  addFilm,
  addPoster,
  FILM,
  namesBeside,
  NFO,
  POSTER,
  readMedia,
  tellFilm,
} from '../../../test/published-film.ts'
import { listOpenCards } from '../../attention/store.ts'
import { PublishTitle } from './jobs.ts'
import { listKept } from './kept-store.ts'
import { listOwnFiles } from './store.ts'

onEachDatabase('publishing a title', (open) => {
  it('writes NFO and artwork, nothing when nothing changed, and replaces its own files only', async () => {
    await using world = await openArtworkWorld(await open())
    await world.jobs.start()
    const titleId = await addFilm(world)
    const [first, second] = [await drawPicture(1), await drawPicture(2)]
    await addPoster(world, titleId, { bytes: first })
    await world.run(PublishTitle, { titleId })
    assert.deepEqual(await namesBeside(world), ['A.Film.2001.mkv', 'A.Film.2001.nfo', 'poster.jpg'])
    assert.match(await readMedia(world, NFO), /<plot>Two people meet\.<\/plot>/)
    assert.match(await readMedia(world, NFO), /<uniqueid type="tmdb" default="true">603/)
    assert.deepEqual(await readFile(join(world.media, POSTER)), first)
    const before = await stat(join(world.media, NFO), { bigint: true })
    await world.run(PublishTitle, { titleId })
    assert.equal((await stat(join(world.media, NFO), { bigint: true })).mtimeNs, before.mtimeNs)
    await tellFilm(world, titleId, { plot: 'They part.' })
    await rm(join(world.media, POSTER))
    await addPoster(world, titleId, { bytes: second, ref: '/better.jpg' })
    await world.run(PublishTitle, { titleId })
    assert.match(await readMedia(world, NFO), /They part/)
    assert.equal((await listOwnFiles(world.db.read, titleId)).length, 2)
    const published = (await world.events.readAfter(0, 500)).filter(({ kind }) => kind === 'library.title.published')
    assert.deepEqual(
      published.map(({ data }) => data?.['files']),
      [2, 2],
    )
  })

  it('leaves a person’s files, says so once, and takes them over when that is wished: a copy stays in the trash', async () => {
    await using world = await openArtworkWorld(await open())
    await world.jobs.start()
    const titleId = await addFilm(world)
    const [mine, chosen] = [await drawPicture(3), await drawPicture(1)]
    const own = '<movie>\n  <title>My title</title>\n  <mytag>kept</mytag>\n</movie>\n'
    await world.put(NFO, own)
    await world.put('A Film (2001)/Poster.PNG', mine)
    await addPoster(world, titleId, { bytes: chosen })
    await world.run(PublishTitle, { titleId })
    await world.run(PublishTitle, { titleId })
    assert.equal(await readMedia(world, NFO), own)
    assert.deepEqual(await namesBeside(world), ['A.Film.2001.mkv', 'A.Film.2001.nfo', 'Poster.PNG'])
    const kept = await listKept(world.db.read, { isLeft: false, limit: 10 })
    assert.deepEqual(
      kept.map(({ relPath, reason }) => [relPath, reason.code]).toSorted(),
      [
        [NFO, 'publish.foreign'],
        ['A Film (2001)/Poster.PNG', 'publish.foreign'],
      ].toSorted(),
    )
    const cards = await listOpenCards(world.db.read, Date.now(), { snoozed: false })
    assert.deepEqual(
      cards.map(({ code, params }) => [code, params?.['count']]),
      [['library.kept-files', 2]],
    )
    await world.run(PublishTitle, { titleId, takeOver: [NFO, 'A Film (2001)/Poster.PNG'] })
    assert.match(await readMedia(world, NFO), /<title>A Film<\/title>[^]*<mytag>kept<\/mytag>/)
    assert.deepEqual(await namesBeside(world), ['A.Film.2001.mkv', 'A.Film.2001.nfo', 'poster.jpg'])
    const trashed = (await readdir(join(world.media, '.patchbay-trash'), { recursive: true })).map(String)
    assert.ok(trashed.some((name) => name.endsWith('.nfo')) && trashed.some((name) => name.endsWith('Poster.PNG')))
    assert.equal((await listOpenCards(world.db.read, Date.now(), { snoozed: false })).length, 0)
  })

  it('leaves its own file once a person changed it', async () => {
    await using world = await openArtworkWorld(await open())
    await world.jobs.start()
    const titleId = await addFilm(world)
    await world.run(PublishTitle, { titleId })
    const edited = (await readMedia(world, NFO)).replace('Two people meet.', 'My own words.')
    await writeFile(join(world.media, NFO), edited)
    await tellFilm(world, titleId, { plot: 'They part.' })
    await world.run(PublishTitle, { titleId })
    assert.equal(await readMedia(world, NFO), edited)
    const [kept] = await listKept(world.db.read, { isLeft: false, limit: 10 })
    assert.equal(kept?.reason.code, 'publish.edited')
  })

  it('knows its own file after a crash between the disk and the row', async () => {
    await using world = await openArtworkWorld(await open())
    await world.jobs.start()
    const titleId = await addFilm(world)
    await world.run(PublishTitle, { titleId })
    // As a crash leaves it: the file stands, its row still says what was intended, and no record.
    await world.db.tx(async (tx) => {
      await tx.updateTable('library_publication_files').set({ state: 'intended' }).execute()
      await tx.deleteFrom('library_published_files').execute()
    })
    await tellFilm(world, titleId, { plot: 'They part.' })
    await world.run(PublishTitle, { titleId })
    assert.match(await readMedia(world, NFO), /They part/)
    assert.equal((await listKept(world.db.read, { isLeft: false, limit: 10 })).length, 0)
    assert.equal((await listOwnFiles(world.db.read, titleId)).length, 1)
  })

  it('puts what it wrote into the trash when the film has another name now', async () => {
    await using world = await openArtworkWorld(await open())
    await world.jobs.start()
    const titleId = await addFilm(world)
    await world.run(PublishTitle, { titleId })
    const upgraded = 'A Film (2001)/A.Film.2001.2160p.mkv'
    await world.put(upgraded, 'better')
    await rm(join(world.media, FILM))
    const { mainFileId } = await world.addFile(upgraded)
    await world.db.tx((tx) =>
      tx.updateTable('library_titles').set({ main_file_id: mainFileId }).where('id', '=', titleId).execute(),
    )
    await world.run(PublishTitle, { titleId })
    assert.deepEqual(await namesBeside(world), ['A.Film.2001.2160p.mkv', 'A.Film.2001.2160p.nfo'])
  })

  it('writes one NFO for a file of two episodes', async () => {
    await using world = await openArtworkWorld(await open(), { kind: 'series' })
    await world.jobs.start()
    const file = 'Show/Season 01/S01E04-E05.mkv'
    await world.put(file, 'two')
    const place = await world.addFile(file)
    const series = await world.addTitle('Show', 'series')
    const season = await world.addTitle('Season 1', 'season', { parentId: series, number: 1 })
    for (const number of [4, 5]) {
      const titleId = await world.addTitle(`Part ${number}`, 'tv-episode', { parentId: season, number, ...place })
      await world.run(PublishTitle, { titleId })
    }
    const nfo = await readMedia(world, 'Show/Season 01/S01E04-E05.nfo')
    assert.deepEqual(
      [...nfo.matchAll(/<(title|season|episode)>([^<]*)</g)].map(([, name, value]) => `${name} ${value}`),
      ['title Part 4', 'season 1', 'episode 4', 'title Part 5', 'season 1', 'episode 5'],
    )
    assert.equal((await listKept(world.db.read, { isLeft: false, limit: 10 })).length, 0)
  })

  it('writes nothing for a title that is missing, and waits while the folder of the library is away', async () => {
    await using world = await openArtworkWorld(await open())
    await world.jobs.start()
    const titleId = await addFilm(world)
    await world.db.tx((tx) => tx.updateTable('library_titles').set({ missing_since: 1 }).execute())
    await world.run(PublishTitle, { titleId })
    assert.deepEqual(await namesBeside(world), ['A.Film.2001.mkv'])
  })
})
