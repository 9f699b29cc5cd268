import type { Db } from '../../db/db.ts'
import type { Clock } from '../../kernel/clock.ts'
import { InvariantError } from '../../kernel/errors.ts'
import type { Log } from '../../kernel/log.ts'
import type { LiveBus } from '../../live/bus.ts'
import type { Delivery, Dispatcher } from '../dispatch/dispatcher.ts'
import { EmbeddedDispatcher } from '../dispatch/embedded.ts'
import { type ClaimedJob, claimOne } from '../ledger/claim.ts'
import { inLedger, type LedgerDeps, type Signals } from '../ledger/ledger-tx.ts'
import { passGates } from '../ledger/gates.ts'
import type { QueueSetting } from '../ledger/queue-setting.ts'
import { listQueueSettings } from '../ledger/queues.ts'
import type { Reason } from '../model.ts'
import type { AttemptDeps } from './attempt-context.ts'
import { DueKeeper } from './due-keeper.ts'
import { Finisher } from './finisher.ts'
import { GroupCommit } from './group-commit.ts'
import { Janitor, type Retention } from './janitor.ts'
import { Lease, type LeaseOptions } from './lease.ts'
import { ProgressBook } from './progress.ts'
import { Attempt, type Handled } from './run-attempt.ts'
import type { Judge } from './verdict.ts'

export interface EngineOptions extends LeaseOptions {
  /** Jobs at a time by queue, unless a person set another number. */
  concurrencyOf: (queue: string) => number
  reconcileEveryMs: number
  retention: () => Retention
  judge: Judge
}

export interface EngineDeps {
  db: Db
  clock: Clock
  log: Log
  bus: LiveBus
  ledger: LedgerDeps
  handledOf: (kind: string) => Handled | undefined
  /** Queues of the kinds that this process handles. */
  queues: () => readonly string[]
}

const STOP_LINGER_MS = 2_000

/** Runs jobs in this process: brings them from the dispatcher to their handlers, and their endings to the ledger. */
export class Engine implements AsyncDisposable {
  readonly lease: Lease
  readonly janitor: Janitor
  readonly #deps: EngineDeps
  readonly #options: EngineOptions
  readonly #commits: GroupCommit
  readonly #finisher: Finisher
  readonly #due: DueKeeper
  readonly #dispatcher: Dispatcher
  readonly #progress: ProgressBook
  readonly #attempts: AttemptDeps
  readonly #active = new Map<number, Attempt>()
  #phase: 'new' | 'running' | 'stopping' | 'stopped' = 'new'
  #wakers: (() => void)[] = []

  constructor(deps: EngineDeps, options: EngineOptions) {
    const { db, clock, log, bus, ledger } = deps
    this.#deps = deps
    this.#options = options
    this.#commits = new GroupCommit({ db, clock, log, ledger })
    this.#progress = new ProgressBook({ db, clock, bus, log })
    this.lease = new Lease({ db, clock, log, ledger, onLost: () => void this.#onLeaseLost() }, options)
    const { judge } = options
    this.#finisher = new Finisher({ db, ledger, log, judge, progress: this.#progress, commits: this.#commits })
    this.#due = new DueKeeper({ clock, commits: this.#commits })
    const dispatcher = new EmbeddedDispatcher({ commits: this.#commits, owner: () => this.lease.owner })
    this.#dispatcher = dispatcher
    for (const participant of [this.#finisher, this.#due, dispatcher]) this.#commits.join(participant)
    this.#attempts = { db, clock, log, progress: this.#progress, judge }
    this.janitor = this.#hireJanitor()
  }

  #hireJanitor(): Janitor {
    const { db, clock, log, ledger } = this.#deps
    return new Janitor({
      db,
      clock,
      log,
      ledger,
      lease: this.lease,
      retention: this.#options.retention,
      reconcileEveryMs: this.#options.reconcileEveryMs,
      onCancelAsked: (ids) => ids.forEach((id) => this.signals.abort(id)),
      onReconciled: async () => {
        await this.#applyQueueSettings()
        for (const queue of this.#deps.queues()) this.#dispatcher.dispatch([], { queue })
        this.#due.at(this.#deps.clock.now())
      },
    })
  }

  /** What commits on the ledger tell this process. */
  readonly signals: Signals = {
    ready: (queue, ids) => {
      if (this.#phase === 'running') this.#dispatcher.dispatch(ids, { queue })
    },
    due: (at) => {
      if (this.#phase === 'running') this.#due.at(at)
    },
    abort: (jobId) => void this.#abort(jobId).catch((error: unknown) => this.#abortLater(jobId, error)),
    queueChanged: (setting) => {
      if (this.#phase === 'running') this.#applyQueue(setting)
    },
  }

  async start(): Promise<void> {
    if (this.#phase !== 'new') throw new InvariantError('jobs/started-twice')
    await this.lease.open()
    this.#phase = 'running'
    await this.#applyQueueSettings()
    this.#due.at(0)
    this.janitor.start()
  }

  async stop({ graceMs }: { graceMs: number }): Promise<void> {
    if (this.#phase !== 'running') return
    this.#phase = 'stopping'
    // Clock timers do not keep the process alive, and leases must be given up before it ends.
    const awake = setInterval(() => {}, 1000)
    try {
      await this.#stop(graceMs)
    } finally {
      clearInterval(awake)
    }
  }

  async #stop(graceMs: number): Promise<void> {
    this.#dispatcher.close()
    this.#due.close()
    await this.janitor.close()
    await this.#emptyWithin(graceMs)
    for (const attempt of this.#active.values()) attempt.stop()
    await this.#emptyWithin(STOP_LINGER_MS)
    for (const [id, { job }] of this.#active) {
      this.#active.delete(id)
      this.#finisher.add(job, { outcome: { kind: 'released' }, children: [], finishWith: [] })
    }
    await this.#within(
      STOP_LINGER_MS,
      this.#finisher.settled().then(() => this.#commits.drained()),
    )
    this.#commits.close()
    await this.lease.close()
    this.#phase = 'stopped'
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop({ graceMs: 0 })
  }

  /** Resolves when nothing runs in this process and nothing that it was told of is ready. */
  async idle(): Promise<void> {
    for (;;) {
      await this.#finisher.settled()
      await this.#commits.drained()
      if (this.#active.size === 0 && this.#finisher.isIdle) return
      // An attempt that has ended meanwhile wakes nobody: its ending is drained in the next round.
      if (this.#active.size > 0) await new Promise<void>((resolve) => this.#wakers.push(resolve))
    }
  }

  health(): ReturnType<Dispatcher['health']> {
    return this.#dispatcher.health()
  }

  async #applyQueueSettings(): Promise<void> {
    const settings = new Map((await listQueueSettings(this.#deps.db.read)).map((setting) => [setting.name, setting]))
    for (const name of this.#deps.queues()) {
      const set = settings.get(name)
      this.#applyQueue({ name, concurrency: set?.concurrency ?? null, isPaused: set?.isPaused ?? false })
    }
  }

  #applyQueue({ name, concurrency, isPaused }: QueueSetting): void {
    if (!this.#deps.queues().includes(name)) return
    this.#dispatcher.consume(name, concurrency ?? this.#options.concurrencyOf(name), (delivery) =>
      this.#deliver(delivery),
    )
    if (isPaused) this.#dispatcher.pause(name)
    else this.#dispatcher.resume(name)
  }

  async #deliver(delivery: Delivery): Promise<void> {
    const job = delivery.claimed ?? (await this.#claim(delivery.jobId))
    const handled = job === undefined ? undefined : this.#deps.handledOf(job.kind)
    if (job === undefined) return
    if (handled === undefined) {
      this.#finisher.add(job, failedWith({ code: 'jobs/no-handler', params: { kind: job.kind } }))
      return
    }
    this.#deps.log.debug({ kind: job.kind, jobId: job.id, attempt: job.attempt }, 'a job started')
    const attempt = new Attempt(this.#attempts, handled, job)
    this.#active.set(job.id, attempt)
    const verdict = await attempt.run()
    if (this.#active.get(job.id) === attempt) {
      this.#active.delete(job.id)
      if (verdict === undefined) this.#progress.close(job.id)
      else this.#finisher.add(job, verdict)
    }
    if (this.#wakers.length > 0) for (const wake of this.#wakers.splice(0)) wake()
  }

  /** For dispatchers that bring ids: what came twice or too late is not started. */
  async #claim(jobId: number): Promise<ClaimedJob | undefined> {
    return this.#deps.db.tx((tx) =>
      inLedger(this.#deps.ledger, tx, async (ledger) => {
        const claimed = await claimOne(ledger, jobId, this.lease.owner)
        return claimed === undefined ? undefined : (await passGates(ledger, [claimed]))[0]
      }),
    )
  }

  async #abort(jobId: number): Promise<void> {
    this.#dispatcher.revoke(jobId)
    const attempt = this.#active.get(jobId)
    if (attempt === undefined) return
    const row = await this.#deps.db.read
      .selectFrom('job_queue')
      .select(['cancel_code', 'cancel_params'])
      .where('id', '=', jobId)
      .executeTakeFirst()
    const params = JSON.parse(row?.cancel_params ?? '{}') as Reason['params']
    attempt.cancel({ code: row?.cancel_code ?? 'jobs/cancelled', params })
  }

  /** The janitor asks again: what is to be cancelled stands in the ledger. */
  #abortLater(jobId: number, error: unknown): void {
    this.#deps.log.warn({ err: error, jobId }, 'why a job is to be cancelled could not be read; it is tried again')
  }

  /** Another process took our jobs: what runs here is aborted, and we go on under a new number. */
  async #onLeaseLost(): Promise<void> {
    if (this.#phase !== 'running') return
    this.#deps.log.warn({ owner: this.lease.owner }, 'the lease was lost: running jobs are aborted')
    for (const attempt of this.#active.values()) attempt.lose()
    await this.lease.reopen()
  }

  /** A ledger that can't be written must not keep the server from ending: the next start finds what was left. */
  async #within(ms: number, work: Promise<void>): Promise<void> {
    const { promise: over, resolve } = Promise.withResolvers<void>()
    const cancel = this.#deps.clock.after(ms, resolve)
    await Promise.race([work, over])
    cancel()
  }

  async #emptyWithin(ms: number): Promise<void> {
    if (this.#active.size === 0) return
    await new Promise<void>((resolve) => {
      const cancel = this.#deps.clock.after(ms, resolve)
      const check = (): void => {
        if (this.#active.size > 0) return void this.#wakers.push(check)
        cancel()
        resolve()
      }
      check()
    })
  }
}

const failedWith = (error: Reason) => ({ outcome: { kind: 'failed' as const, error }, children: [], finishWith: [] })
