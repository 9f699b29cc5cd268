import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import sharp from 'sharp'
import { drawPicture, openArtworkWorld } from '../../../test/artwork-world.ts'
import { onEachDatabase } from '../../../test/databases.ts'
import { manualClock } from '../../kernel/clock.ts'
import { UnavailableError } from '../../kernel/errors.ts'
import { CacheArtwork, CollectArtwork, VerifyArtwork } from './jobs.ts'
import { findOwners } from './store.ts'
import { findBlob } from './cache/store.ts'

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const DAY_MS = 86_400_000
const local = (titleId: number, ref: string, kind: 'poster' | 'fanart' = 'poster') => ({
  titleId,
  kind,
  source: 'local' as const,
  ref,
})

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name)
}

onEachDatabase('the artwork of a library', (open) => {
  it('is one content for two films with the same poster, and stays when one of them is removed', async () => {
    const clock = manualClock(Date.now())
    await using world = await openArtworkWorld(await open(), { clock })
    await world.jobs.start()
    const poster = await drawPicture(1)
    const titleIds = [await world.addTitle('One'), await world.addTitle('Two')]
    for (const [i, titleId] of titleIds.entries()) {
      await world.put(`Film ${i}/poster.jpg`, poster)
      await world.addCandidate(local(titleId, `Film ${i}/poster.jpg`))
    }
    await world.run(CacheArtwork, { titleIds })
    assert.deepEqual(await filesIn(join(world.folder, 'cache/library')), [`${hashOf(poster)}.jpg`])
    for (const owner of await findOwners(world.db.read, titleIds)) assert.equal(owner.posterSha256, hashOf(poster))
    const [chosen] = await world.candidates(titleIds[0] ?? 0)
    assert.deepEqual([chosen?.state, chosen?.chosenBy, chosen?.width, chosen?.place], ['chosen', 'auto', 1000, 0])

    const remove = (titleId: number | undefined) =>
      world.db.tx((tx) =>
        tx
          .updateTable('library_titles')
          .set({ deleted_at: clock.now() })
          .where('id', '=', titleId ?? 0)
          .execute(),
      )
    const collect = async (): Promise<string[]> => {
      await world.run(CollectArtwork, {})
      return filesIn(join(world.folder, 'cache/library'))
    }
    await remove(titleIds[0])
    clock.advance(40 * DAY_MS)
    await collect()
    clock.advance(2 * DAY_MS)
    assert.equal((await collect()).length, 1)
    await remove(titleIds[1])
    clock.advance(29 * DAY_MS)
    await collect()
    clock.advance(2 * DAY_MS)
    assert.equal((await collect()).length, 1, 'noted as unused, and kept for a day')
    clock.advance(2 * DAY_MS)
    assert.equal((await collect()).length, 0)
  })

  it('takes no file that is too large, damaged, SVG, a bomb or a link, and says why; others go on', async () => {
    await using world = await openArtworkWorld(await open())
    await world.jobs.start()
    const titleId = await world.addTitle('One')
    await world.put('One/large.jpg', '')
    await truncate(join(world.media, 'One/large.jpg'), 1024 ** 3)
    await world.put('One/cut.jpg', (await drawPicture(2)).subarray(0, 4000))
    await world.put('One/drawn.png', '<svg xmlns="http://www.w3.org/2000/svg"><image href="/etc/passwd"/></svg>')
    await world.put(
      'One/bomb.png',
      await sharp({ create: { width: 16_000, height: 16_000, channels: 3, background: '#000' } })
        .png({ compressionLevel: 9 })
        .toBuffer(),
    )
    await world.put('One/empty.jpg', '')
    await world.put('One/poster.jpg', await drawPicture(1))
    const names = ['large.jpg', 'cut.jpg', 'drawn.png', 'bomb.png', 'empty.jpg', 'poster.jpg', 'gone.jpg']
    for (const name of names) await world.addCandidate(local(titleId, `One/${name}`))
    const before = process.memoryUsage().rss
    await world.run(CacheArtwork, { titleIds: [titleId] })
    assert.ok(process.memoryUsage().rss - before < 300 << 20)
    const all = await world.candidates(titleId)
    assert.deepEqual(
      names.map((name) => all.find(({ ref }) => ref === `One/${name}`)?.reason?.code ?? null),
      [
        'artwork/too-large',
        'picture/damaged',
        'picture/not-a-picture',
        'picture/too-many-pixels',
        'artwork/empty',
        null,
        'artwork.unknown-size',
      ],
    )
    assert.deepEqual(
      all.filter(({ state }) => state === 'chosen').map(({ ref }) => ref),
      ['One/poster.jpg'],
    )
    assert.equal((await filesIn(join(world.folder, 'cache'))).length, 1)
  })

  it('prefers the better picture, keeps to the limits, and takes one of two that look the same', async () => {
    await using world = await openArtworkWorld(await open(), { settings: { artwork: { fanart: 2, banner: 0 } } })
    await world.jobs.start()
    const titleId = await world.addTitle('One')
    const wide = (seed: number, width: number) => drawPicture(seed, { width, height: Math.round((width * 9) / 16) })
    for (const [name, bytes] of [
      ['fanart.jpg', await wide(1, 1920)],
      ['fanart1.jpg', await wide(1, 1600)],
      ['fanart2.jpg', await wide(2, 1400)],
      ['fanart3.jpg', await wide(3, 1300)],
    ] as const) {
      await world.put(`One/${name}`, bytes)
      await world.addCandidate(local(titleId, `One/${name}`, 'fanart'))
    }
    await world.put('One/banner.jpg', await drawPicture(4, { width: 1000, height: 185 }))
    await world.addCandidate({ ...local(titleId, 'One/banner.jpg'), kind: 'banner' })
    await world.run(CacheArtwork, { titleIds: [titleId] })
    const all = await world.candidates(titleId)
    const byRef = (name: string) => all.find(({ ref }) => ref === `One/${name}`)
    assert.deepEqual(
      all.filter(({ state }) => state === 'chosen').map(({ ref, place }) => [ref, place]),
      [
        ['One/fanart.jpg', 0],
        ['One/fanart2.jpg', 1],
      ],
    )
    assert.equal(byRef('fanart1.jpg')?.twinOf, byRef('fanart.jpg')?.candidateId)
    assert.equal(byRef('banner.jpg')?.state, 'open')
  })

  it('brings what a provider has, the next best when it has not, and waits while the provider is away', async () => {
    await using world = await openArtworkWorld(await open())
    await world.jobs.start()
    const titleId = await world.addTitle('One')
    const provider = (ref: string, voteAverage: number) =>
      world.addCandidate({
        titleId,
        kind: 'poster',
        source: 'provider',
        ref,
        provider: 'tmdb',
        language: 'en',
        width: 2000,
        height: 3000,
        votes: 100,
        voteAverage,
      })
    await provider('/gone.jpg', 9)
    await provider('/good.jpg', 8)
    const good = await drawPicture(1, { width: 2000, height: 3000 })
    world.provided.set('/good.jpg', good)
    await world.run(CacheArtwork, { titleIds: [titleId] })
    assert.deepEqual(world.asked, ['/gone.jpg', '/good.jpg'])
    const [owner] = await findOwners(world.db.read, [titleId])
    assert.equal(owner?.posterSha256, hashOf(good))
    await provider('/away.jpg', 10)
    world.provided.set('/away.jpg', new UnavailableError('remote/unreachable'))
    await world.db.tx((tx) => world.jobs.enqueue(tx, CacheArtwork, { titleIds: [titleId] }, { actor: 'system' }))
    await world.jobs.idle()
    const away = (await world.candidates(titleId)).find(({ ref }) => ref === '/away.jpg')
    assert.deepEqual([away?.sha256, away?.reason], [null, null])
    assert.equal((await findOwners(world.db.read, [titleId]))[0]?.posterSha256, hashOf(good), 'shown until then')
  })

  it('finds what is damaged or gone in the cache, and copies or fetches it anew', async () => {
    const clock = manualClock(Date.now())
    await using world = await openArtworkWorld(await open(), { clock })
    await world.jobs.start()
    const titleId = await world.addTitle('One')
    const [poster, fanart] = [await drawPicture(1), await drawPicture(2, { width: 1920, height: 1080 })]
    await world.put('One/poster.jpg', poster)
    await world.addCandidate(local(titleId, 'One/poster.jpg'))
    await world.addCandidate({
      titleId,
      kind: 'fanart',
      source: 'provider',
      ref: '/f.jpg',
      provider: 'tmdb',
      width: 1920,
      height: 1080,
      votes: 10,
      voteAverage: 8,
    })
    world.provided.set('/f.jpg', fanart)
    await world.run(CacheArtwork, { titleIds: [titleId] })
    const pathOf = (bytes: Buffer): string => world.assets.files.pathOf(hashOf(bytes), 'jpg')
    await writeFile(pathOf(poster), Buffer.alloc(poster.length))
    await rm(pathOf(fanart))
    clock.advance(1000)
    await world.run(VerifyArtwork, { libraryId: world.libraryId })
    for (const bytes of [poster, fanart]) {
      assert.equal(hashOf(await readFile(pathOf(bytes))), hashOf(bytes))
      assert.equal((await findBlob(world.db.read, hashOf(bytes)))?.damagedSince, null)
    }
  })

  it('has the file as it was at one time, or none, while it is being written', async () => {
    await using world = await openArtworkWorld(await open())
    await world.jobs.start()
    const titleId = await world.addTitle('One')
    const bytes = [await drawPicture(1), await drawPicture(2)]
    await world.put('One/poster.jpg', bytes[0] ?? '')
    await world.addCandidate(local(titleId, 'One/poster.jpg'))
    const over = new AbortController()
    const writing = (async () => {
      for (let turn = 0; !over.signal.aborted; turn += 1) {
        await writeFile(join(world.media, 'One/poster.jpg'), bytes[turn % 2] ?? '')
        if (turn % 3 === 0) {
          await writeFile(join(world.media, 'One/new.jpg'), bytes[(turn + 1) % 2] ?? '')
          await rename(join(world.media, 'One/new.jpg'), join(world.media, 'One/poster.jpg'))
        }
      }
    })()
    for (let round = 0; round < 15; round += 1) {
      await world.run(CacheArtwork, { titleIds: [titleId] })
      const [candidate] = await world.candidates(titleId)
      const known = [null, ...bytes.map(hashOf)]
      assert.ok(known.includes(candidate?.sha256 ?? null))
      assert.notEqual(candidate?.reason?.code, 'picture/not-a-picture')
    }
    over.abort()
    await writing
    for (const name of await filesIn(join(world.folder, 'cache/library')))
      assert.ok(bytes.map(hashOf).includes(name.slice(0, 64)))
  })

  it('removes nothing when the folder of the library is gone: it waits', async () => {
    await using world = await openArtworkWorld(await open())
    await world.jobs.start()
    const titleId = await world.addTitle('One')
    await world.put('One/poster.jpg', await drawPicture(1))
    await world.addCandidate(local(titleId, 'One/poster.jpg'))
    await world.run(CacheArtwork, { titleIds: [titleId] })
    const [before] = await world.candidates(titleId)
    await rename(world.media, `${world.media}-away`)
    await mkdir(world.media)
    await world.db.tx((tx) => world.jobs.enqueue(tx, CacheArtwork, { titleIds: [titleId] }, { actor: 'system' }))
    await world.jobs.idle()
    assert.deepEqual(await world.candidates(titleId), [before])
  })
})
