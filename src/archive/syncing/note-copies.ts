import type { Tx } from '../../db/db.ts'
import { findBatch } from '../batches/store.ts'
import type { SyncDeps } from './deps.ts'
import type { FileProof, SyncFile, SyncWay } from './model.ts'
import { missCopies, type ProvenCopy, saveCopies } from './proof-store.ts'
import { findSync } from './store.ts'
import { forgetGone, tellGone } from './tell-copies.ts'

/** What a look says of a copy that was proven before. */
export const COPY_ENDS = ['there', 'gone', 'untold'] as const
export type CopyEnd = (typeof COPY_ENDS)[number]

const ENDS: Partial<Record<FileProof, CopyEnd>> = { there: 'there', missing: 'gone', changed: 'gone' }

/** What the service here leaves out says nothing of the copy; where another file is, the one that was proven is gone. */
export const copyEndOf = (proof: FileProof | undefined): CopyEnd => (proof && ENDS[proof]) ?? 'untold'

export interface LookedCopies {
  batchId: number
  way: SyncWay
  files: readonly SyncFile[]
  /** One for each of them. */
  proofs: readonly (FileProof | undefined)[]
}

type NoteDeps = Pick<SyncDeps, 'clock' | 'attention' | 'events'>

/** What is there is dated anew, what is gone counts as proven no longer; what can't be told stays as it is. */
export async function noteCopies({ clock }: NoteDeps, tx: Tx, looked: LookedCopies): Promise<void> {
  const { batchId, way, files, proofs } = looked
  const { connectionId, deviceId, peer, folderId } = way
  const of = (end: CopyEnd): SyncFile[] => files.filter((_file, at) => copyEndOf(proofs[at]) === end)
  const there = of('there').map((file) => ({ ...file, batchId, connectionId, deviceId, peer, folderId }))
  await saveCopies(tx, there, clock.now())
  const gone = of('gone').map(({ itemId }) => itemId)
  await missCopies(tx, gone, clock.now())
}

export interface ToldCopies {
  batchId: number
  way: SyncWay
  gone: readonly SyncFile[]
  /** The copies of the batch as they were known before the look. */
  before: readonly ProvenCopy[]
}

/** A person is told of what is gone, once; and no more when nothing is. */
export async function tellCopies(deps: NoteDeps, tx: Tx, { batchId, way, gone, before }: ToldCopies): Promise<void> {
  const batch = await findBatch(tx, batchId)
  if (gone.length === 0 || batch === undefined) return forgetGone(deps, tx, batchId)
  const copies = new Map(before.map((copy) => [copy.itemId, copy]))
  await tellGone(deps, tx, {
    batch,
    deliveryId: (await findSync(tx, batchId))?.deliveryId ?? null,
    way,
    count: gone.length,
    first: gone[0]?.relPath ?? '',
    lastSeenAt: Math.max(...gone.map(({ itemId }) => copies.get(itemId)?.lookedAt ?? 0)),
    isNew: gone.some(({ itemId }) => copies.get(itemId)?.goneSince === null),
  })
}
