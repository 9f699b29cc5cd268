import { z } from 'zod'
import { openTempSqlite } from '../../test/databases.ts'
import type { Db } from '../../src/db/db.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import type { Log } from '../../src/kernel/log.ts'
import { createBus } from '../../src/live/bus.ts'
import { openEventLog } from '../../src/live/event-log.ts'
import { defineJob } from '../../src/jobs/define-job.ts'
import type { Jobs } from '../../src/jobs/jobs.ts'
import { setUpJobs } from '../../src/jobs/setup.ts'

export const quiet: Log = {
  debug() {},
  info() {},
  warn: (fields, message) => void process.stderr.write(`${message} ${JSON.stringify(fields)}\n`),
  error: (fields, message) => void process.stderr.write(`${message} ${String((fields as { err?: unknown }).err)}\n`),
}

/** About 150 B of payload, as a connector's job carries. */
export const Move = defineJob('bench.move', {
  payload: z.object({ path: z.string(), title: z.string(), n: z.number() }),
  queue: 'bench',
  maxAttempts: 3,
  timeoutMs: 60_000,
  isQuiet: true,
})

export const payloadOf = (n: number) => ({
  path: `/srv/media/movies/A Film With A Rather Long Title (2024)/A Film With A Rather Long Title (2024) ${n}.mkv`,
  title: 'A Film With A Rather Long Title',
  n,
})

export interface Ours extends AsyncDisposable {
  db: Db
  jobs: Jobs
  /** Enqueues without waking the worker: for the sabotage that polls. */
  enqueueUnseen: Jobs['enqueue']
  /** Calls back for each job that runs. */
  onRun(call: (n: number) => void): void
}

export interface OursOptions {
  concurrency: number
  /** Sabotage: every hundredth job keeps the event loop for so long. */
  blockMs?: number
  /** Sabotage: ready jobs are looked for in the whole table. */
  hasNoIndex?: boolean
  reconcileEveryMs?: number
}

/** The engine on a new SQLite file, as the server runs it: `synchronous=FULL`. Not started. */
export async function openOurs(options: OursOptions): Promise<Ours> {
  const db = await openTempSqlite()
  const clock = systemClock
  const bus = createBus()
  const deps = { db, clock, log: quiet, bus, events: openEventLog({ db, clock, bus }) }
  const settings = {
    concurrency: { bench: options.concurrency },
    isAlone: true,
    reconcileEveryMs: options.reconcileEveryMs ?? 30_000,
  }
  const room = setUpJobs(deps, settings)
  const blind = setUpJobs(deps, settings)
  let call = (_n: number): void => {}
  room.jobs.handle(Move, async ({ n }) => {
    if (options.blockMs !== undefined && n % 100 === 0) block(options.blockMs)
    call(n)
  })
  if (options.hasNoIndex === true) await db.tx((tx) => tx.schema.dropIndex('job_queue_ready').execute())
  blind.jobs.handle(Move, async () => {})
  return {
    db,
    jobs: room.jobs,
    enqueueUnseen: blind.jobs.enqueue,
    onRun(next) {
      call = next
    },
    async [Symbol.asyncDispose]() {
      await room[Symbol.asyncDispose]()
      await db[Symbol.asyncDispose]()
    },
  }
}

function block(ms: number): void {
  const until = performance.now() + ms
  while (performance.now() < until);
}

/** Payloads 0..count-1, in transactions of 1,000. */
export async function fill({ db, jobs }: Ours, count: number): Promise<void> {
  for (let at = 0; at < count; at += 1000) {
    const payloads = Array.from({ length: Math.min(1000, count - at) }, (_, i) => payloadOf(at + i))
    await db.tx((tx) => jobs.enqueueMany(tx, Move, payloads, { actor: 'system' }))
  }
}

/** @returns ms from the first job's start until the end of all of them is committed */
export async function processWithOurs(load: { jobs: number; concurrency: number }): Promise<number> {
  await using ours = await openOurs({ concurrency: load.concurrency })
  await fill(ours, load.jobs)
  return await processSome(ours, load.jobs, { isAll: true })
}

/** Starts the worker and waits for the first `count` jobs; when more wait, those are left where they are. */
export async function processSome(ours: Ours, count: number, { isAll } = { isAll: false }): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let [ran, startedAt] = [0, 0]
  ours.onRun(() => {
    startedAt ||= performance.now()
    ran += 1
    if (ran === count) resolve()
  })
  await ours.jobs.start()
  await promise
  if (isAll) await ours.jobs.idle()
  const ms = performance.now() - startedAt
  await ours.jobs.stop({ graceMs: 0 })
  return ms
}
