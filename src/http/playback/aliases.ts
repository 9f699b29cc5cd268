import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { type JobDetail, jobRoutes } from '../../jobs/contract.ts'
import { isFinished } from '../../jobs/model.ts'
import { DeadlineError, InvalidInputError, UnavailableError } from '../../kernel/errors.ts'
import { asRunRoutes } from '../../radio/asrun/contract.ts'
import { stationRoutes } from '../../radio/stations/contract.ts'
import type { AliasTable, Ask } from '../alias.ts'
import { playbackRoutes } from './contract.ts'

const LONGEST_MS = 10 * 60_000
const LOOK_EVERY_MS = 200
const Outcome = z.object({ told: z.number(), added: z.number() })

export const playbackAliases: AliasTable<typeof playbackRoutes> = {
  table: playbackRoutes,
  handlers: {
    async sync({ ask, query, body, signal }) {
      const stationId = query.station ?? (await onlyStation(ask))
      const range = { from: body.start_date?.slice(0, 10), to: body.end_date?.slice(0, 10) }
      const { runId } = await ask(asRunRoutes.routes.sync, { params: { stationId }, body: range })
      const { told, added } = Outcome.parse((await ended(ask, runId, signal)).result)
      return { success: true, synced: added, skipped: told - added }
    },
  },
  problemMembers: ({ text }) => ({ success: false, error: text }),
}

async function onlyStation(ask: Ask): Promise<number> {
  const { items } = await ask(stationRoutes.routes.list, {})
  const [only] = items
  if (items.length !== 1 || only === undefined) throw new InvalidInputError('radio/which-station', {})
  return only.stationId
}

/** @throws UnavailableError when the history could not be read: that is never the same as an empty one */
async function ended(ask: Ask, jobId: number, signal: AbortSignal): Promise<JobDetail> {
  for (const startedAt = performance.now(); performance.now() - startedAt < LONGEST_MS;) {
    const job = await ask(jobRoutes.routes.getJob, { params: { jobId } })
    if (job.state === 'completed') return job
    if (isFinished(job.state))
      throw new UnavailableError('radio/history-not-read', {
        params: { runId: jobId, why: job.error?.text ?? job.state },
      })
    await wait(LOOK_EVERY_MS, undefined, { signal })
  }
  throw new DeadlineError('pipeline/still-running', { params: { jobId } })
}
