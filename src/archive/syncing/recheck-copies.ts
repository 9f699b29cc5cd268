import type { Tx } from '../../db/db.ts'
import type { JobContext, PayloadOf } from '../../jobs/index.ts'
import { AppError, InvariantError } from '../../kernel/errors.ts'
import { findBatch } from '../batches/store.ts'
import type { RecheckCopies } from '../jobs.ts'
import type { SaidCode } from '../model.ts'
import { isSyncingOn } from '../sorting/sort-mode.ts'
import type { SyncDeps } from './deps.ts'
import { type FileProof, holdOf, type SyncFile } from './model.ts'
import { mayHeal, reasonOf } from './sync-effect.ts'
import { type OpenWay, openWay } from './open-way.ts'
import {
  listCopiesOfBatch,
  listDueBatches,
  type ProvenCopy,
  saveCopies,
  sumDueCopies,
  withdrawCopies,
} from './proof-store.ts'
import { findSync } from './store.ts'
import { forgetGone, forgetUntold, tellGone, tellUntold } from './tell-copies.ts'
import { listSyncFiles } from './sync-files.ts'

const DAY_MS = 86_400_000
/** A copy that was proven is looked at again when that is as long ago. */
const STALE_MS = 7 * DAY_MS
/** Files of one night; what is left over is due the next. */
const MOST_FILES = 20_000
const AT_ONCE = 500
/** A question takes about a millisecond of the service; a fifth of its time at most is ours. */
const PACE_MS = 4

/**
 * Looks again at copies that were proven at the other machine a while ago, the longest ago first. What is there is dated
 * anew; what is not there any more counts as proven no longer, and a person is told when it was last seen. What can't be
 * told now stays as it is, and due. While nothing can be told at all the job waits, with one card where a person must do
 * something: the nights that follow find it waiting, and it goes on by itself. Repeating it is harmless.
 */
export function recheckCopies(deps: SyncDeps, pause: (ms: number, signal: AbortSignal) => Promise<void>) {
  return async ({ archiveId }: PayloadOf<typeof RecheckCopies>, job: JobContext): Promise<Rechecked> => {
    const sum: Rechecked = { there: 0, gone: 0, untold: 0 }
    const before = deps.clock.now() - STALE_MS
    const due = isSyncingOn(deps.settings()) ? await listDueBatches(deps.db.read, { archiveId, before }) : []
    const asker = askerFor(deps, { archiveId, before }, job)
    const opened = due.length === 0 ? undefined : await openTelling(deps, asker, job.signal)
    await job.commit((tx) => forgetUntold(deps, tx, archiveId))
    if (opened === undefined) return sum
    for (const batchId of due) {
      if (sum.there + sum.gone + sum.untold >= MOST_FILES) break
      const seen = await recheckBatch(deps, { batchId, opened, pause, ask: asker.ask }, job)
      for (const name of ['there', 'gone', 'untold'] as const) sum[name] += seen[name].length
    }
    return sum
  }
}

/** Asks the service; while nothing can be asked, or nothing it says would be true, the job waits and asks again. */
interface Asker {
  ask<T>(work: () => Promise<T>): Promise<T>
  /** Until a person has done something about it, who is told. */
  wait(reason: SaidCode): Promise<never>
}

const AGAIN_MS = 10 * 60_000

function askerFor(deps: SyncDeps, due: { archiveId: number; before: number }, job: JobContext): Asker {
  const wait = async (reason: SaidCode): Promise<never> => {
    const waiting = await sumDueCopies(deps.db.read, due)
    if (waiting !== undefined)
      await job.commit((tx) => tellUntold(deps, tx, { archiveId: due.archiveId, reason, ...waiting }))
    return job.snooze(AGAIN_MS, { code: 'archive/copies-untold', params: {} })
  }
  return {
    wait,
    async ask(work) {
      try {
        return await work()
      } catch (error) {
        if (job.signal.aborted || !(error instanceof AppError) || error instanceof InvariantError) throw error
        return mayHeal(error) ? job.snooze(AGAIN_MS, reasonOf(error)) : wait(reasonOf(error))
      }
    },
  }
}

/** While it is so, the service says nothing true of any file. */
const TELLS_NOTHING: readonly string[] = ['folder-paused', 'folder-error', 'not-sharing']

async function openTelling(deps: SyncDeps, { ask, wait }: Asker, signal: AbortSignal): Promise<OpenWay> {
  const opened = await ask(() => openWay(deps, signal))
  const { hold } = await ask(() => opened.folder.look(signal))
  return hold !== null && TELLS_NOTHING.includes(hold.code) ? wait(holdOf(hold.code, hold.params)) : opened
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
  ask: Asker['ask']
}

type Seen = Record<keyof Rechecked, SyncFile[]>

async function recheckBatch(deps: SyncDeps, { batchId, opened, pause, ask }: Asked, job: JobContext): Promise<Seen> {
  const { folderId, deviceId } = opened.way
  const copies = (await listCopiesOfBatch(deps.db.read, batchId)).filter(
    (copy) => copy.folderId === folderId && copy.deviceId === deviceId,
  )
  const known = new Map(copies.map((copy) => [copy.itemId, copy]))
  const files = (await listSyncFiles(deps.db.read, batchId, opened.pathOf)).filter(({ itemId }) => known.has(itemId))
  const seen: Seen = { there: [], gone: [], untold: [] }
  for (let at = 0; at < files.length; at += AT_ONCE) {
    const chunk = files.slice(at, at + AT_ONCE)
    const proofs = await ask(() => opened.folder.prove(chunk, { signal: job.signal }))
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
  const batch = await findBatch(tx, batchId)
  if (gone.length === 0 || batch === undefined) return forgetGone(deps, tx, batchId)
  await tellGone(deps, tx, {
    batch,
    deliveryId: (await findSync(tx, batchId))?.deliveryId ?? null,
    way: opened.way,
    count: gone.length,
    first: gone[0]?.relPath ?? '',
    lastSeenAt: Math.max(...gone.map(({ itemId }) => known.get(itemId)?.lookedAt ?? 0)),
  })
}
