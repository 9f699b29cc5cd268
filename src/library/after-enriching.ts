import type { EnrichDeps } from './enrich/enrich-title.ts'
import { CacheArtwork, TITLES_A_JOB } from './assets/index.ts'
import { PublishTitle } from './publish/index.ts'

/** What a provider told brings pictures, and changes what lies beside the media. A scan publishes in a phase of its own. */
export const afterEnriching: EnrichDeps['follow'] = (job, { titleIds, isAlone, library: { settings } }) => {
  const parts = Array.from({ length: Math.ceil(titleIds.length / TITLES_A_JOB) }, (_, at) =>
    titleIds.slice(at * TITLES_A_JOB, (at + 1) * TITLES_A_JOB),
  )
  const cached = settings.steps.cache ? parts.map((part) => job.enqueue(CacheArtwork, { titleIds: part })) : []
  if (!isAlone || !settings.steps.publish) return
  for (const titleId of titleIds) job.enqueue(PublishTitle, { titleId }, { after: cached })
}
