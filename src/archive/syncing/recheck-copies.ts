import type { JobContext, PayloadOf } from '../../jobs/index.ts'
import { AppError, InvariantError, UnavailableError } from '../../kernel/errors.ts'
import type { RecheckCopies } from '../jobs.ts'
import type { SaidCode } from '../model.ts'
import { isSyncingOn } from '../sorting/sort-mode.ts'
import type { SyncDeps } from './deps.ts'
import { type FileProof, holdOf, type SyncFile } from './model.ts'
import { COPY_ENDS, type CopyEnd, copyEndOf, noteCopies, tellCopies } from './note-copies.ts'
import { mayHeal, reasonOf } from './sync-effect.ts'
import { type OpenWay, openWay } from './open-way.ts'
import { type DueCopies, listCopiesOfBatch, listDueBatches, sumDueCopies, withdrawCopies } from './proof-store.ts'
import { forgetUntold, tellUntold } from './tell-copies.ts'
import { listReplaced, listSyncFiles } from './sync-files.ts'

const DAY_MS = 86_400_000
/** A copy that was proven is looked at again when that is as long ago. */
const STALE_MS = 7 * DAY_MS
/** One that is gone is looked for each night: it may be brought back there. */
const MISSED_MS = DAY_MS / 2
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
    const now = deps.clock.now()
    const wanted = { archiveId, before: now - STALE_MS, missedBefore: now - MISSED_MS }
    const due = isSyncingOn(deps.settings()) ? await listDueBatches(deps.db.read, wanted) : []
    const asker = askerFor(deps, wanted, job)
    const opened = due.length === 0 ? undefined : await openTelling(deps, asker, job.signal)
    await job.commit((tx) => forgetUntold(deps, tx, archiveId))
    if (opened === undefined) return sum
    for (const batchId of due) {
      if (Object.values(sum).reduce((all, n) => all + n, 0) >= MOST_FILES) break
      const seen = await recheckBatch(deps, { batchId, opened, pause, ask: asker.ask }, job)
      for (const name of COPY_ENDS) sum[name] += seen[name].length
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

function askerFor(deps: SyncDeps, due: DueCopies, job: JobContext): Asker {
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

type Rechecked = Record<CopyEnd, number>

interface Asked {
  batchId: number
  opened: OpenWay
  pause: (ms: number, signal: AbortSignal) => Promise<void>
  ask: Asker['ask']
}

type Seen = Record<CopyEnd, SyncFile[]>

async function recheckBatch(deps: SyncDeps, { batchId, opened, pause, ask }: Asked, job: JobContext): Promise<Seen> {
  const { folderId, deviceId } = opened.way
  const copies = await listCopiesOfBatch(deps.db.read, batchId)
  const known = new Set(
    copies.filter((copy) => copy.folderId === folderId && copy.deviceId === deviceId).map(({ itemId }) => itemId),
  )
  const lying = await listSyncFiles(deps.db.read, batchId, opened.pathOf)
  const files = lying.filter(({ itemId }) => known.has(itemId))
  const seen: Seen = { there: [], gone: [], untold: [] }
  for (let at = 0; at < files.length; at += AT_ONCE) {
    const chunk = files.slice(at, at + AT_ONCE)
    const told = await ask(() => opened.folder.prove(chunk, { signal: job.signal }))
    const proofs = await heldAgainst(deps, chunk, { told, signal: job.signal })
    for (const [index, file] of chunk.entries()) seen[copyEndOf(proofs[index])].push(file)
    await job.commit((tx) => noteCopies(deps, tx, { batchId, way: opened.way, files: chunk, proofs }))
    await pause(chunk.length * PACE_MS, job.signal)
  }
  const here = new Set(lying.map(({ itemId }) => itemId))
  const left = copies.filter(({ goneSince, itemId }) => goneSince !== null && !here.has(itemId))
  await job.commit(async (tx) => {
    await withdrawCopies(
      tx,
      left.map(({ itemId }) => itemId),
      deps.clock.now(),
    )
    await tellCopies(deps, tx, { batchId, way: opened.way, gone: seen.gone, before: copies })
  })
  return seen
}

/** What the service says, but for files in whose place another one lies; nothing where they can't be read now. */
async function heldAgainst(
  deps: SyncDeps,
  files: readonly SyncFile[],
  { told, signal }: { told: readonly FileProof[]; signal: AbortSignal },
): Promise<(FileProof | undefined)[]> {
  try {
    const replaced = await listReplaced(deps, files, signal)
    return files.map((file, at) => (replaced.includes(file) ? 'changed' : told[at]))
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error
    return files.map(() => undefined)
  }
}
