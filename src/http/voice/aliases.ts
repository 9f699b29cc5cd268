import { z } from 'zod'
import type { Said } from '../../kernel/contract.ts'
import { type AppError, DeadlineError, RejectedError, UnavailableError } from '../../kernel/errors.ts'
import { voiceRoutes } from '../../radio/voice/contract.ts'
import type { AliasTable } from '../alias.ts'
import { keyRefused, problemMembers, untilEnded } from '../log-program.ts'
import { voiceAliasRoutes } from './contract.ts'

const { routes } = voiceRoutes
const LONGEST_MS = 10 * 60_000
const Outcome = z.object({ trackId: z.number(), isInLog: z.boolean() })

export const voiceAliases: AliasTable<typeof voiceAliasRoutes> = {
  table: voiceAliasRoutes,
  handlers: {
    async upload({ ask, params: { id: takeId }, signal }) {
      const { runId } = await ask(routes.send, { params: { takeId }, body: {} })
      const job = await untilEnded(ask, runId, {
        signal,
        longestMs: LONGEST_MS,
        onLook: ({ error }) => assertSending(runId, error),
        tooLong: () => new DeadlineError('pipeline/still-running', { params: { jobId: runId } }),
      })
      if (job.state !== 'completed') throw refusalOf(job.error)
      const { trackId, isInLog } = Outcome.parse(job.result)
      const { title, md5 } = await ask(routes.get, { params: { takeId } })
      return { success: true, voice_track_id: takeId, libretime_id: trackId, title, md5, in_log: isInLog }
    },
  },
  problemMembers,
}

/** While the library does not answer, the run goes on alone. */
function assertSending(runId: number, problem: Said | null): void {
  if (problem === null) return
  throw keyRefused(problem) ?? new UnavailableError('radio/take-not-sent', { params: { runId, problem: problem.text } })
}

const refusalOf = (why: Said | null): AppError =>
  keyRefused(why) ?? new RejectedError(why?.code ?? 'deliveries/was-rejected', { params: why?.params ?? {} })
