import type { Db, Tx } from '../db/db.ts'
import type { Clock } from '../kernel/clock.ts'
import { InvariantError } from '../kernel/errors.ts'
import type { Log } from '../kernel/log.ts'
import type { LiveBus } from '../live/bus.ts'
import type { EventLog } from '../live/event-log.ts'
import type { JobHandler } from './context.ts'
import { cancelByHand, retryByHand } from './control.ts'
import type { JobContract } from './define-job.ts'
import type { Enqueued, EnqueueOptions, HandlerHooks, Jobs, ScheduleSpec, SettledJob } from './jobs.ts'
import { bringForward } from './ledger/due.ts'
import { enqueueJobs, parsePayload, prepareJob } from './ledger/enqueue.ts'
import { type EndedJob, inLedger, type JobHooks, type LedgerDeps } from './ledger/ledger-tx.ts'
import { kindsOfLiveJobs } from './ledger/counters.ts'
import {
  type Declared,
  declareSchedule,
  dropSchedules,
  dropSchedulesExcept,
  replaceSchedule,
} from './ledger/schedules.ts'
import { limitTarget } from './ledger/targets.ts'
import { Engine, type EngineOptions } from './worker/engine.ts'

export interface JobsDeps {
  db: Db
  clock: Clock
  log: Log
  events: EventLog
  bus: LiveBus
}

export interface JobsOptions extends EngineOptions {
  hooks: JobHooks
  /** Kinds that must have a handler even when none of their jobs waits. */
  kinds: readonly JobContract[]
}

/** What the rest of this room works with. */
export interface JobsRoom {
  jobs: Jobs
  engine: Engine
  ledger: LedgerDeps
  /** Of the kinds that this process handles. */
  queues(): readonly string[]
  /** Kinds whose successes are not worth a line. */
  quietKinds(): readonly string[]
  concurrencyOf(queue: string): number
}

interface Registered {
  contract: JobContract
  handler: JobHandler<JobContract>
  onSettled: HandlerHooks<JobContract>['onSettled']
}

const GRACE_MS = 5_000

export function createJobs(deps: JobsDeps, options: JobsOptions): JobsRoom {
  const { db, clock, log, bus } = deps
  const registered = new Map<string, Registered>()
  const schedules: ScheduleSpec<JobContract>[] = []
  let hasStarted = false

  const queues = (): string[] => [...new Set([...registered.values()].map(({ contract }) => contract.queue))]
  const ledger = ledgerOf(deps, options.hooks, registered)
  const engine = new Engine({ db, clock, log, bus, ledger, handledOf: (kind) => registered.get(kind), queues }, options)
  ledger.signals = engine.signals

  // The order is the callers': which transaction, which kind, what, and how.
  /* oxlint-disable max-params */
  const jobs: Jobs = {
    handle(contract, handler, hooks = {}) {
      const { kind } = contract
      if (hasStarted) throw new InvariantError('jobs/handler-too-late', { params: { kind } })
      if (registered.has(kind)) throw new InvariantError('jobs/two-handlers', { params: { kind } })
      registered.set(kind, { contract, handler, onSettled: hooks.onSettled })
    },
    async enqueue(tx, contract, payload, placement) {
      const [enqueued] = await enqueueAll(tx, contract, [payload], placement)
      return enqueued as Enqueued
    },
    enqueueMany: (tx, contract, payloads, placement) => enqueueAll(tx, contract, payloads, placement),
    cancel: (tx, jobId, { actor }) => inLedger(ledger, tx, (open) => cancelByHand(open, jobId, actor)),
    retry: (tx, jobId, { actor }) =>
      inLedger(ledger, tx, async (open) => void (await retryByHand(open, jobId, { actor }))),
    goOn: (tx, jobId) => inLedger(ledger, tx, (open) => bringForward(open, jobId)),
    schedule(spec) {
      if (hasStarted) throw new InvariantError('jobs/handler-too-late', { params: { kind: spec.contract.kind } })
      schedules.push(spec)
    },
    putSchedule: (tx, spec) => inLedger(ledger, tx, (open) => replaceSchedule(open, declared(spec))),
    dropSchedules: (tx, names) => inLedger(ledger, tx, (open) => dropSchedules(open, names)),
    limitTarget: (tx, target, limit) => inLedger(ledger, tx, (open) => limitTarget(open, target, limit)),
    async start() {
      hasStarted = true
      await assertHandled(db, [...options.kinds, ...schedules.map((spec) => spec.contract)], registered)
      await db.tx((tx) => inLedger(ledger, tx, (open) => declareAll(open, schedules)))
      await engine.start()
    },
    stop: ({ graceMs = GRACE_MS } = {}) => engine.stop({ graceMs }),
    idle: () => engine.idle(),
  }

  const enqueueAll = (tx: Tx, contract: JobContract, payloads: readonly unknown[], placement: EnqueueOptions) =>
    inLedger(ledger, tx, (open) => {
      const prepared = payloads.map((payload) => prepareJob(contract, payload))
      return enqueueJobs(open, { contract, jobs: prepared }, placement)
    })
  /* oxlint-enable max-params */

  const quietKinds = () => [...registered.values()].flatMap(({ contract }) => (contract.isQuiet ? [contract.kind] : []))
  return { jobs, engine, ledger, queues, quietKinds, concurrencyOf: options.concurrencyOf }
}

function ledgerOf(
  { clock, log, events }: JobsDeps,
  hooks: JobHooks,
  registered: ReadonlyMap<string, Registered>,
): LedgerDeps {
  return {
    clock,
    log,
    events,
    hooks,
    // The engine puts its own in place; until then there is nobody to tell.
    signals: { ready: () => {}, due: () => {}, abort: () => {}, queueChanged: () => {} },
    contractOf: (kind) => registered.get(kind)?.contract,
    onSettled(kind) {
      const known = registered.get(kind)
      const tell = known?.onSettled
      return known === undefined || tell === undefined
        ? undefined
        : (tx, ended) => tell(tx, settledJob(known.contract, ended))
    },
  }
}

function settledJob(contract: JobContract, ended: EndedJob): SettledJob<JobContract> {
  const raw: unknown = JSON.parse(ended.payload)
  const upgraded = ended.v < contract.v && contract.upgrade !== undefined ? contract.upgrade(raw, ended.v) : raw
  return {
    jobId: ended.jobId,
    runId: ended.runId,
    payload: parsePayload(contract, upgraded),
    state: ended.state,
    reason: ended.reason,
  }
}

async function assertHandled(
  db: Db,
  contracts: readonly JobContract[],
  registered: ReadonlyMap<string, Registered>,
): Promise<void> {
  const wanted = [...contracts.map(({ kind }) => kind), ...(await kindsOfLiveJobs(db.read))]
  const orphan = wanted.find((kind) => !registered.has(kind))
  if (orphan !== undefined) throw new InvariantError('jobs/no-handler', { params: { kind: orphan } })
}

async function declareAll(
  open: Parameters<typeof declareSchedule>[0],
  specs: readonly ScheduleSpec<JobContract>[],
): Promise<void> {
  await dropSchedulesExcept(
    open,
    specs.map(({ name }) => name),
  )
  for (const spec of specs) await declareSchedule(open, declared(spec))
}

const declared = ({ name, contract, payload, cron, timeZone }: ScheduleSpec<JobContract>): Declared => ({
  name,
  kind: contract.kind,
  payload: prepareJob(contract, payload).payload,
  cron,
  timeZone,
})
