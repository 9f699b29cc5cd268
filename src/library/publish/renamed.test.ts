import assert from 'node:assert/strict'
import { copyFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { type ArtworkWorld, drawPicture, openArtworkWorld } from '../../../test/artwork-world.ts'
import { onEachDatabase } from '../../../test/databases.ts'
import { addFilm, addPoster, FOLDER, namesBeside, POSTER, readMedia, tellFilm } from '../../../test/published-film.ts'
import { CacheArtwork } from '../assets/index.ts'
import { PublishTitle } from './jobs.ts'
import { listKept } from './kept-store.ts'
import { listOwnFiles } from './store.ts'

const NOW = 'A Film (2001) {tmdb-603}'

/** As Radarr and a scan do. */
async function renameFolder(world: ArtworkWorld, titleId: number): Promise<void> {
  await rename(join(world.media, FOLDER), join(world.media, NOW))
  const { folderId, mainFileId } = await world.addFile(`${NOW}/A.Film.2001.mkv`)
  await world.db.tx((tx) =>
    tx
      .updateTable('library_titles')
      .set({ folder_id: folderId, main_file_id: mainFileId })
      .where('id', '=', titleId)
      .execute(),
  )
}

onEachDatabase('a folder that was renamed', (open) => {
  it('holds Patchbay’s own files still: they are replaced, and their records go with them', async () => {
    await using world = await openArtworkWorld(await open())
    await world.jobs.start()
    const titleId = await addFilm(world)
    await addPoster(world, titleId, { bytes: await drawPicture(1) })
    await world.run(PublishTitle, { titleId })
    await renameFolder(world, titleId)
    await tellFilm(world, titleId, { plot: 'They part.' })
    await world.run(PublishTitle, { titleId })
    assert.match(await readMedia(world, `${NOW}/A.Film.2001.nfo`), /They part/)
    assert.deepEqual(await listKept(world.db.read, { isLeft: false, limit: 10 }), [])
    assert.deepEqual((await listOwnFiles(world.db.read, titleId)).map(({ relPath }) => relPath).toSorted(), [
      `${NOW}/A.Film.2001.nfo`,
      `${NOW}/poster.jpg`,
    ])
  })

  it('has no local candidate that is its own poster', async () => {
    await using world = await openArtworkWorld(await open())
    await world.jobs.start()
    const titleId = await addFilm(world)
    await addPoster(world, titleId, { bytes: await drawPicture(1) })
    await world.run(PublishTitle, { titleId })
    await renameFolder(world, titleId)
    await world.addCandidate({ titleId, kind: 'poster', source: 'local', ref: `${NOW}/poster.jpg` })
    await world.run(CacheArtwork, { titleIds: [titleId] })
    const local = (await world.candidates(titleId)).find(({ source }) => source === 'local')
    assert.equal(local?.reason?.code, 'artwork/published')
  })

  it('is another thing than a copy that a person made of them', async () => {
    await using world = await openArtworkWorld(await open())
    await world.jobs.start()
    const titleId = await addFilm(world)
    await addPoster(world, titleId, { bytes: await drawPicture(1) })
    await world.run(PublishTitle, { titleId })
    await copyFile(join(world.media, POSTER), join(world.media, FOLDER, 'A.Film.2001-poster.jpg'))
    await world.run(PublishTitle, { titleId })
    assert.ok((await namesBeside(world)).includes('A.Film.2001-poster.jpg'))
    assert.ok((await namesBeside(world)).includes('poster.jpg'))
  })
})
