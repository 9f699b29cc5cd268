import { CacheArtwork, TITLES_A_JOB } from './assets/index.ts'
import { EnrichTitle } from './enrich/jobs.ts'
import { PublishTitle } from './publish/jobs.ts'
import type { ScanFollower } from './scan/index.ts'

/** Pictures into the cache, some titles a job. */
export const cachesArtwork: ScanFollower = {
  phase: 'caching',
  contract: CacheArtwork,
  payloadsOf: ({ titleIds }) =>
    Array.from({ length: Math.ceil(titleIds.length / TITLES_A_JOB) }, (_, at) => ({
      titleIds: titleIds.slice(at * TITLES_A_JOB, (at + 1) * TITLES_A_JOB),
    })),
}

/** A series asks for its seasons and episodes itself. */
export const asksProvider: ScanFollower = {
  phase: 'enriching',
  contract: EnrichTitle,
  kinds: ['movie', 'series', 'artist', 'album'],
  payloadsOf({ library, titleIds }) {
    const { connectionId } = library.settings
    return connectionId === null ? [] : titleIds.map((titleId) => ({ titleId, connectionId }))
  },
}

export const publishes: ScanFollower = {
  phase: 'publishing',
  contract: PublishTitle,
  payloadsOf: ({ titleIds }) => titleIds.map((titleId) => ({ titleId })),
}
