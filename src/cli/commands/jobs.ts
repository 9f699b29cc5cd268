import { jobRoutes, type JobView } from '../../jobs/contract.ts'
import { InvalidInputError, NotFoundError } from '../../kernel/errors.ts'
import { say } from '../../kernel/words.ts'
import { type Cli, EXIT, type ExitCode, show } from '../cli.ts'
import type { Action, Args } from '../command.ts'
import { followRun } from '../follow-run.ts'
import { list, plain, table, when } from '../print.ts'

const { routes } = jobRoutes

const stateText = (state: string): string => say(`web.jobs.state.${state}`)

/** An instant in it as this machine's clock shows it. */
function whyOf({ error, because }: Pick<JobView, 'error' | 'because'>): string {
  const said = error ?? because
  const at = said?.params['at']
  const text = said?.text ?? ''
  return typeof at === 'string' ? text.replace(at, when(at)) : text
}

function jobTable(jobs: readonly JobView[]): string {
  const heads = ['id', 'job', 'state', 'created', 'why'].map((head) => say(`cli.head.${head}`))
  const rows = jobs.map((job) => [
    job.jobId,
    job.label === null ? job.title : `${job.title}: ${job.label}`,
    stateText(job.state),
    when(job.createdAt),
    whyOf(job),
  ])
  return table(heads, rows)
}

const queryOf = ({ options }: Args): Record<string, unknown> => {
  const { state, kind, queue, run, limit, text } = options
  return { state, kind, queue, runId: run, limit, text }
}

export const listJobs: Action = async (cli, args) => {
  const { body } = await cli.api().call(routes.listJobs, { query: queryOf(args) })
  show(cli, body, () => jobTable(body.items))
  return EXIT.ok
}

export const listRuns: Action = async (cli, args) => {
  const { runId: _, ...query } = queryOf(args)
  const { body } = await cli.api().call(routes.listRuns, { query: query })
  show(cli, body, () => jobTable(body.items))
  return EXIT.ok
}

export const showJob: Action = async (cli, { positional: [jobId] }) => {
  const { body } = await cli.api().call(routes.getJob, { params: { jobId } })
  show(cli, body, () =>
    [
      list([
        [say('cli.head.id'), body.jobId],
        [say('cli.head.job'), body.title],
        [say('cli.head.state'), stateText(body.state)],
        [say('cli.head.created'), when(body.createdAt)],
        [say('cli.head.finished'), when(body.finishedAt)],
        [say('cli.head.actor'), body.actor],
        [say('cli.head.attempts'), `${body.attempt}/${body.maxAttempts}`],
        [say('cli.head.why'), whyOf(body)],
      ]),
      ...body.attempts.map((one) =>
        plain(`${one.attempt}. ${when(one.startedAt)} ${one.outcome} ${one.error?.text ?? ''}`),
      ),
    ].join('\n'),
  )
  return EXIT.ok
}

/** @throws InvalidInputError unless one job is named, or all of a state or kind, and not both */
function assertOneOrMany(jobId: string | undefined, ...filter: unknown[]): void {
  if ((jobId === undefined) === filter.every((one) => one === undefined)) throw new InvalidInputError('cli/needs-jobs')
}

export const cancelJob: Action = async (cli, { positional: [jobId], options: { state, kind } }) => {
  assertOneOrMany(jobId, state, kind)
  if (jobId === undefined) {
    const { body } = await cli.api().call(routes.cancelJobs, { body: { state, kind } as never })
    show(cli, body, () => say('cli.jobs.cancelled-many', { count: body.cancelled }))
    return EXIT.ok
  }
  await cli.api().call(routes.cancelJob, { params: { jobId } })
  show(cli, { jobId: Number(jobId) }, () => say('cli.jobs.cancelled', { jobId }))
  return EXIT.ok
}

export const retryJob: Action = async (cli, { positional: [jobId], options }) => {
  const { state, kind, endedSince } = options
  assertOneOrMany(jobId, state, kind, endedSince)
  const isWaiting = options['wait'] === true
  if (jobId === undefined && isWaiting) {
    cli.note(say('cli.jobs.wait-for-one'))
    return EXIT.usage
  }
  if (jobId === undefined) {
    const { body } = await cli.api().call(routes.retryJobs, { body: { state, kind, endedSince } as never })
    show(cli, body, () => say('cli.jobs.retried-many', { count: body.retried }))
    return EXIT.ok
  }
  const { body } = await cli.api().call(routes.retryJob, { params: { jobId } })
  show(cli, body, () => say('cli.run.started', body))
  return isWaiting ? followRun(cli, body.runId) : EXIT.ok
}

export const prioritise: Action = async (cli, { positional: [jobId, priority] }) => {
  const { body } = await cli.api().call(routes.setPriority, { params: { jobId }, body: { priority: Number(priority) } })
  show(cli, body, () => say('cli.jobs.prioritised', { jobId: body.jobId, priority: body.priority }))
  return EXIT.ok
}

export const clearJobs: Action = async (cli, { positional: [state], options }) => {
  const hours = options['olderThan']
  const body = { state, kind: options['kind'], olderThanHours: hours ?? 0 } as never
  const answer = await cli.api().call(routes.clearJobs, { body })
  show(cli, answer.body, () => say('cli.jobs.cleared', { count: answer.body.removed }))
  return EXIT.ok
}

export const countJobs: Action = async (cli) => {
  const { body } = await cli.api().call(routes.countJobs, {})
  const heads = ['queue', 'kind', 'state', 'count'].map((head) => say(`cli.head.${head}`))
  show(cli, body, () =>
    table(
      heads,
      body.items.map(({ queue, kind, state, count }) => [queue, kind, stateText(state), count]),
    ),
  )
  return EXIT.ok
}

export const listQueues: Action = async (cli) => {
  const { body } = await cli.api().call(routes.listQueues, {})
  const heads = ['queue', 'running', 'waiting', 'at-a-time', 'paused'].map((head) => say(`cli.head.${head}`))
  show(cli, body, () =>
    table(
      heads,
      body.items.map((queue) => [
        queue.name,
        queue.running,
        queue.waiting,
        queue.concurrency,
        queue.isPaused ? say('cli.yes') : '',
      ]),
    ),
  )
  return EXIT.ok
}

const changeQueue =
  (isPaused: boolean): Action =>
  async (cli, { positional: [queue = ''] }) => {
    const { body } = await cli.api().call(routes.changeQueue, { params: { queue }, body: { isPaused } })
    show(cli, body, () => say(isPaused ? 'cli.jobs.paused' : 'cli.jobs.resumed', { queue }))
    return EXIT.ok
  }

export const pauseQueue = changeQueue(true)
export const resumeQueue = changeQueue(false)

export const drainQueue: Action = async (cli, { positional: [queue = ''] }) => {
  const { body } = await cli.api().call(routes.drainQueue, { params: { queue } })
  show(cli, body, () => say('cli.jobs.drained', { queue, count: body.cancelled }))
  return EXIT.ok
}

export const listSchedules: Action = async (cli) => {
  const { body } = await cli.api().call(routes.listSchedules, {})
  const heads = ['id', 'schedule', 'cron', 'next'].map((head) => say(`cli.head.${head}`))
  show(cli, body, () =>
    table(
      heads,
      body.items.map((one) => [
        one.scheduleId,
        one.title,
        `${one.cron} ${one.timeZone}`,
        one.isEnabled ? when(one.nextAt) : say('cli.off'),
      ]),
    ),
  )
  return EXIT.ok
}

export const watchRun: Action = async (cli: Cli, { positional: [runId] }) => followRun(cli, Number(runId))

export const listChildren: Action = async (cli, { positional: [jobId], options: { state, limit } }) => {
  const { body } = await cli.api().call(routes.listChildren, { params: { jobId }, query: { state, limit } as never })
  show(cli, body, () => jobTable(body.items))
  return EXIT.ok
}

export const listTargets: Action = async (cli) => {
  const { body } = await cli.api().call(routes.listTargets, {})
  const heads = ['target', 'state', 'failures', 'open-until'].map((head) => say(`cli.head.${head}`))
  show(cli, body, () =>
    table(
      heads,
      body.items.map((one) => [one.target, say(`cli.breaker.${one.breaker}`), one.failures, when(one.openUntil)]),
    ),
  )
  return EXIT.ok
}

const changeSchedule =
  (isEnabled: boolean): Action =>
  async (cli, { positional: [scheduleId] }) => {
    const { body } = await cli.api().call(routes.changeSchedule, { params: { scheduleId }, body: { isEnabled } })
    show(cli, body, () => say(isEnabled ? 'cli.jobs.schedule-on' : 'cli.jobs.schedule-off', { name: body.name }))
    return EXIT.ok
  }

export const enableSchedule = changeSchedule(true)
export const disableSchedule = changeSchedule(false)

export const runSchedule: Action = async (cli, { positional: [scheduleId], options }) => {
  const { body } = await cli.api().call(routes.runSchedule, { params: { scheduleId } })
  show(cli, body, () => say('cli.run.started', body))
  return options['wait'] === true ? followRun(cli, body.runId) : EXIT.ok
}

/** Changes when a schedule runs; with `--dry-run` it only tells when that would be. */
export const reschedule: Action = async (cli, { positional: [scheduleId, cron], options }) => {
  const zone = options['zone'] as string | undefined
  const isReset = options['default'] === true
  if ((cron === undefined && zone === undefined) !== isReset) throw new InvalidInputError('cli/needs-times')
  if (options['dryRun'] === true) return tellTimes(cli, Number(scheduleId), { cron, zone, isReset })
  const body = isReset ? { cron: null, timeZone: null } : { cron, timeZone: zone }
  const changed = await cli.api().call(routes.changeSchedule, { params: { scheduleId }, body })
  show(cli, changed.body, () => {
    const { title, cron: now, timeZone, nextAt } = changed.body
    return say('cli.jobs.rescheduled', { title, cron: now, zone: timeZone, next: when(nextAt) })
  })
  return EXIT.ok
}

async function tellTimes(
  cli: Cli,
  scheduleId: number,
  { cron, zone, isReset }: { cron: string | undefined; zone: string | undefined; isReset: boolean },
): Promise<ExitCode> {
  const { items } = (await cli.api().call(routes.listSchedules, {})).body
  const found = items.find((one) => one.scheduleId === scheduleId)
  if (found === undefined) throw new NotFoundError('jobs/no-such-schedule', { params: { scheduleId } })
  const query = isReset
    ? { cron: found.defaultCron, timeZone: found.defaultTimeZone }
    : { cron: cron ?? found.cron, timeZone: zone ?? found.timeZone }
  const { body } = await cli.api().call(routes.listTimes, { query })
  show(cli, { ...query, ...body }, () => body.times.map(when).join('\n'))
  return EXIT.ok
}
