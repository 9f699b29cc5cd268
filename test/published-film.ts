import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CacheArtwork, openPictureFiles } from '../src/library/assets/index.ts'
import type { PublishDeps } from '../src/library/publish/deps.ts'
import { turnsOf } from '../src/kernel/turns.ts'
import { applyFacts } from '../src/library/titles/facts.ts'
import type { ArtworkWorld } from './artwork-world.ts'

export const FOLDER = 'A Film (2001)'
export const FILM = `${FOLDER}/A.Film.2001.mkv`
export const NFO = `${FOLDER}/A.Film.2001.nfo`
export const POSTER = `${FOLDER}/poster.jpg`

export async function addFilm(world: ArtworkWorld): Promise<number> {
  await world.put(FILM, 'film')
  const titleId = await world.addTitle('A Film', 'movie', await world.addFile(FILM))
  await tellFilm(world, titleId, { year: 2001, plot: 'Two people meet.', genres: ['Drama'] })
  return titleId
}

export const tellFilm = (world: ArtworkWorld, titleId: number, told: object) =>
  world.db.tx((tx) =>
    applyFacts(tx, { titleId, told, ids: { tmdb: '603' }, source: 'provider', by: 'system', at: world.clock.now() }),
  )

export async function addPoster(
  world: ArtworkWorld,
  titleId: number,
  { bytes, ref = '/p.jpg' }: { bytes: Buffer; ref?: string },
): Promise<void> {
  world.provided.set(ref, bytes)
  await world.addCandidate({
    titleId,
    kind: 'poster',
    source: 'provider',
    ref,
    provider: 'tmdb',
    width: 1000,
    height: 1500,
  })
  await world.run(CacheArtwork, { titleIds: [titleId] })
}

export const namesBeside = async (world: ArtworkWorld, folder = FOLDER): Promise<string[]> =>
  (await readdir(join(world.media, folder))).toSorted()

export const readMedia = (world: ArtworkWorld, relPath: string): Promise<string> =>
  readFile(join(world.media, relPath), 'utf8')

/** What the room is built from, for calling its parts by themselves. */
export function publishDepsOf(world: ArtworkWorld): PublishDeps {
  const { db, clock, jobs, events, attention } = world
  return {
    db,
    clock,
    jobs,
    events,
    attention,
    audit: { append: async () => undefined },
    roots: world.transfer.roots,
    transfer: world.transfer.transfer,
    pictures: world.assets.files,
    snapshots: openPictureFiles(join(world.folder, 'cache', 'library-former')),
    turns: turnsOf(),
  }
}
