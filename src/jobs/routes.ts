import type { Db } from '../db/db.ts'
import type { Clock } from '../kernel/clock.ts'
import { instant, instantOrNull } from '../kernel/contract.ts'
import { NotFoundError } from '../kernel/errors.ts'
import { decodeCursor, encodeCursor } from '../kernel/paging.ts'
import { type BoundRoute, bindRoutes } from '../kernel/routes.ts'
import { changeScheduleByHand, drainQueue, runScheduleNow } from './by-hand.ts'
import { type JobDetail, jobRoutes, type JobView, type QueueView } from './contract.ts'
import { cancelByHand, setPriority } from './control.ts'
import type { JobsRoom } from './create-jobs.ts'
import { comingTimes, readTiming } from './cron/timing.ts'
import { readCounters } from './ledger/counters.ts'
import type { LedgerTx } from './ledger/ledger-tx.ts'
import { missingJob } from './ledger/missing-job.ts'
import { forgetJobs } from './ledger/prune.ts'
import { listQueueSettings, setQueue } from './ledger/queues.ts'
import {
  countRun,
  findJob,
  type JobQuery,
  type JobRow,
  listAttempts,
  listJobs,
  findAskingRuns,
  listPredecessors,
  listTargets,
  listTree,
} from './ledger/read.ts'
import { inRepeatedTx } from './ledger/repeated-tx.ts'
import { withProgressBelow } from './ledger/roll-up.ts'
import { listSchedules } from './ledger/schedules.ts'
import { cancelMany, retryMany, retryOne } from './many-by-hand.ts'
import { toAttemptView, toJobView, toScheduleView } from './views.ts'

interface Deps {
  db: Db
  clock: Clock
  room: JobsRoom
}

const HOUR_MS = 3_600_000
const TREE = 200
const SHOWN_TIMES = 3
const WAITING = new Set(['ready', 'held', 'scheduled', 'blocked'])

export function jobsRoutesOf(deps: Deps): BoundRoute[] {
  const { db, clock, room } = deps
  const byHand = { db, ledger: room.ledger }
  const change = <T>(work: (ledger: LedgerTx) => Promise<T>) => inRepeatedTx(byHand, work)
  return bindRoutes(jobRoutes, {
    listJobs: async ({ query }) => pageOfJobs(db, query),
    listRuns: async ({ query }) =>
      pageOfJobs(db, { ...query, isRun: true, quietKinds: query.kind === undefined ? room.quietKinds() : [] }),
    getRun: async ({ params }) => getRun(db, params.jobId),
    getJob: async ({ params }) => getJob(db, params.jobId),
    listChildren: async ({ params, query }) => {
      await viewJob(db, params.jobId)
      return pageOfJobs(db, { ...query, parentId: params.jobId })
    },
    countJobs: async () => ({
      items: (await readCounters(db.read)).map(({ n, ...counter }) => ({ ...counter, count: n })),
    }),
    cancelJob: async ({ params, actor }) => {
      await change((ledger) => cancelByHand(ledger, params.jobId, actor.id))
      return null
    },
    retryJob: async ({ params, actor }) => {
      await retryOne(byHand, params.jobId, actor.id)
      return { runId: (await viewJob(db, params.jobId)).runId }
    },
    setPriority: async ({ params, body }) => {
      await change((ledger) => setPriority(ledger, params.jobId, body.priority))
      return viewJob(db, params.jobId)
    },
    retryJobs: async ({ body: { endedSince, ...which }, actor }) => {
      const since = endedSince === undefined ? undefined : Date.parse(endedSince)
      return { retried: await retryMany(byHand, { ...which, endedSince: since }, actor.id) }
    },
    cancelJobs: async ({ body, actor }) => {
      const since = instant(clock.now())
      return { cancelled: await cancelMany(byHand, body, actor.id), since }
    },
    clearJobs: async ({ body: { olderThanHours, ...which } }) => ({
      removed: await forgetJobs(byHand, { ...which, finishedBefore: clock.now() + 1 - olderThanHours * HOUR_MS }),
    }),
    listQueues: async () => ({ items: await listQueues(deps) }),
    changeQueue: async ({ params, body, actor }) => {
      await getQueue(deps, params.queue)
      await change((ledger) => setQueue(ledger, { name: params.queue, actor: actor.id }, body))
      return getQueue(deps, params.queue)
    },
    drainQueue: async ({ params, actor }) => {
      await getQueue(deps, params.queue)
      return { cancelled: await drainQueue(byHand, params.queue, actor.id) }
    },
    ...scheduleRoutes(deps),
    listTargets: async () => ({
      items: (await listTargets(db.read)).map(({ open_until, per_second, ...target }) => ({
        ...target,
        openUntil: instantOrNull(open_until),
        perSecond: per_second,
      })),
    }),
  })
}

type Handlers = Parameters<typeof bindRoutes<typeof jobRoutes>>[1]

function scheduleRoutes({
  db,
  clock,
  room,
}: Deps): Pick<Handlers, 'listSchedules' | 'changeSchedule' | 'listTimes' | 'runSchedule'> {
  const byHand = { db, ledger: room.ledger }
  return {
    listSchedules: async () => ({ items: (await listSchedules(db.read)).map(toScheduleView) }),
    changeSchedule: async ({ params, body, actor, request }) => {
      const by = { actor: actor.id, address: request.address }
      return toScheduleView(await changeScheduleByHand(byHand, { id: params.scheduleId, change: body, by }))
    },
    listTimes: async ({ query }) => {
      const now = clock.now()
      const timing = readTiming(query, now, { cron: 'cron', timeZone: 'timeZone' })
      return { times: comingTimes(timing, now, SHOWN_TIMES).map(instant) }
    },
    runSchedule: async ({ params, actor }) => ({ runId: await runScheduleNow(byHand, params.scheduleId, actor.id) }),
  }
}

type PageInput = Omit<JobQuery, 'before'> & { cursor?: string | undefined }

async function pageOfJobs(
  db: Db,
  { cursor, ...query }: PageInput,
): Promise<{ items: JobView[]; nextCursor: string | null }> {
  const before = decodeCursor(cursor)
  const page = await listJobs(db.read, { ...query, ...(before === undefined ? {} : { before }) })
  return {
    items: await viewJobs(db, page.rows),
    nextCursor: page.before === null ? null : encodeCursor(page.before),
  }
}

async function viewJobs(db: Db, rows: readonly JobRow[]): Promise<JobView[]> {
  const pausedQueues = await listPausedQueues(db)
  const waiting = rows.filter(({ state, parent_id }) => state === 'waiting' && parent_id === null).map(({ id }) => id)
  const askingRuns = await findAskingRuns(db.read, waiting)
  return (await withProgressBelow(db.read, rows)).map((row) => toJobView(row, { pausedQueues, askingRuns }))
}

async function listPausedQueues(db: Db): Promise<Set<string>> {
  const settings = await listQueueSettings(db.read)
  return new Set(settings.flatMap(({ name, isPaused }) => (isPaused ? [name] : [])))
}

async function findOrThrow(db: Db, jobId: number) {
  const row = await findJob(db.read, jobId)
  if (row === undefined) throw await missingJob(db.read, db.dialect, jobId)
  return row
}

async function viewJob(db: Db, jobId: number): Promise<JobView> {
  return (await viewJobs(db, [await findOrThrow(db, jobId)]))[0] as JobView
}

async function getJob(db: Db, jobId: number): Promise<JobDetail> {
  const row = await findOrThrow(db, jobId)
  const attempts = await listAttempts(db.read, jobId)
  const after = await listPredecessors(db.read, jobId)
  return {
    ...((await viewJobs(db, [row]))[0] as JobView),
    payload: JSON.parse(row.payload) as unknown,
    result: row.result === null ? null : (JSON.parse(row.result) as unknown),
    target: row.target,
    serial: row.serial,
    attempts: attempts.map(toAttemptView),
    after: after.map(({ id, kind, state }) => ({ jobId: id, kind, state })),
  }
}

async function getRun(db: Db, jobId: number) {
  const run = await viewJob(db, jobId)
  const tree = await listTree(db.read, run.runId, TREE + 1)
  const counts: Partial<Record<JobView['state'], number>> = {}
  for (const { state, n } of await countRun(db.read, run.runId)) counts[state] = (counts[state] ?? 0) + n
  return {
    run: run.jobId === run.runId ? run : await viewJob(db, run.runId),
    jobs: await viewJobs(db, tree.slice(0, TREE)),
    counts,
    isCut: tree.length > TREE,
  }
}

async function listQueues({ db, room }: Deps): Promise<QueueView[]> {
  const settings = new Map((await listQueueSettings(db.read)).map((setting) => [setting.name, setting]))
  const counters = await readCounters(db.read)
  const names = new Set([...room.queues(), ...counters.map(({ queue }) => queue)])
  const sum = (queue: string, is: (state: string) => boolean): number =>
    counters.reduce((total, counter) => (counter.queue === queue && is(counter.state) ? total + counter.n : total), 0)
  return [...names].toSorted().map((name) => ({
    name,
    concurrency: settings.get(name)?.concurrency ?? room.concurrencyOf(name),
    isPaused: settings.get(name)?.isPaused ?? false,
    running: sum(name, (state) => state === 'running'),
    waiting: sum(name, (state) => WAITING.has(state)),
  }))
}

async function getQueue(deps: Deps, name: string): Promise<QueueView> {
  const queue = (await listQueues(deps)).find((found) => found.name === name)
  if (queue === undefined) throw new NotFoundError('jobs/no-such-queue', { params: { queue: name } })
  return queue
}
