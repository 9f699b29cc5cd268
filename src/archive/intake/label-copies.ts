import type { Db } from '../../db/db.ts'
import type { JobContext } from '../../jobs/index.ts'
import { breathe } from '../../kernel/breathe.ts'
import { CHUNK, commitEdits, intakeEdit } from '../items/commit-edits.ts'
import { findOriginals, findTakenSizes, listCopiesOf, listOrphanedDuplicates } from '../items/copy-store.ts'
import { listItemsInState } from '../items/store.ts'
import type { Item } from '../model.ts'
import type { HashFiles } from '../ports.ts'
import { type CompareDeps, compareOnDisk } from './compare-on-disk.ts'
import { type Copy, findCopies } from './find-copies.ts'
import type { UnderWayDeps } from './moves-under-way.ts'
import { noteMissing } from './note-missing.ts'
import { noteUnreadable } from './note-unreadable.ts'
import { keepStanding } from './standing-originals.ts'

export interface CopyDeps extends CompareDeps {
  db: Db
  hashFiles: HashFiles
  /** Absolute path of an item where it is now. */
  pathOf: (item: Item) => string
}

/** Finds which of the waiting items are copies. Only files whose size another one shares are read. @returns how many are new */
export async function labelCopies(deps: CopyDeps & UnderWayDeps, archiveId: number, job: JobContext): Promise<number> {
  const waiting = await listItemsInState(deps.db.read, archiveId, ['unique'])
  const { hashed, linked, rootIds } = await compareOnDisk(deps, waiting, job)
  const known = new Map(hashed.map((item) => [item.itemId, item]))
  const left = waiting.filter((item) => item.sha256 === null && !known.has(item.itemId))
  const sizes = [...new Set(left.map((item) => item.size))]
  const takenSizes = await findTakenSizes(deps.db.read, archiveId, { sizes, exceptRoots: rootIds })
  const linkedIds = new Set(linked.map((item) => item.itemId))
  const unread = left.filter((item) => takenSizes.has(item.size) || linkedIds.has(item.itemId))
  const compared = [
    ...waiting.filter((item) => item.sha256 !== null),
    ...hashed,
    ...(await hashItems(deps, unread, job)),
  ]
  // Those whose hash was known already, too: a look that broke off, or an orphan that was promoted, left them unlabelled.
  const originals = await findOriginals(
    deps.db.read,
    archiveId,
    compared.map((item) => String(item.sha256)),
  )
  await breathe()
  const standing = await keepStanding(originals, deps)
  const gone = await noteMissing(deps, standing.missing, job)
  // What a plan may have moved makes copies all the same, as long as nobody knows that it is gone.
  for (const item of standing.missing) if (!gone.has(item.itemId)) standing.originals.set(String(item.sha256), item)
  await breathe()
  const primaryOf = primariesOf(waiting)
  await breathe()
  const found = findCopies(compared, standing.originals, primaryOf)
  await breathe()
  const copies = withTheirPrimary(found, waiting)
  await breathe()
  const edits = copies.map(({ item, original, isHardLink }) => {
    const reason = { code: isHardLink ? 'hard-link' : 'same-bytes', params: { original: original.relPath } }
    return intakeEdit(item, { state: 'duplicate', duplicateOf: original.itemId, reason })
  })
  await commitEdits(job, edits)
  await followOriginals(deps, copies, job)
  return copies.length
}

/** What was a copy of an item that has itself turned out to be one is a copy of that one's original. */
async function followOriginals(deps: CopyDeps, copies: readonly Copy[], job: JobContext): Promise<void> {
  const originalOf = new Map(copies.map(({ item, original }) => [item.itemId, original]))
  const followers = await listCopiesOf(deps.db.read, [...originalOf.keys()])
  const edits = followers.flatMap((item) => {
    const original = originalOf.get(item.duplicateOf ?? 0)
    if (original === undefined) return []
    const reason =
      item.state === 'duplicate' ? { code: 'same-bytes', params: { original: original.relPath } } : undefined
    return [
      { itemId: item.itemId, change: { duplicateOf: original.itemId, ...(reason === undefined ? {} : { reason }) } },
    ]
  })
  await commitEdits(job, edits)
}

function primariesOf(waiting: readonly Item[]): (item: Item) => Item {
  const byPath = new Map(waiting.map((item) => [`${item.rootId}:${item.relPath}`, item]))
  return (item) => byPath.get(`${item.rootId}:${item.groupKey}`) ?? item
}

/** A sidecar or a live video is a copy only together with the picture that it belongs to. */
function withTheirPrimary(copies: readonly Copy[], waiting: readonly Item[]): Copy[] {
  const copied = new Set(copies.map(({ item }) => `${item.rootId}:${item.relPath}`))
  const stays = new Set(waiting.map((item) => `${item.rootId}:${item.relPath}`).filter((key) => !copied.has(key)))
  return copies.filter(({ item }) => item.groupKey === item.relPath || !stays.has(`${item.rootId}:${item.groupKey}`))
}

/** Hashes items where they lie; one that changed meanwhile goes back to arriving at the next look, one that can't be read says so. */
export async function hashItems(
  deps: Pick<CopyDeps, 'hashFiles' | 'pathOf'>,
  items: readonly Item[],
  job: JobContext,
): Promise<Item[]> {
  const hashed: Item[] = []
  const total = items.reduce((sum, item) => sum + item.size, 0)
  let before = 0
  for (let start = 0; start < items.length; start += CHUNK) {
    const chunk = items.slice(start, start + CHUNK)
    const files = chunk.map((item) => ({ path: deps.pathOf(item), identity: item.identity }))
    const onProgress = (bytes: number): void =>
      job.progress({ current: before + bytes, total, unit: 'bytes', message: chunk[0]?.relPath })
    const answers = await deps.hashFiles(files, { signal: job.signal, onProgress })
    const known = chunk.flatMap((item, index) => {
      const answer = answers[index]
      return answer?.kind === 'hashed' ? [{ ...item, sha256: answer.sha256 }] : []
    })
    const failed = chunk.flatMap((item, index) => {
      const answer = answers[index]
      return answer?.kind === 'failed' ? [{ item, errno: answer.errno }] : []
    })
    await noteUnreadable(failed, job)
    await commitEdits(
      job,
      known.map(({ itemId, sha256 }) => ({ itemId, change: { sha256 } })),
    )
    hashed.push(...known)
    before += chunk.reduce((sum, item) => sum + item.size, 0)
  }
  return hashed
}

/** A duplicate whose original is gone becomes the original. */
export async function promoteOrphans(deps: CopyDeps, archiveId: number, job: JobContext): Promise<void> {
  const orphans = await listOrphanedDuplicates(deps.db.read, archiveId)
  const first = [...new Map(orphans.toReversed().map((orphan) => [orphan.sha256 ?? orphan.itemId, orphan])).values()]
  const reason = { code: 'promoted', params: {} }
  await commitEdits(
    job,
    first.map((orphan) => intakeEdit(orphan, { state: 'unique', duplicateOf: null, reason })),
  )
}
