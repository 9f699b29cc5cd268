import type { Tx } from '../../db/db.ts'
import type { JobContext, PayloadOf } from '../../jobs/index.ts'
import { instant } from '../../kernel/contract.ts'
import { findBatch } from '../batches/store.ts'
import type { RecheckCopies } from '../jobs.ts'
import { isSyncingOn } from '../sorting/sort-mode.ts'
import type { SyncDeps } from './deps.ts'
import type { FileProof, SyncFile } from './model.ts'
import { type OpenWay, openWay } from './open-way.ts'
import { listCopiesOfBatch, listDueBatches, type ProvenCopy, saveCopies, withdrawCopies } from './proof-store.ts'
import { findSync } from './store.ts'
import { listSyncFiles } from './sync-files.ts'

const DAY_MS = 86_400_000
/** A copy that was proven is looked at again when that is as long ago. */
const STALE_MS = 7 * DAY_MS
/** Files of one night; what is left over is due the next. */
const MOST_FILES = 20_000
const AT_ONCE = 500
/** A question takes about a millisecond of the service; a fifth of its time at most is ours. */
const PACE_MS = 4

export const goneCause = (batchId: number): string => `archive.copies-gone:${batchId}`

/**
 * Looks again at copies that were proven at the other machine a while ago, the longest ago first. What is there is dated
 * anew; what is not there any more counts as proven no longer, and a person is told when it was last seen. What can't be
 * told now stays as it is, and due. Repeating it is harmless.
 */
export function recheckCopies(deps: SyncDeps, pause: (ms: number, signal: AbortSignal) => Promise<void>) {
  return async ({ archiveId }: PayloadOf<typeof RecheckCopies>, job: JobContext): Promise<Rechecked> => {
    const sum: Rechecked = { there: 0, gone: 0, untold: 0 }
    if (!isSyncingOn(deps.settings())) return sum
    const due = await listDueBatches(deps.db.read, { archiveId, before: deps.clock.now() - STALE_MS })
    if (due.length === 0) return sum
    const opened = await openWay(deps, job.signal)
    for (const batchId of due) {
      if (sum.there + sum.gone + sum.untold >= MOST_FILES) break
      const seen = await recheckBatch(deps, { batchId, opened, pause }, job)
      for (const name of ['there', 'gone', 'untold'] as const) sum[name] += seen[name].length
    }
    return sum
  }
}

interface Rechecked {
  there: number
  gone: number
  untold: number
}

interface Asked {
  batchId: number
  opened: OpenWay
  pause: (ms: number, signal: AbortSignal) => Promise<void>
}

type Seen = Record<keyof Rechecked, SyncFile[]>

async function recheckBatch(deps: SyncDeps, { batchId, opened, pause }: Asked, job: JobContext): Promise<Seen> {
  const { folderId, deviceId } = opened.way
  const copies = (await listCopiesOfBatch(deps.db.read, batchId)).filter(
    (copy) => copy.folderId === folderId && copy.deviceId === deviceId,
  )
  const known = new Map(copies.map((copy) => [copy.itemId, copy]))
  const files = (await listSyncFiles(deps.db.read, batchId, opened.pathOf)).filter(({ itemId }) => known.has(itemId))
  const seen: Seen = { there: [], gone: [], untold: [] }
  for (let at = 0; at < files.length; at += AT_ONCE) {
    const chunk = files.slice(at, at + AT_ONCE)
    const proofs = await opened.folder.prove(chunk, { signal: job.signal })
    for (const [index, file] of chunk.entries()) seen[endOf(proofs[index])].push(file)
    await job.commit((tx) => keep(deps, tx, { batchId, opened, chunk, proofs }))
    await pause(chunk.length * PACE_MS, job.signal)
  }
  await job.commit((tx) => tell(deps, tx, { batchId, gone: seen.gone, known, opened }))
  return seen
}

/** What the service here leaves out or has otherwise says nothing of the copy. */
const endOf = (proof: FileProof | undefined): keyof Rechecked =>
  proof === 'there' ? 'there' : proof === 'missing' ? 'gone' : 'untold'

interface Proven {
  batchId: number
  opened: OpenWay
  chunk: readonly SyncFile[]
  proofs: readonly FileProof[]
}

async function keep({ clock }: SyncDeps, tx: Tx, { batchId, opened, chunk, proofs }: Proven): Promise<void> {
  const { connectionId, deviceId, peer, folderId } = opened.way
  const of = (end: keyof Rechecked): SyncFile[] => chunk.filter((_file, at) => endOf(proofs[at]) === end)
  const there = of('there').map((file) => ({ ...file, batchId, connectionId, deviceId, peer, folderId }))
  await saveCopies(tx, there, clock.now())
  await withdrawCopies(
    tx,
    of('gone').map(({ itemId }) => itemId),
    clock.now(),
  )
}

interface Gone {
  batchId: number
  gone: readonly SyncFile[]
  known: ReadonlyMap<number, ProvenCopy>
  opened: OpenWay
}

async function tell(deps: SyncDeps, tx: Tx, { batchId, gone, known, opened }: Gone): Promise<void> {
  const { attention, events } = deps
  if (gone.length === 0) return attention.resolve(tx, goneCause(batchId))
  const batch = await findBatch(tx, batchId)
  const deliveryId = (await findSync(tx, batchId))?.deliveryId ?? null
  const lastSeenAt = Math.max(...gone.map(({ itemId }) => known.get(itemId)?.lookedAt ?? 0))
  const { peer, connectionId } = opened.way
  const params = {
    batch: batch?.name ?? String(batchId),
    peer,
    count: gone.length,
    first: gone[0]?.relPath ?? '',
    lastSeenAt: instant(lastSeenAt),
  }
  await attention.raise(tx, {
    cause: goneCause(batchId),
    code: 'archive.copies-gone',
    params,
    severity: 'warn',
    subject: `archive.batch:${batchId}`,
    actions: [
      ...(deliveryId === null
        ? []
        : [{ code: 'look-again', call: { operationId: 'deliveries.look', params: { deliveryId } } }]),
      { code: 'open-batch', open: `/archive/batches/${batchId}` },
      { code: 'open-connection', open: `/connections/${connectionId}` },
    ],
  })
  await events.append(tx, {
    kind: 'archive.copies.gone',
    actor: 'system',
    subject: `archive.batch:${batchId}`,
    data: params,
  })
}
