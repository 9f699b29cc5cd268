import { availableParallelism } from 'node:os'
import { basename, join } from 'node:path'
import { type JobContext, type PayloadOf, waitWhileUnavailable } from '../../../../jobs/index.ts'
import { type AppError, ConflictError, RejectedError } from '../../../../kernel/errors.ts'
import { createTurnstile } from '../../../../media/turnstile.ts'
import type { Roots } from '../../../../transfer/index.ts'
import { getInbox } from '../../inboxes.ts'
import type { CheckAudio } from '../../jobs.ts'
import { type InboxMemory, lookAtInbox } from '../../look-at-inbox.ts'
import type { Inbox, InboxFile } from '../../model.ts'
import { type MeasureDeps, measureFile } from './measure-file.ts'
import { noteSeen } from '../store.ts'

export interface CheckAudioDeps extends MeasureDeps {
  roots: Roots
  memory: InboxMemory
}

/**
 * Measures what lies still, so that a person sees the audio before anything is sent. A file that can't be decoded fails
 * alone and is counted; without ffmpeg each of them says so.
 */
export function checkAudioOfInbox(deps: CheckAudioDeps) {
  return async ({ inboxId }: PayloadOf<typeof CheckAudio>, job: JobContext) => {
    const inbox = await getInbox(deps, inboxId)
    await waitWhileUnavailable(job, () => deps.roots.requireOnline(inbox.rootId))
    const look = await lookAtInbox(inbox, deps.memory, { now: () => job.clock.now(), signal: job.signal })
    const files = look.files.filter(({ verdict }) => verdict === 'ready' || verdict === 'waiting')
    const turnstile = createTurnstile(availableParallelism())
    let [done, unreadable] = [0, 0]
    const check = async (file: InboxFile): Promise<void> => {
      if (!(await checkOne(deps, { inbox, file }, job))) unreadable++
      job.progress({ current: ++done, total: files.length, unit: 'files', message: file.relPath })
    }
    await Promise.all(files.map((file) => turnstile.pass(() => check(file), job.signal)))
    return { files: files.length, unreadable }
  }
}

/** @returns false when it is no audio, or was changed meanwhile */
async function checkOne(
  deps: CheckAudioDeps,
  { inbox, file }: { inbox: Inbox; file: InboxFile },
  job: JobContext,
): Promise<boolean> {
  const { relPath, identity, sizeBytes } = file
  const facts = { inboxId: inbox.inboxId, relPath, identity, sizeBytes }
  const note = (seen: { sha256: string | null; reason: AppError | null }): Promise<void> =>
    job.commit((tx) => noteSeen(tx, facts, { ...seen, now: deps.clock.now() }))
  try {
    const path = join(inbox.path, relPath)
    const { sha256 } = await measureFile(deps, { path, name: basename(relPath), identity, sha256: null }, job.signal)
    await note({ sha256, reason: null })
    return true
  } catch (error) {
    if (!(error instanceof RejectedError || error instanceof ConflictError)) throw error
    await note({ sha256: null, reason: error })
    return false
  }
}
