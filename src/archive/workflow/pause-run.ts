import type { Attention } from '../../attention/index.ts'
import type { Tx } from '../../db/db.ts'
import { type JobContext, type Jobs, type PayloadOf, type SettledJob, UNTIL_ASKED_MS } from '../../jobs/index.ts'
import type { Clock } from '../../kernel/clock.ts'
import { ConflictError } from '../../kernel/errors.ts'
import { say } from '../../kernel/words.ts'
import type { EventLog } from '../../live/event-log.ts'
import type { PauseRun } from '../jobs.ts'
import { DEFAULT_ARCHIVE } from '../model.ts'
import { deletePause, findPauseOfJob, insertPause, listPauses, markReleased } from './pause-store.ts'

interface Deps {
  attention: Attention
  events: EventLog
  jobs: Jobs
  clock: Clock
}

const causeOf = (jobId: number): string => `archive.run-paused:${jobId}`

/**
 * Tells a person that the run waits, and sleeps until somebody says go on, over restarts too. Repeating it is harmless: it
 * goes by its row, which is written once.
 */
export function pauseRun({ attention, events }: Pick<Deps, 'attention' | 'events'>) {
  return async ({ archiveId, done, next }: PayloadOf<typeof PauseRun>, job: JobContext): Promise<void> => {
    const { jobId, runId, actor } = job
    const released = await job.commit(async (tx) => {
      const known = await findPauseOfJob(tx, jobId)
      if (known !== undefined) return known.releasedAt !== null
      await insertPause(tx, archiveId, { jobId, runId, done, next, since: job.clock.now() })
      await events.append(tx, {
        kind: 'archive.run.paused',
        actor,
        subject: `run:${runId}`,
        runId,
        data: { done, next },
      })
      await raise(attention, tx, { jobId, runId, done, next })
      return false
    })
    if (!released)
      job.snooze(UNTIL_ASKED_MS, { code: 'archive/run-paused', params: { next: say(`archive.step.${next}`) } })
  }
}

function raise(
  attention: Attention,
  tx: Tx,
  { jobId, runId, done, next }: { jobId: number; runId: number; done: string; next: string },
): Promise<void> {
  return attention.raise(tx, {
    cause: causeOf(jobId),
    code: 'archive.run-paused',
    params: { done: say(`archive.step.${done}`), next: say(`archive.step.${next}`) },
    severity: 'info',
    subject: `run:${runId}`,
    actions: [
      { code: 'go-on', call: { operationId: 'archive.workflow.goOn', params: { runId } } },
      { code: 'open-run', open: `/activity?job=${runId}` },
    ],
  })
}

/** However it ended: nobody needs to say anything any more. */
export function endPause({ attention }: Pick<Deps, 'attention'>) {
  return async (tx: Tx, { jobId }: SettledJob<typeof PauseRun>): Promise<void> => {
    await attention.resolve(tx, causeOf(jobId))
    await deletePause(tx, jobId)
  }
}

/** @throws ConflictError `archive/not-paused` when the run waits for nobody, or is not asleep yet: nothing has changed then */
export async function releasePause(
  { attention, events, jobs, clock }: Deps,
  tx: Tx,
  { runId, actor }: { runId: number; actor: string },
): Promise<{ runId: number; next: string }> {
  const refused = new ConflictError('archive/not-paused', { params: { runId } })
  const [pause] = await listPauses(tx, DEFAULT_ARCHIVE, runId)
  if (pause === undefined) throw refused
  const { jobId, next } = pause
  if (!(await markReleased(tx, jobId, { actor, now: clock.now() })) || !(await jobs.goOn(tx, jobId))) throw refused
  await attention.resolve(tx, causeOf(jobId))
  await events.append(tx, { kind: 'archive.run.resumed', actor, subject: `run:${runId}`, runId, data: { next } })
  return { runId, next }
}
