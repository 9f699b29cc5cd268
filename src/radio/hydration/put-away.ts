import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Tx } from '../../db/db.ts'
import { type JobContext, waitWhileUnavailable } from '../../jobs/index.ts'
import { RejectedError } from '../../kernel/errors.ts'
import type { FileIdentity } from '../../media/file-identity.ts'
import type { Outcome, Transfer } from '../../transfer/index.ts'
import type { Inbox } from './model.ts'

export interface PutAway {
  inbox: Inbox
  relPath: string
  identity: FileIdentity
  sha256: string
  /** Who asked: `delivery:7`. */
  ref: string
  /** Written with the move that is begun. */
  done?(tx: Tx): Promise<void>
}

/**
 * To the archive of its inbox, or to the trash of its folder. A file that is gone already was put away by an earlier
 * attempt, or by somebody.
 * @throws RejectedError `transfer/…`
 */
export async function putAway(transfer: Transfer, given: PutAway, job: JobContext): Promise<void> {
  const { inbox, relPath } = given
  if (await isGone(join(inbox.path, relPath))) return
  let outcome = await moveOnce(transfer, { ...given, target: relPath }, job)
  if (outcome?.kind === 'refused' && outcome.refusal.code === 'conflict' && inbox.archiveRootId !== null)
    outcome = await moveOnce(transfer, { ...given, target: apart(relPath, given.sha256) }, job)
  if (outcome?.kind !== 'refused') return
  const { code, params } = outcome.refusal
  throw new RejectedError(`transfer/${code}`, { params: { ...params, path: relPath } })
}

async function moveOnce(
  transfer: Transfer,
  { inbox, relPath, identity, sha256, ref, target, done }: PutAway & { target: string },
  job: JobContext,
): Promise<Outcome | undefined> {
  const item = { from: { rootId: inbox.rootId, relPath }, identity, sha256, ref }
  const { archiveRootId } = inbox
  const [moveId] = await job.commit(async (tx) => {
    await done?.(tx)
    if (archiveRootId === null) return transfer.prepareTrash(tx, [item])
    const to = { rootId: archiveRootId, relPath: target }
    return transfer.prepare(tx, [{ ...item, kind: 'move', to, onIdentical: 'trash' }])
  })
  if (moveId === undefined) return undefined
  return (await waitWhileUnavailable(job, () => transfer.run([moveId], { signal: job.signal }))).get(moveId)
}

/** `show.mp3` as `show (1a2b3c4d).mp3`: another file has its name there, and keeps it. */
function apart(relPath: string, sha256: string): string {
  const dot = relPath.lastIndexOf('.')
  return `${relPath.slice(0, dot)} (${sha256.slice(0, 8)})${relPath.slice(dot)}`
}

async function isGone(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return false
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true
    throw error
  }
}
