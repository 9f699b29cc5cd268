import { CompiledQuery, sql } from 'kysely'
import { afterCommit, dialectOf, type Tx } from '../../db/db.ts'
import type { Clock } from '../../kernel/clock.ts'
import { InvariantError } from '../../kernel/errors.ts'
import type { Log } from '../../kernel/log.ts'
import type { EventLog } from '../../live/event-log.ts'
import type { NewEvent } from '../../live/model.ts'
import type { JobContract } from '../define-job.ts'
import type { QueueSetting } from './queue-setting.ts'
import { type FinishedState, type JobState, type Reason, TRANSITIONS } from '../model.ts'

/** A job that a person must look at. */
export interface TroubledJob {
  jobId: number
  runId: number
  kind: string
  label: string | null
  crashes: number
}

/** How a schedule stands. */
export interface ScheduleState {
  cron: string
  timeZone: string
  isEnabled: boolean
}

export interface ChangedSchedule {
  name: string
  /** Actor and address. */
  by: { actor: string; address: string }
  before: ScheduleState
  after: ScheduleState
}

/** What the rooms above want to hear of, inside of the transaction. */
export interface JobHooks {
  /** The process died three times while this ran; it is not tried again by itself. */
  quarantined?(tx: Tx, job: TroubledJob): Promise<void>
  /** A person put it back or cleared it. */
  released?(tx: Tx, jobId: number): Promise<void>
  /** A person changed when it runs, or whether. */
  scheduleChanged?(tx: Tx, change: ChangedSchedule): Promise<void>
}

/** What the engine in this process is told after a commit. */
export interface Signals {
  /** Jobs of the queue became ready. */
  ready(queue: string, ids: readonly number[]): void
  /** Something becomes due at this epoch ms. */
  due(at: number): void
  /** Somebody asked to cancel a running job. */
  abort(jobId: number): void
  queueChanged(setting: QueueSetting): void
}

/** How a job ended, for the room that owns its kind. */
export interface EndedJob {
  jobId: number
  runId: number
  v: number
  /** JSON. */
  payload: string
  state: FinishedState
  reason: Reason | null
}

export interface LedgerDeps {
  clock: Clock
  log: Log
  events: EventLog
  hooks: JobHooks
  signals: Signals
  contractOf(kind: string): JobContract | undefined
  /** What the owner of the kind wants done when one of its jobs has ended. */
  onSettled(kind: string): ((tx: Tx, ended: EndedJob) => Promise<void>) | undefined
}

/** From, to. */
export type StateStep = readonly [JobState | 'new', JobState]

/** One transaction on the ledger: collects what is counted, said and woken, and writes it once at the end. */
export interface LedgerTx extends LedgerDeps {
  readonly tx: Tx
  readonly isPostgres: boolean
  readonly now: number
  /** @throws InvariantError when no such step is in the table of transitions */
  moved(job: { queue: string; kind: string }, step: StateStep, count?: number): void
  /** A finished job left the history for good. */
  forgotten(job: { queue: string; kind: string }, from: JobState, count: number): void
  say(event: NewEvent): void
  /** After the commit. */
  later(call: () => void): void
}

/** Runs `work` on the ledger in the caller's transaction. */
export async function inLedger<T>(deps: LedgerDeps, tx: Tx, work: (ledger: LedgerTx) => Promise<T>): Promise<T> {
  const counts = new Map<string, number>()
  const events: NewEvent[] = []
  const calls: (() => void)[] = []
  const add = (job: { queue: string; kind: string }, state: JobState, n: number): void => {
    const key = `${job.queue}\n${job.kind}\n${state}`
    counts.set(key, (counts.get(key) ?? 0) + n)
  }
  const ledger: LedgerTx = {
    ...deps,
    tx,
    isPostgres: dialectOf(tx) === 'postgres',
    now: deps.clock.now(),
    moved(job, [from, to], count = 1) {
      if (!TRANSITIONS[from].includes(to)) throw new InvariantError('jobs/impossible-step', { params: { from, to } })
      if (from !== 'new') add(job, from, -count)
      add(job, to, count)
    },
    forgotten: (job, from, count) => add(job, from, -count),
    say: (event) => events.push(event),
    later: (call) => calls.push(call),
  }
  const result = await work(ledger)
  await writeCounts(ledger, counts)
  await deps.events.appendAll(tx, events)
  if (calls.length > 0) {
    afterCommit(tx, () => {
      for (const call of calls) call()
    })
  }
  return result
}

/** On PostgreSQL each connection has a shard of its own, so that transactions never wait for each other's counters. */
async function writeCounts(ledger: LedgerTx, counts: ReadonlyMap<string, number>): Promise<void> {
  const changed = [...counts].filter(([, n]) => n !== 0)
  if (changed.length === 0) return
  const rows = JSON.stringify(changed.map(([key, n]) => [...key.split('\n'), n]))
  await ledger.tx.executeQuery(CompiledQuery.raw(ledger.isPostgres ? COUNT_ON_POSTGRES : COUNT_ON_SQLITE, [rows]))
}

const ADD = 'on conflict (queue, kind, state, shard) do update set n = job_counters.n + excluded.n'
const COUNT_ON_SQLITE = `insert into job_counters (queue, kind, state, shard, n)
  select value ->> 0, value ->> 1, value ->> 2, 0, value ->> 3 from json_each(?) where true ${ADD}`
const COUNT_ON_POSTGRES = `insert into job_counters (queue, kind, state, shard, n)
  select value ->> 0, value ->> 1, value ->> 2, pg_backend_pid(), (value ->> 3)::bigint from jsonb_array_elements($1::jsonb) ${ADD}`

/** `id in ${idList(...)}` with one parameter however many ids there are. */
export const idList = (ledger: { isPostgres: boolean }, ids: readonly number[]) =>
  ledger.isPostgres
    ? sql<number>`(select unnest(${ids}::bigint[]))`
    : sql<number>`(select value from json_each(${JSON.stringify(ids)}))`

/** Skips rows that another process is about to take. */
export const skipLocked = (ledger: { isPostgres: boolean }) => (ledger.isPostgres ? sql`for update skip locked` : sql``)

/** Tells the dispatcher, after the commit. */
export function announceReady(ledger: LedgerTx, jobs: readonly { id: number; queue: string }[]): void {
  for (const [queue, mine] of Map.groupBy(jobs, (job) => job.queue)) {
    ledger.later(() =>
      ledger.signals.ready(
        queue,
        mine.map((job) => job.id),
      ),
    )
  }
}

/** Counts neighbours of the same kind at once. */
export function movedAll(ledger: LedgerTx, jobs: readonly { queue: string; kind: string }[], step: StateStep): void {
  let first = 0
  for (let at = 1; at <= jobs.length && jobs.length > 0; at++) {
    const job = jobs[first] as { queue: string; kind: string }
    if (jobs[at]?.kind === job.kind && jobs[at]?.queue === job.queue) continue
    ledger.moved(job, step, at - first)
    first = at
  }
}
