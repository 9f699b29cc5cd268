import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { type ArtworkWorld, drawPicture, openArtworkWorld } from '../../../test/artwork-world.ts'
import { onEachDatabase } from '../../../test/databases.ts'
import { dyingAt } from '../../../test/dying-db.ts'
import {
  addFilm,
  addPoster,
  FOLDER,
  namesBeside,
  NFO,
  POSTER,
  publishDepsOf,
  readMedia,
  tellFilm,
} from '../../../test/published-film.ts'
import { hashBytes } from '../assets/index.ts'
import type { PublishDeps } from './deps.ts'
import { PublishTitle } from './jobs.ts'
import { findLastPublication, listOwnFiles } from './store.ts'
import { undoPublication } from './undo-publication.ts'

const PERSONS = '<movie>\n  <title>My title</title>\n</movie>\n'
const BY = { actor: 'person:1', address: '' }

const undo = (world: ArtworkWorld, titleId: number, deps: Partial<PublishDeps> = {}) =>
  undoPublication({ ...publishDepsOf(world), ...deps }, titleId, BY)
const outcomes = (taken: Awaited<ReturnType<typeof undo>>) =>
  Object.fromEntries(taken.map(({ relPath, outcome }) => [relPath.slice(FOLDER.length + 1), outcome]))

/** A person's NFO was given over, and a poster of ours stands where there was none. */
async function takeOverNfo(world: ArtworkWorld): Promise<number> {
  await world.jobs.start()
  const titleId = await addFilm(world)
  await world.put(NFO, PERSONS)
  await addPoster(world, titleId, { bytes: await drawPicture(1) })
  await world.run(PublishTitle, { titleId, takeOver: [NFO] })
  assert.match(await readMedia(world, NFO), /A Film/)
  return titleId
}

onEachDatabase('undoing a publication', (open) => {
  it('gives a person’s picture of another name back as the person’s, and leaves it from then on', async () => {
    await using world = await openArtworkWorld(await open())
    await world.jobs.start()
    const titleId = await addFilm(world)
    const theirs = await drawPicture(3)
    const at = `${FOLDER}/A.Film.2001-poster.jpg`
    await world.put(at, theirs)
    await addPoster(world, titleId, { bytes: await drawPicture(1) })
    await world.run(PublishTitle, { titleId, takeOver: [at] })
    assert.deepEqual(await namesBeside(world), ['A.Film.2001.mkv', 'A.Film.2001.nfo', 'poster.jpg'])
    await undo(world, titleId)
    assert.deepEqual(await namesBeside(world), ['A.Film.2001-poster.jpg', 'A.Film.2001.mkv'])
    assert.deepEqual(await listOwnFiles(world.db.read, titleId), [])
    await world.run(PublishTitle, { titleId })
    assert.deepEqual(await readFile(join(world.media, at)), theirs)
  })

  for (const write of [1, 2, 3, 4, 5])
    for (const moment of ['before', 'after'] as const)
      it(`goes on where a kill ended it: ${moment} write ${write}`, async () => {
        await using world = await openArtworkWorld(await open())
        const titleId = await takeOverNfo(world)
        const { dying, dead } = dyingAt(world.db, write, moment)
        const first = undo(world, titleId, { db: dying })
        await Promise.race([first, dead])
        // A process that died holds no turn.
        await undo(world, titleId).catch((error: unknown) => {
          if ((error as { code?: string }).code !== 'publish/nothing-to-undo') throw error
        })
        assert.equal(await readMedia(world, NFO), PERSONS)
        assert.deepEqual(await namesBeside(world), ['A.Film.2001.mkv', 'A.Film.2001.nfo'])
        assert.deepEqual(await listOwnFiles(world.db.read, titleId), [])
        assert.equal(await findLastPublication(world.db.read, titleId), undefined)
      })

  it('goes on with what it replaced: its record is what stands there', async () => {
    await using world = await openArtworkWorld(await open())
    await world.jobs.start()
    const titleId = await addFilm(world)
    await world.run(PublishTitle, { titleId })
    const former = await readMedia(world, NFO)
    await tellFilm(world, titleId, { plot: 'They part.' })
    await world.run(PublishTitle, { titleId })
    // As a kill leaves it: written back, and nothing noted.
    await world.put(NFO, former)
    assert.deepEqual(outcomes(await undo(world, titleId)), { 'A.Film.2001.nfo': 'undone' })
    assert.deepEqual(
      (await listOwnFiles(world.db.read, titleId)).map(({ sha256 }) => sha256),
      [await hashBytes(Buffer.from(former))],
    )
  })

  it('takes the rest back when one file can’t be, and that one the next time', async () => {
    await using world = await openArtworkWorld(await open())
    const titleId = await takeOverNfo(world)
    const [poster, aside] = [join(world.media, POSTER), join(world.folder, 'aside.jpg')]
    await rename(poster, aside)
    await mkdir(poster)
    assert.deepEqual(outcomes(await undo(world, titleId)), { 'poster.jpg': 'stayed', 'A.Film.2001.nfo': 'undone' })
    assert.equal(await readMedia(world, NFO), PERSONS)
    await rmdir(poster)
    await rename(aside, poster)
    assert.deepEqual(outcomes(await undo(world, titleId)), { 'poster.jpg': 'undone' })
    assert.deepEqual(await namesBeside(world), ['A.Film.2001.mkv', 'A.Film.2001.nfo'])
    await assert.rejects(undo(world, titleId), { code: 'publish/nothing-to-undo' })
  })

  it('leaves ours when a person’s file does not come back, and tries again', async () => {
    await using world = await openArtworkWorld(await open())
    const titleId = await takeOverNfo(world)
    const { transfer } = publishDepsOf(world)
    let refusals = 1
    const stubborn: PublishDeps['transfer'] = {
      prepareTrash: (tx, items) => transfer.prepareTrash(tx, items),
      run: (ids, options) => transfer.run(ids, options),
      undo: async (ids, options) =>
        refusals-- > 0
          ? new Map(ids.map((id) => [id, { kind: 'refused', refusal: { code: 'io-error', params: {} } }]))
          : transfer.undo(ids, options),
    }
    const taken = outcomes(await undo(world, titleId, { transfer: stubborn }))
    assert.deepEqual(taken, { 'poster.jpg': 'undone', 'A.Film.2001.nfo': 'stayed' })
    assert.match(await readMedia(world, NFO), /A Film/)
    assert.deepEqual(outcomes(await undo(world, titleId)), { 'A.Film.2001.nfo': 'undone' })
    assert.equal(await readMedia(world, NFO), PERSONS)
  })

  it('says that ours stays when what there was before is gone from the trash', async () => {
    await using world = await openArtworkWorld(await open())
    const titleId = await takeOverNfo(world)
    await world.transfer.transfer.emptyTrash({ olderThan: Date.now() + 1000 })
    const taken = outcomes(await undo(world, titleId))
    assert.deepEqual(taken, { 'poster.jpg': 'undone', 'A.Film.2001.nfo': 'stayed' })
    assert.match(await readMedia(world, NFO), /A Film/)
    await assert.rejects(undo(world, titleId), { code: 'publish/nothing-to-undo' })
  })

  it('refuses while the title is being published, and what was written can be undone then', async () => {
    await using world = await openArtworkWorld(await open())
    await world.jobs.start()
    const titleId = await addFilm(world)
    await world.run(PublishTitle, { titleId })
    const setState = (state: 'intended' | 'done') =>
      world.db.tx((tx) => tx.updateTable('library_publication_files').set({ state }).execute())
    await setState('intended')
    await assert.rejects(undo(world, titleId), { code: 'publish/under-way', status: 409 })
    await setState('done')
    assert.deepEqual(outcomes(await undo(world, titleId)), { 'A.Film.2001.nfo': 'undone' })
  })

  it('refuses while its folder is being written by another', async () => {
    await using world = await openArtworkWorld(await open())
    const titleId = await takeOverNfo(world)
    const { turns } = publishDepsOf(world)
    const { promise, resolve } = Promise.withResolvers<void>()
    const writing = turns.inTurn(`${world.libraryId}:${FOLDER}`, () => promise)
    await assert.rejects(undo(world, titleId, { turns }), { code: 'publish/under-way' })
    resolve()
    await writing
    assert.equal(outcomes(await undo(world, titleId, { turns }))['A.Film.2001.nfo'], 'undone')
  })

  it('leaves what somebody changed since', async () => {
    await using world = await openArtworkWorld(await open())
    const titleId = await takeOverNfo(world)
    await world.put(NFO, 'mine now')
    await rm(join(world.media, POSTER))
    assert.deepEqual(outcomes(await undo(world, titleId)), { 'poster.jpg': 'undone', 'A.Film.2001.nfo': 'stayed' })
    assert.equal(await readMedia(world, NFO), 'mine now')
    assert.ok((await readdir(world.media)).includes('.patchbay-trash'))
    await assert.rejects(undo(world, titleId), { code: 'publish/nothing-to-undo' })
  })
})
