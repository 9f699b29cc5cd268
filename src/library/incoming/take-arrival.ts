import type { Attention } from '../../attention/index.ts'
import type { Db, Reader, Tx } from '../../db/db.ts'
import { lockInTx } from '../../db/lock-in-tx.ts'
import type { JobContext, JobHandler, PayloadOf, SettledJob } from '../../jobs/index.ts'
import { NotFoundError } from '../../kernel/errors.ts'
import type { TitleIds } from '../titles/model.ts'
import { findPlace, type LibraryPlace } from './find-place.ts'
import type { TakeArrival } from './jobs.ts'
import {
  type ArrivalRow,
  type FolderPlace,
  insertArrivals,
  listArrivalsOfJob,
  listSenderFolders,
  listToTake,
  markTaken,
} from './store.ts'

/** A folder to look at, and what was said of it. */
export interface ToldFolder extends FolderPlace {
  ids: TitleIds
  /** Its title is said to be gone: when nothing is there, that is believed at once. */
  isToldGone: boolean
}

export interface TakeArrivalDeps {
  db: Db
  /** Those that are switched on. */
  listLibraries(reader: Reader): Promise<readonly LibraryPlace[]>
  /** Has folders looked at, as children of the job. */
  lookAt(job: JobContext, folders: readonly ToldFolder[]): void
}

/** One import is said for each of its files, within a moment. */
const SETTLE_MS = 1500

export function takeArrival(deps: TakeArrivalDeps): JobHandler<typeof TakeArrival> {
  return async (payload, job) => {
    const own = await noteArrivals(deps, payload, job)
    const restMs = Math.max(...own.map(({ at }) => at)) + SETTLE_MS - job.clock.now()
    if (restMs > 0) job.snooze(restMs, { code: 'library.more-may-come', params: {} })
    const folders: ToldFolder[] = []
    for (const place of own) {
      const taken = await takeAll(job, place)
      if (taken.length > 0) folders.push({ ...placeOf(place), ...saidOf(taken) })
    }
    if (folders.length > 0) deps.lookAt(job, folders)
    return { folders: folders.length, isOneWithAnother: folders.length === 0 }
  }
}

const placeOf = ({ libraryId, relPath }: FolderPlace): FolderPlace => ({ libraryId, relPath })

/** Once a job, whatever comes between; a folder that is in no library is told before anything is written. */
async function noteArrivals(
  { db, listLibraries }: TakeArrivalDeps,
  payload: PayloadOf<typeof TakeArrival>,
  job: JobContext,
): Promise<ArrivalRow[]> {
  const known = await listArrivalsOfJob(db.read, job.jobId)
  if (known.length > 0) return known
  const { sourceId, sender, what, title, ids, folders } = payload
  const mappings = await listSenderFolders(db.read, sourceId)
  const libraries = await listLibraries(db.read)
  const places = new Map<string, FolderPlace>()
  for (const [at, folder] of folders.entries()) {
    const place = await findPlace({ mappings, libraries }, folder)
    if (place !== undefined) places.set(`${place.libraryId} ${place.relPath}`, place)
    // Where it was before may be outside of every library, such as a folder of downloads.
    else if (at === 0) throw new NotFoundError('library/folder-of-no-library', { params: { folder, sender, sourceId } })
  }
  const facts = { jobId: job.jobId, sourceId, sender, what, title, ids, at: job.clock.now() }
  await job.commit((tx) =>
    insertArrivals(
      tx,
      [...places.values()].map((place) => ({ ...facts, ...place })),
    ),
  )
  return listArrivalsOfJob(db.read, job.jobId)
}

/** What was said of the folder until now is one look: what is said later has a job of its own. */
function takeAll(job: JobContext, place: FolderPlace): Promise<ArrivalRow[]> {
  return job.commit(async (tx) => {
    await lockInTx(tx, `library-arrivals:${place.libraryId}:${place.relPath}`)
    const waiting = await listToTake(tx, place, job.jobId)
    await markTaken(
      tx,
      waiting.map(({ arrivalId }) => arrivalId),
      job.jobId,
    )
    return waiting
  })
}

const saidOf = (taken: readonly ArrivalRow[]): Pick<ToldFolder, 'ids' | 'isToldGone'> => ({
  ids: Object.assign({}, ...taken.map(({ ids }) => ids)) as TitleIds,
  isToldGone: taken.some(({ what }) => what === 'removed' || what === 'file-removed'),
})

const pageOf = ({ sourceId, folders }: PayloadOf<typeof TakeArrival>): string =>
  `/library/webhooks?sender=${sourceId}&folder=${encodeURIComponent(folders[0] ?? '')}`

export const unmappedCause = (sourceId: number): string => `library.sender-folder:${sourceId}`

/** One card a sender: its folders are called otherwise than here, and nobody has said how. */
export const tellUnmapped =
  (attention: Attention) =>
  async (tx: Tx, { runId, payload, state, reason }: SettledJob<typeof TakeArrival>): Promise<void> => {
    const cause = unmappedCause(payload.sourceId)
    if (state === 'completed') return attention.resolve(tx, cause)
    if (state !== 'failed' || reason?.code !== 'library/folder-of-no-library') return
    await attention.raise(tx, {
      cause,
      code: 'library.sender-folder',
      params: { folder: payload.folders[0] ?? '', title: payload.title, sender: payload.sender },
      severity: 'warn',
      subject: `webhook-source:${payload.sourceId}`,
      actions: [
        { code: 'map-folder', open: pageOf(payload) },
        { code: 'open-run', open: `/activity?job=${runId}` },
      ],
    })
  }
