import { z } from 'zod'
import type { JobDetail } from '../../jobs/contract.ts'
import { type AppError, DeadlineError, UnavailableError } from '../../kernel/errors.ts'
import { asRunRoutes } from '../../radio/asrun/contract.ts'
import type { AliasTable } from '../alias.ts'
import { assertMayRun, keyRefused, problemMembers, untilEnded } from '../log-program.ts'
import { stationOf } from '../station-of.ts'
import { playbackRoutes } from './contract.ts'

const LONGEST_MS = 10 * 60_000
const Outcome = z.object({ told: z.number(), added: z.number() })

export const playbackAliases: AliasTable<typeof playbackRoutes> = {
  table: playbackRoutes,
  handlers: {
    async sync({ ask, query, body, signal }) {
      const stationId = await stationOf(ask, query.station)
      const range = { from: body.start_date?.slice(0, 10), to: body.end_date?.slice(0, 10) }
      const { runId } = await ask(asRunRoutes.routes.sync, { params: { stationId }, body: range })
      const job = await untilEnded(ask, runId, {
        signal,
        longestMs: LONGEST_MS,
        onLook: () => assertMayRun(ask, stationId),
        tooLong: () => new DeadlineError('pipeline/still-running', { params: { jobId: runId } }),
      })
      if (job.state !== 'completed') throw notRead(job)
      const { told, added } = Outcome.parse(job.result)
      return { success: true, synced: added, skipped: told - added }
    },
  },
  problemMembers,
}

/** A history that could not be read is never the same as an empty one. */
const notRead = ({ jobId, error, state }: JobDetail): AppError =>
  keyRefused(error) ??
  new UnavailableError('radio/history-not-read', { params: { runId: jobId, why: error?.text ?? state } })
