import type { Reader } from '../../db/db.ts'
import { UnavailableError } from '../../kernel/errors.ts'
import { parseSeenIdentity } from '../../media/file-identity.ts'
import { identityAt } from '../batches/look-at-items.ts'
import type { ArchiveCore } from '../core.ts'
import { findItems, listBatchItems } from '../items/store.ts'
import { listKept } from '../sorting/kept-store.ts'
import type { SyncFile } from './model.ts'

/** Files of a batch that lie in its folder: those that wait there, and those that sorting by copy left there. */
export async function listSyncFiles(
  reader: Reader,
  batchId: number,
  pathOf: (relPath: string) => string,
): Promise<SyncFile[]> {
  const waiting = await listBatchItems(reader, batchId, ['batched'])
  const kept = await listKept(reader, batchId)
  const filed = await findItems(
    reader,
    kept.map(({ itemId }) => itemId),
  )
  const itemOf = new Map(filed.map((item) => [item.itemId, item]))
  const lying = [
    ...waiting,
    ...kept.flatMap((copy) => {
      const item = itemOf.get(copy.itemId)
      return item === undefined ? [] : [{ ...item, ...copy }]
    }),
  ]
  return lying.map(({ itemId, rootId, relPath, size, sha256, identity }) => ({
    itemId,
    relPath: pathOf(relPath),
    size,
    sha256: sha256 ?? '',
    place: { rootId, relPath },
    identity,
  }))
}

export const bytesOf = (files: readonly Pick<SyncFile, 'size'>[]): number =>
  files.reduce((sum, { size }) => sum + size, 0)

/** Looks at once. */
const IN_FLIGHT = 32
/** Some file systems keep times in steps of two seconds. */
const TIME_STEP_NS = 2_000_000_000n

/**
 * Those in whose place lies something else than was taken: the service would have brought that over, and it knows no hash of
 * ours. A file of another time is read. What is not there is told by the service.
 * @throws UnavailableError when one can't be read now
 */
export async function listReplaced(
  { folders, rereadFiles }: Pick<ArchiveCore, 'folders' | 'rereadFiles'>,
  files: readonly SyncFile[],
  signal: AbortSignal,
): Promise<SyncFile[]> {
  const touched: SyncFile[] = []
  const pathOf = ({ place }: SyncFile): string => folders.pathOf({ ...place, relRaw: null })
  for (let start = 0; start < files.length; start += IN_FLIGHT) {
    signal.throwIfAborted()
    const chunk = files.slice(start, start + IN_FLIGHT)
    const now = await Promise.all(chunk.map((file) => identityAt(pathOf(file))))
    touched.push(...chunk.filter(({ identity }, at) => !isAsTaken(identity, now[at])))
  }
  const asked = touched.map((file) => ({ path: pathOf(file), identity: null, size: file.size }))
  const answers = await rereadFiles(asked, { signal })
  return touched.filter(({ sha256 }, at) => {
    const answer = answers[at]
    if (answer?.kind === 'failed') throw new UnavailableError('media/unreadable', { params: { errno: answer.errno } })
    return answer?.kind !== 'hashed' || answer.sha256 !== sha256
  })
}

function isAsTaken(taken: string, now: string | undefined): boolean {
  if (now === undefined) return true
  const [then, here] = [parseSeenIdentity(taken), parseSeenIdentity(now)]
  const apart = here.mtimeNs - then.mtimeNs
  return then.size === here.size && apart < TIME_STEP_NS && apart > -TIME_STEP_NS
}
