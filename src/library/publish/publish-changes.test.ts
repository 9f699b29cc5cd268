import assert from 'node:assert/strict'
import { rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { drawPicture, openArtworkWorld } from '../../../test/artwork-world.ts'
import { onEachDatabase } from '../../../test/databases.ts'
import {
  addFilm,
  addPoster,
  namesBeside,
  NFO,
  publishDepsOf,
  readMedia,
  tellFilm,
} from '../../../test/published-film.ts'
import { hashBytes } from '../assets/index.ts'
import { PrunePublications, PublishTitle } from './jobs.ts'
import { SNAPSHOT } from './model.ts'

onEachDatabase('publishing while things change', (open) => {
  it('writes what was told while it waited for its folder', async () => {
    await using world = await openArtworkWorld(await open())
    await world.jobs.start()
    const titleId = await addFilm(world)
    const { roots } = world.transfer
    const requireOnline = roots.requireOnline.bind(roots)
    roots.requireOnline = async (rootId) => {
      roots.requireOnline = requireOnline
      await tellFilm(world, titleId, { plot: 'They part.' })
      return requireOnline(rootId)
    }
    await world.run(PublishTitle, { titleId })
    assert.match(await readMedia(world, NFO), /They part/)
  })

  it('publishes again what was told while it was being published', async () => {
    await using world = await openArtworkWorld(await open())
    await world.jobs.start()
    const titleId = await addFilm(world)
    await addPoster(world, titleId, { bytes: await drawPicture(1) })
    const { files } = world.assets
    const read = files.read.bind(files)
    files.read = async (sha256, ending) => {
      files.read = read
      await tellFilm(world, titleId, { plot: 'They part.' })
      await world.db.tx((tx) => world.jobs.enqueue(tx, PublishTitle, { titleId }, { actor: 'system' }))
      return read(sha256, ending)
    }
    await world.run(PublishTitle, { titleId })
    assert.match(await readMedia(world, NFO), /They part/)
  })

  it('publishes no picture whose bytes in the cache are not what they were', async () => {
    await using world = await openArtworkWorld(await open())
    await world.jobs.start()
    const titleId = await addFilm(world)
    const poster = await drawPicture(1)
    await addPoster(world, titleId, { bytes: poster })
    const cached = world.assets.files.pathOf(await hashBytes(poster), 'jpg')
    await writeFile(cached, poster.subarray(0, 100))
    await world.run(PublishTitle, { titleId })
    assert.deepEqual(await namesBeside(world), ['A.Film.2001.mkv', 'A.Film.2001.nfo'])
    await writeFile(cached, poster)
    await world.run(PublishTitle, { titleId })
    assert.deepEqual(await namesBeside(world), ['A.Film.2001.mkv', 'A.Film.2001.nfo', 'poster.jpg'])
  })

  it('keeps what a job may have to write yet, and what was put there a moment ago, when it prunes', async () => {
    await using world = await openArtworkWorld(await open())
    await world.jobs.start()
    const titleId = await addFilm(world)
    await world.put(NFO, '<movie>\n  <title>Mine</title>\n</movie>\n')
    await world.run(PublishTitle, { titleId, takeOver: [NFO] })
    const { snapshots } = publishDepsOf(world)
    const intended = await hashBytes(Buffer.from(await readMedia(world, NFO)))
    const put = async (text: string): Promise<string> => {
      const bytes = Buffer.from(text)
      const sha256 = await hashBytes(bytes)
      await snapshots.put({ sha256, ending: SNAPSHOT, bytes })
      return sha256
    }
    const [old, fresh] = [await put('old'), await put('fresh')]
    const longAgo = Date.now() / 1000 - 7200
    for (const sha256 of [old, intended]) await utimes(snapshots.pathOf(sha256, SNAPSHOT), longAgo, longAgo)
    const setState = (state: 'intended' | 'done') =>
      world.db.tx((tx) => tx.updateTable('library_publication_files').set({ state }).execute())
    await setState('intended')
    await world.run(PrunePublications, {})
    const standing = () => Promise.all([old, fresh, intended].map((sha256) => snapshots.has(sha256, SNAPSHOT)))
    assert.deepEqual(await standing(), [false, true, true])
    await setState('done')
    await world.run(PrunePublications, {})
    assert.deepEqual(await standing(), [false, true, false])
  })

  it('finishes nothing with a copy that is not what it was', async () => {
    await using world = await openArtworkWorld(await open())
    await world.jobs.start()
    const titleId = await addFilm(world)
    await world.put(NFO, '<movie>\n  <title>Mine</title>\n</movie>\n')
    await world.run(PublishTitle, { titleId, takeOver: [NFO] })
    const ours = await readMedia(world, NFO)
    // As a crash leaves it: theirs is in the trash, ours did not come yet.
    await world.db.tx((tx) => tx.updateTable('library_publication_files').set({ state: 'intended' }).execute())
    const { snapshots } = publishDepsOf(world)
    await writeFile(snapshots.pathOf(await hashBytes(Buffer.from(ours)), SNAPSHOT), 'damaged')
    await rm(join(world.media, NFO))
    await world.run(PublishTitle, { titleId })
    assert.match(await readMedia(world, NFO), /A Film/)
  })
})
