import { join } from 'node:path'
import type { BoundRoute } from '../../kernel/routes.ts'
import type { EventLog } from '../../live/event-log.ts'
import type { LibraryTask } from '../libraries/index.ts'
import { cacheArtwork } from './cache-artwork.ts'
import { collectArtwork } from './cache/collect-artwork.ts'
import { openPictureFiles, type PictureFiles } from './cache/picture-files.ts'
import { openSizedPictures } from './cache/sized.ts'
import { verifyArtwork, verifyPictures } from './cache/verify-artwork.ts'
import type { AssetDeps } from './deps.ts'
import { fetchArtwork } from './fetch-artwork.ts'
import { CacheArtwork, CollectArtwork, FetchArtwork, VerifyArtwork, VerifyPictures } from './jobs.ts'
import { artworkRoutesOf } from './routes.ts'

export interface AssetsSetup extends Omit<AssetDeps, 'files'> {
  events: EventLog
  /** Of the data folder; pictures lie in `library/` and `library-sized/` of it. */
  cacheFolder: string
  timeZone: string
}

export interface Assets {
  routes: BoundRoute[]
  /** What the clock does to a library. */
  tasks: readonly LibraryTask[]
  files: PictureFiles
}

export function setUpAssets({ cacheFolder, timeZone, ...given }: AssetsSetup): Assets {
  const { jobs } = given
  const files = openPictureFiles(join(cacheFolder, 'library'))
  const sized = openSizedPictures(join(cacheFolder, 'library-sized'), files)
  const deps = { ...given, files, sized }
  jobs.handle(CacheArtwork, cacheArtwork(deps))
  jobs.handle(FetchArtwork, fetchArtwork(deps))
  jobs.handle(VerifyArtwork, verifyArtwork(deps))
  jobs.handle(VerifyPictures, verifyPictures(deps))
  jobs.handle(CollectArtwork, collectArtwork(deps))
  jobs.schedule({
    name: 'library.collect-artwork',
    contract: CollectArtwork,
    payload: {},
    cron: '50 5 * * *',
    timeZone,
  })
  return {
    routes: artworkRoutesOf(deps),
    tasks: [{ name: 'verification', contract: VerifyArtwork, payloadOf: (libraryId) => ({ libraryId }) }],
    files,
  }
}
