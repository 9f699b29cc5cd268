import assert from 'node:assert/strict'
import { z } from 'zod'
import type { Db } from '../../db/db.ts'
import { type ManualClock, manualClock } from '../../kernel/clock.ts'
import type { Log } from '../../kernel/log.ts'
import { createBus } from '../../live/bus.ts'
import { type EventLog, openEventLog } from '../../live/event-log.ts'
import type { LiveMessage } from '../../live/model.ts'
import { defineJob, type JobSpec } from '../define-job.ts'
import type { EnqueueOptions, Jobs } from '../jobs.ts'
import { readCounters } from '../ledger/counters.ts'
import { findJob, type JobRow } from '../ledger/read.ts'
import { type JobsSettings, type JobsSetUp, setUpJobs } from '../setup.ts'

/** How an engine is made; a sabotage makes it otherwise. */
export type MakeEngine = (deps: Parameters<typeof setUpJobs>[0], settings: JobsSettings) => JobsSetUp

/** One ledger on which a case starts as many engines as it likes. */
export interface World extends AsyncDisposable {
  readonly db: Db
  readonly clock: ManualClock
  readonly events: EventLog
  /** Everything that was streamed. */
  readonly heard: LiveMessage[]
  /** What the engines logged as warning or error. */
  readonly complaints: string[]
  /** An engine that was not started; it is stopped with the world. */
  build(prepare: (jobs: Jobs) => void, settings?: JobsSettings): JobsSetUp
  /** The same, started. */
  start(prepare: (jobs: Jobs) => void, settings?: JobsSettings): Promise<JobsSetUp>
  job(id: number): Promise<JobRow>
  states(ids: readonly number[]): Promise<string[]>
}

/** One case of the suite: it throws when the promise does not hold. */
export interface Case {
  name: string
  run(world: World): Promise<void>
}

export const NUMBERED = z.object({ n: z.number() })
export type Numbered = z.output<typeof NUMBERED>

export const kind = (name: string, spec: Partial<JobSpec<typeof NUMBERED>> = {}) =>
  defineJob(`test.${name}`, { payload: NUMBERED, queue: 'work', maxAttempts: 3, timeoutMs: 60_000, ...spec })

export const bySystem: EnqueueOptions = { actor: 'system' }

/** For a ledger of one's own. */
export const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }

/** A promise and the call that fulfils it. */
export function signal<T = void>(): { reached: Promise<T>; give: (value: T) => void } {
  const { promise, resolve } = Promise.withResolvers<T>()
  return { reached: promise, give: resolve }
}

export function openWorld(db: Db, make: MakeEngine = setUpJobs): World {
  const clock = manualClock()
  const bus = createBus()
  const events = openEventLog({ db, clock, bus })
  const heard: LiveMessage[] = []
  bus.subscribe((message) => heard.push(message))
  const complaints: string[] = []
  const complain = (fields: object, message: string) => void complaints.push(`${message} ${errorIn(fields)}`)
  const log: Log = { debug() {}, info() {}, warn: complain, error: complain }
  const engines: JobsSetUp[] = []
  const build: World['build'] = (prepare, settings = {}) => {
    const engine = make({ db, clock, log, events, bus }, { random: () => 0, ...settings })
    prepare(engine.jobs)
    engines.push(engine)
    return engine
  }
  const job: World['job'] = async (id) => {
    const row = await findJob(db.read, id)
    assert.ok(row, `job ${id} is in no table`)
    return row
  }
  return {
    db,
    clock,
    events,
    heard,
    complaints,
    build,
    job,
    async start(prepare, settings) {
      const engine = build(prepare, settings)
      await engine.jobs.start()
      return engine
    },
    states: (ids) => Promise.all(ids.map(async (id) => (await job(id)).state)),
    async [Symbol.asyncDispose]() {
      const state = { isOver: false }
      const over = Promise.all(engines.map((engine) => engine[Symbol.asyncDispose]())).finally(() => {
        state.isOver = true
      })
      // A case that failed may leave handlers that never end; the time that a stop gives them has to pass.
      for (let turn = 0; !state.isOver; turn++) {
        if (turn % 50 === 49) clock.advance(1_000)
        await new Promise(setImmediate)
      }
      await over
    },
  }
}

const errorIn = (fields: object): string => ('err' in fields && fields.err instanceof Error ? fields.err.message : '')

/** The counters must always say what counting would. */
export async function assertCountersTrue(db: Db): Promise<void> {
  const counted = new Map<string, number>()
  for (const table of ['job_queue', 'job_history'] as const) {
    const rows = await db.read
      .selectFrom(table)
      .select(({ fn }) => ['queue', 'kind', 'state', fn.countAll<number>().as('n')])
      .groupBy(['queue', 'kind', 'state'])
      .execute()
    for (const row of rows) counted.set(`${row.queue} ${row.kind} ${row.state}`, Number(row.n))
  }
  const kept = new Map(
    (await readCounters(db.read)).map(({ queue, kind: name, state, n }) => [`${queue} ${name} ${state}`, n]),
  )
  assert.deepEqual(Object.fromEntries(kept), Object.fromEntries(counted))
}

export async function until(is: () => Promise<boolean>): Promise<void> {
  while (!(await is())) await new Promise(setImmediate)
}
