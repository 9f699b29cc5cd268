import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { type JobDetail, jobRoutes } from '../../jobs/contract.ts'
import { isFinished } from '../../jobs/model.ts'
import type { Said } from '../../kernel/contract.ts'
import { type AppError, DeadlineError, RejectedError, UnavailableError } from '../../kernel/errors.ts'
import { voiceRoutes } from '../../radio/voice/contract.ts'
import type { AliasTable, Ask } from '../alias.ts'
import { voiceAliasRoutes } from './contract.ts'

const { routes } = voiceRoutes
const LONGEST_MS = 10 * 60_000
const FIRST_LOOK_MS = 20
const LOOK_EVERY_MS = 500
const Outcome = z.object({ trackId: z.number(), isInLog: z.boolean() })

export const voiceAliases: AliasTable<typeof voiceAliasRoutes> = {
  table: voiceAliasRoutes,
  handlers: {
    async upload({ ask, params: { id: takeId }, signal }) {
      const { runId } = await ask(routes.send, { params: { takeId }, body: {} })
      const { trackId, isInLog } = Outcome.parse((await ended(ask, runId, signal)).result)
      const { title, md5 } = await ask(routes.get, { params: { takeId } })
      return { success: true, voice_track_id: takeId, libretime_id: trackId, title, md5, in_log: isInLog }
    },
  },
  problemMembers: ({ text, code }) => ({ success: false, error: text, error_code: code }),
}

/** @throws what keeps it from being sent: while the library does not answer, the run goes on alone */
async function ended(ask: Ask, runId: number, signal: AbortSignal): Promise<JobDetail> {
  const startedAt = performance.now()
  for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * 2, LOOK_EVERY_MS)) {
    const job = await ask(jobRoutes.routes.getJob, { params: { jobId: runId } })
    if (job.state === 'completed') return job
    if (isFinished(job.state)) throw refusalOf(job.error)
    if (job.error !== null)
      throw new UnavailableError('radio/take-not-sent', { params: { runId, problem: job.error.text } })
    if (performance.now() - startedAt > LONGEST_MS)
      throw new DeadlineError('pipeline/still-running', { params: { jobId: runId } })
    await wait(pause, undefined, { signal })
  }
}

const refusalOf = (why: Said | null): AppError =>
  new RejectedError(why?.code ?? 'deliveries/was-rejected', { params: why?.params ?? {} })
