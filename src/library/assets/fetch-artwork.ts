import type { JobHandler } from '../../jobs/index.ts'
import { AppError, CredentialsRefusedError } from '../../kernel/errors.ts'
import { findLibrary } from '../libraries/index.ts'
import { findBlob, saveBlobs } from './cache/store.ts'
import { type TakenBlob, takePicture } from './cache/take-picture.ts'
import { chooseForTitles, enqueueFetches, isToFetch } from './choice/choose-for-titles.ts'
import type { AssetDeps } from './deps.ts'
import type { FetchArtwork } from './jobs.ts'
import { type Candidate, LARGEST_PICTURE } from './model.ts'
import type { ArtworkSource } from './ports.ts'
import { findOwners, listCandidates, saveTaken } from './store.ts'

/**
 * One title after the other, each kept when it is done, so that a retry brings only what is missing. A picture that the
 * provider does not have, or that is none, is noted at the candidate and the next best is chosen.
 */
export function fetchArtwork(deps: AssetDeps): JobHandler<typeof FetchArtwork> {
  return async ({ titleIds, connectionId }, job) => {
    const source = await deps.openArtwork(connectionId)
    let fetched = 0
    for (const owner of await findOwners(deps.db.read, titleIds)) {
      job.signal.throwIfAborted()
      if (owner.deletedAt !== null) continue
      const library = await findLibrary(deps.db.read, owner.libraryId)
      const wanted = (await listCandidates(deps.db.read, [owner.titleId])).filter(isToFetch)
      if (library === undefined || wanted.length === 0) continue
      const brought: Brought[] = []
      for (const candidate of wanted) brought.push(await bring(deps, { candidate, source, signal: job.signal }))
      await job.commit(async (tx) => {
        const now = deps.clock.now()
        await saveBlobs(
          tx,
          brought.flatMap(({ blob }) => (blob === undefined ? [] : [blob])),
          now,
        )
        await saveTaken(
          tx,
          brought.map(({ candidate }) => candidate),
          now,
        )
        // What was brought may look like another one, or be no picture: then others are chosen in its place.
        const { toFetch } = await chooseForTitles(tx, { library, titleIds: [owner.titleId], now })
        if (toFetch.length > 0) await enqueueFetches(deps, tx, { library, titleIds: toFetch })
      })
      fetched += brought.length
      job.progress({ current: fetched, unit: 'pictures', message: owner.title })
    }
    return { fetched }
  }
}

interface Brought {
  candidate: Candidate
  blob?: TakenBlob
}

/** @throws what may be tried again */
async function bring(
  { db, files }: AssetDeps,
  { candidate, source, signal }: { candidate: Candidate; source: ArtworkSource; signal: AbortSignal },
): Promise<Brought> {
  try {
    const bytes = await source.fetchArtwork(candidate.ref, { maxBytes: LARGEST_PICTURE }, signal)
    const blob = await takePicture({ files, findBlob: (sha256) => findBlob(db.read, sha256) }, bytes)
    const { sha256, width, height } = blob
    return { candidate: { ...candidate, sha256, width, height, reason: null }, blob }
  } catch (error) {
    if (!(error instanceof AppError) || error.isRetryable || error instanceof CredentialsRefusedError) throw error
    const reason = { code: error.code, params: error.params }
    return { candidate: { ...candidate, reason } }
  }
}
