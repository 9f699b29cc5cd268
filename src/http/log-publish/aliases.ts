import { ConflictError, DeadlineError, NotFoundError, RejectedError } from '../../kernel/errors.ts'
import { logRoutes } from '../../radio/logs/contract.ts'
import { publishRoutes, type PublishStarted } from '../../radio/logs/publish/contract.ts'
import type { AliasTable, Ask } from '../alias.ts'
import { problemMembers, untilEnded } from '../log-program.ts'
import { logPublishRoutes } from './contract.ts'

const { routes } = publishRoutes
const LONGEST_MS = 5 * 60_000

type LogIdOf = Parameters<Ask>[1] extends { params: { logId: infer Id } } ? Id : never

/** @throws what kept it from being published; DeadlineError while it still goes on */
async function publishNow(ask: Ask, logId: LogIdOf, { hour, signal }: { hour?: string; signal: AbortSignal }) {
  const started = await ask(routes.publish, { params: { logId }, body: hour === undefined ? {} : { hour } })
  if (started.runId !== null) await untilVerified(ask, logId, { started, signal })
  const { counts } = started
  return {
    success: true as const,
    message: 'Log published',
    log_id: Number(logId),
    verified: true as const,
    added: counts.add + counts.replace,
    removed: counts.remove + counts.replace,
    kept: counts.keep,
  }
}

async function untilVerified(
  ask: Ask,
  logId: LogIdOf,
  { started, signal }: { started: PublishStarted; signal: AbortSignal },
): Promise<void> {
  const { runId, planId } = started
  await untilEnded(ask, runId ?? 0, {
    signal,
    longestMs: LONGEST_MS,
    tooLong: () => new DeadlineError('radio/publish-goes-on', { params: { runId } }),
  })
  const { items } = await ask(routes.list, { params: { logId }, query: { limit: 50 } })
  const ended = items.find((one) => one.planId === planId)
  if (ended === undefined) throw new ConflictError('radio/schedule-changed')
  if (ended.state === 'verified') return
  throw new RejectedError('radio/not-published', {
    params: { stands: ended.stands, problem: ended.reason?.text ?? '' },
  })
}

export const logPublishAliases: AliasTable<typeof logPublishRoutes> = {
  table: logPublishRoutes,
  handlers: {
    publish: ({ ask, params, signal }) => publishNow(ask, params.logId as LogIdOf, { signal }),
    async publishHour({ ask, params, body, signal }) {
      const { airDate, hoursOfDay } = await ask(logRoutes.routes.get, { params, query: {} })
      const name = String(body.hour).padStart(2, '0')
      const hour = hoursOfDay.find((one) => one.name === name)
      if (hour === undefined) throw new NotFoundError('radio/no-such-hour', { params: { airDate, hour: name } })
      const published = await publishNow(ask, params.logId as LogIdOf, { hour: hour.startsAt, signal })
      return { ...published, hour: body.hour }
    },
  },
  problemMembers,
}
