import { sql } from 'kysely'
import type { Db, Tx } from '../../db/db.ts'
import type { CancelTimer, Clock } from '../../kernel/clock.ts'
import type { Log } from '../../kernel/log.ts'
import type { LiveBus } from '../../live/bus.ts'
import type { Progress } from '../../live/model.ts'
import type { ProgressReport } from '../context.ts'
import type { ClaimedJob } from '../ledger/claim.ts'

const SEND_EVERY_MS = 100
const KEEP_EVERY_MS = 500
/** Weight of the newest interval in the smoothed rate. */
const SMOOTHING = 0.3
const LONGEST_MESSAGE = 200

interface Line {
  job: ClaimedJob
  latest: Progress
  sentAt: number
  cancelSend: CancelTimer | undefined
  /** What stands in the ledger for sure. */
  kept: Progress | undefined
  rated: { current: number; at: number }
}

/** Where jobs stand: streamed at most 10 times a second and job, kept in the ledger twice a second, the last value always. */
export class ProgressBook {
  readonly #db: Db
  readonly #clock: Clock
  readonly #bus: LiveBus
  readonly #log: Log
  readonly #lines = new Map<number, Line>()
  #isKeepPlanned = false

  constructor(deps: { db: Db; clock: Clock; bus: LiveBus; log: Log }) {
    this.#db = deps.db
    this.#clock = deps.clock
    this.#bus = deps.bus
    this.#log = deps.log
  }

  report(job: ClaimedJob, report: ProgressReport): void {
    const line = this.#lineOf(job)
    const current = Math.max(0, report.current)
    line.latest = {
      ...line.latest,
      current,
      total: report.total ?? null,
      unit: report.unit,
      rate: this.#rateOf(line, current),
      message: report.message?.slice(0, LONGEST_MESSAGE) ?? line.latest.message,
      at: this.#clock.now(),
    }
    this.#changed(line)
  }

  phase(job: ClaimedJob, name: string): void {
    const line = this.#lineOf(job)
    line.rated = { current: 0, at: this.#clock.monotonicMs() }
    const message = name.slice(0, LONGEST_MESSAGE)
    line.latest = { ...line.latest, current: 0, total: null, rate: null, message, at: this.#clock.now() }
    line.sentAt = -SEND_EVERY_MS
    this.#changed(line)
  }

  /** Writes the last values of jobs that end, in the transaction that ends them. */
  async keepLast(tx: Tx, jobs: readonly ClaimedJob[]): Promise<void> {
    if (this.#lines.size === 0) return
    const lines = jobs.flatMap((job) => this.#lines.get(job.id) ?? [])
    await keep(
      tx,
      lines.filter(({ latest, kept }) => latest !== kept),
    )
  }

  /** The handler has ended: what was not sent yet goes out. */
  flush(jobId: number): void {
    const line = this.#lines.get(jobId)
    if (line?.cancelSend === undefined) return
    line.cancelSend()
    this.#send(line)
  }

  /** The attempt's ending is written. */
  close(jobId: number): void {
    this.#lines.delete(jobId)
  }

  #lineOf(job: ClaimedJob): Line {
    const known = this.#lines.get(job.id)
    if (known !== undefined) return known
    const runId = job.run_id ?? job.id
    const nothing = { current: 0, total: null, unit: '', rate: null, message: null, at: this.#clock.now() }
    const line: Line = {
      job,
      latest: { jobId: job.id, runId, kind: job.kind, ...nothing },
      sentAt: -SEND_EVERY_MS,
      cancelSend: undefined,
      kept: undefined,
      rated: { current: 0, at: this.#clock.monotonicMs() },
    }
    this.#lines.set(job.id, line)
    return line
  }

  /** Units per second, smoothed over the last seconds; null until the first second has passed. */
  #rateOf(line: Line, current: number): number | null {
    const elapsedMs = this.#clock.monotonicMs() - line.rated.at
    if (elapsedMs < 1000) return line.latest.rate
    const rate = Math.max(0, ((current - line.rated.current) / elapsedMs) * 1000)
    line.rated = { current, at: this.#clock.monotonicMs() }
    return line.latest.rate === null ? rate : line.latest.rate * (1 - SMOOTHING) + rate * SMOOTHING
  }

  #changed(line: Line): void {
    if (!this.#isKeepPlanned) {
      this.#isKeepPlanned = true
      this.#clock.after(KEEP_EVERY_MS, () => void this.#keepAll())
    }
    if (line.cancelSend !== undefined) return
    const waitMs = line.sentAt + SEND_EVERY_MS - this.#clock.monotonicMs()
    if (waitMs <= 0) this.#send(line)
    else line.cancelSend = this.#clock.after(waitMs, () => this.#send(line))
  }

  #send(line: Line): void {
    line.cancelSend = undefined
    line.sentAt = this.#clock.monotonicMs()
    this.#bus.publish({ type: 'progress', progress: line.latest })
  }

  async #keepAll(): Promise<void> {
    const changed = [...this.#lines.values()].filter(({ latest, kept }) => latest !== kept)
    const written = changed.map(({ job, latest }) => ({ job, latest }))
    try {
      if (written.length > 0) await this.#db.tx((tx) => keep(tx, written))
      // Only now: an ending that was written meanwhile had to bring the value itself.
      for (const [at, line] of changed.entries()) line.kept = written[at]?.latest
    } catch (error) {
      this.#log.warn({ err: error, jobs: changed.length }, 'progress could not be kept')
    } finally {
      this.#isKeepPlanned = false
    }
  }
}

async function keep(tx: Tx, lines: readonly Pick<Line, 'job' | 'latest'>[]): Promise<void> {
  for (const { job, latest } of lines) {
    const { jobId: _job, runId: _run, kind: _kind, ...kept } = latest
    await sql`update job_queue set progress = ${JSON.stringify(kept)}
      where id = ${job.id} and state = 'running' and owner = ${job.owner} and attempt = ${job.attempt}`.execute(tx)
  }
}
