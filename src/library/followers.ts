import { CacheArtwork, TITLES_A_JOB } from './assets/index.ts'
import { EnrichTitle } from './enrich/jobs.ts'
import { AskPlayers } from './players/index.ts'
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
  // Of what has not changed the provider is asked by what it says itself has changed.
  wants: ({ hasChanged, isEnriched }, { mode }) => hasChanged || !isEnriched || mode === 'full',
  payloadsOf({ library, scan: { scanId }, titleIds }) {
    const { connectionId } = library.settings
    return connectionId === null ? [] : titleIds.map((titleId) => ({ titleId, connectionId, scanId }))
  },
}

export const publishes: ScanFollower = {
  phase: 'publishing',
  contract: PublishTitle,
  payloadsOf: ({ scan, titleIds }) => (scan.options.steps.publish ? titleIds.map((titleId) => ({ titleId })) : []),
}

const ASKED_AT_ONCE = 500

/** Once all is published, so that players find it; of the same folder they are told once. */
export const tellsPlayers: ScanFollower = {
  phase: 'publishing',
  contract: AskPlayers,
  isLast: true,
  wants: ({ hasChanged }) => hasChanged,
  payloadsOf: ({ titleIds }) =>
    Array.from({ length: Math.ceil(titleIds.length / ASKED_AT_ONCE) }, (_, at) => ({
      titleIds: titleIds.slice(at * ASKED_AT_ONCE, (at + 1) * ASKED_AT_ONCE),
      change: 'changed',
    })),
}
