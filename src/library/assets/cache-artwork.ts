import { isDeepStrictEqual } from 'node:util'
import { dirname, join } from 'node:path'
import type { JobContext, JobHandler } from '../../jobs/index.ts'
import { waitWhileUnavailable } from '../../jobs/index.ts'
import { AppError, ConflictError, NotFoundError, UnavailableError } from '../../kernel/errors.ts'
import { requireNoLinks } from '../../media/require-no-links.ts'
import { findLibrary, type Library } from '../libraries/index.ts'
import { findFormerPlace, listOurs } from '../publish/index.ts'
import { readSource } from './cache/read-source.ts'
import { findBlob, saveBlobs } from './cache/store.ts'
import { type TakenBlob, takePicture } from './cache/take-picture.ts'
import { isLasting } from './choice/choose.ts'
import { chooseForTitles, enqueueFetches } from './choice/choose-for-titles.ts'
import type { AssetDeps } from './deps.ts'
import type { CacheArtwork } from './jobs.ts'
import type { Candidate } from './model.ts'
import { findOwners, listCandidates, saveTaken, type TakenFacts } from './store.ts'

/** What became of one file beside the media. */
type Taken = { candidate: Candidate; blob: TakenBlob } | { candidate: Candidate; refused: AppError }

const AT_ONCE = 4
const TRIES = 3

export function cacheArtwork(deps: AssetDeps): JobHandler<typeof CacheArtwork> {
  return async ({ titleIds }, job) => {
    const { db } = deps
    const owners = (await findOwners(db.read, titleIds)).filter(({ deletedAt }) => deletedAt === null)
    const byLibrary = Map.groupBy(owners, ({ libraryId }) => libraryId)
    let [done, pictures] = [0, 0]
    for (const [libraryId, ofLibrary] of byLibrary) {
      const library = await findLibrary(db.read, libraryId)
      if (library === undefined) continue
      const ids = ofLibrary.map(({ titleId }) => titleId)
      const taken = await takeLocal(deps, { library, titleIds: ids, job })
      const own = await listOwn(deps, library, taken)
      await job.commit(async (tx) => {
        const now = deps.clock.now()
        await saveBlobs(
          tx,
          taken.flatMap((one) => ('blob' in one ? [one.blob] : [])),
          now,
        )
        await saveTaken(
          tx,
          taken.flatMap((one) => changedBy(one, own)),
          now,
        )
        const { toFetch } = await chooseForTitles(tx, { library, titleIds: ids, now })
        await enqueueFetches(deps, tx, { library, titleIds: toFetch })
      })
      done += ids.length
      pictures += taken.length
      job.progress({ current: done, total: titleIds.length, unit: 'titles' })
    }
    return { titles: done, pictures }
  }
}

/** Those of the files that Patchbay wrote itself. */
async function listOwn({ db, roots }: AssetDeps, library: Library, taken: readonly Taken[]): Promise<Set<string>> {
  const standing = taken.flatMap((one) =>
    'blob' in one ? [{ relPath: one.candidate.ref, sha256: one.blob.sha256 }] : [],
  )
  const ours = await listOurs(db.read, library.libraryId, standing)
  const own = new Set<string>()
  if (ours.size === 0) return own
  const { path } = await roots.get(library.rootId)
  for (const one of standing)
    if ((await findFormerPlace(path, one, ours.get(one.sha256) ?? [])) !== undefined) own.add(one.relPath)
  return own
}

async function takeLocal(
  deps: AssetDeps,
  { library, titleIds, job }: { library: Library; titleIds: readonly number[]; job: JobContext },
): Promise<Taken[]> {
  const candidates = (await listCandidates(deps.db.read, titleIds)).filter(({ source }) => source === 'local')
  if (candidates.length === 0) return []
  await waitWhileUnavailable(job, () => deps.roots.requireOnline(library.rootId))
  const { path } = await deps.roots.get(library.rootId)
  const taken: Taken[] = []
  const left = candidates.toReversed()
  const drain = async (): Promise<void> => {
    for (let candidate = left.pop(); candidate !== undefined; candidate = left.pop()) {
      job.signal.throwIfAborted()
      taken.push(await takeOne(deps, candidate, path))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, drain))
  return taken
}

/** One picture that can't be taken stops no other; a disk that went away stops them all. */
async function takeOne({ db, files }: AssetDeps, candidate: Candidate, rootPath: string): Promise<Taken> {
  const path = join(rootPath, candidate.ref)
  const find = (sha256: string) => findBlob(db.read, sha256)
  for (let tries = 1; ; tries += 1) {
    try {
      await requireNoLinks(rootPath, dirname(candidate.ref))
      return { candidate, blob: await takePicture({ files, findBlob: find }, await readSource(path)) }
    } catch (error) {
      if (error instanceof ConflictError && tries < TRIES) continue
      if (error instanceof AppError && !(error instanceof UnavailableError)) return { candidate, refused: error }
      throw error
    }
  }
}

/**
 * A file that is gone keeps what the cache has of it, and so does one that is being written now: the scan that sees it whole
 * asks again.
 */
function changedBy(taken: Taken, own: ReadonlySet<string>): TakenFacts[] {
  const { candidate } = taken
  if ('blob' in taken) {
    const { sha256, width, height } = taken.blob
    const reason = own.has(candidate.ref) ? PUBLISHED : isLasting(candidate.reason) ? null : candidate.reason
    const after = { ...candidate, sha256, width, height, reason }
    return isDeepStrictEqual(after, candidate) ? [] : [after]
  }
  const { refused } = taken
  if (refused instanceof NotFoundError || refused instanceof ConflictError) return []
  return [{ ...candidate, sha256: null, reason: { code: refused.code, params: refused.params } }]
}

/** It would stand for the picture that it was written from, for ever. */
const PUBLISHED = { code: 'artwork/published', params: {} }
