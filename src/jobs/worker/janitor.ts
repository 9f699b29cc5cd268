import { sql } from 'kysely'
import type { Db } from '../../db/db.ts'
import type { CancelTimer, Clock } from '../../kernel/clock.ts'
import type { Log } from '../../kernel/log.ts'
import { foldCounters } from '../ledger/counters.ts'
import { inLedger, type LedgerDeps } from '../ledger/ledger-tx.ts'
import { forgetJobs } from '../ledger/prune.ts'
import { rescueHeldJobs } from '../ledger/targets.ts'
import { FINISHED_STATES } from '../model.ts'
import type { Lease } from './lease.ts'

const HOUR_MS = 60 * 60_000

export interface Retention {
  completedMs: number
  /** Failed, cancelled and quarantined ones. */
  failedMs: number
}

interface Deps {
  db: Db
  clock: Clock
  log: Log
  ledger: LedgerDeps
  lease: Lease
  retention: () => Retention
  reconcileEveryMs: number
  /** Jobs of this process that somebody asked to cancel through another one. */
  onCancelAsked: (jobIds: readonly number[]) => void
  /** Every queue may have ready jobs that nobody was told of. */
  onReconciled: () => Promise<void>
}

/** What is done at long intervals: rescue, reconcile, forget what is old. */
export class Janitor {
  readonly #deps: Deps
  #cancelReconcile: CancelTimer | undefined
  #cancelPrune: CancelTimer | undefined
  #isClosed = false
  #running: Promise<void> = Promise.resolve()

  constructor(deps: Deps) {
    this.#deps = deps
  }

  start(): void {
    this.#planReconcile()
    this.#cancelPrune = this.#deps.clock.after(60_000, () => this.#do(() => this.#pruneHourly()))
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#cancelReconcile?.()
    this.#cancelPrune?.()
    await this.#running
  }

  /** Brings up what fell through: dead owners, gates that nobody opened, cancels asked elsewhere, unannounced jobs. */
  async reconcile(): Promise<void> {
    const { db, ledger, lease } = this.#deps
    await lease.rescue()
    await db.tx((tx) => inLedger(ledger, tx, rescueHeldJobs))
    if (db.dialect === 'postgres') await db.tx(foldCounters)
    const { rows } = await sql<{ id: number }>`select id from job_queue
      where state = 'running' and owner = ${lease.owner} and cancel_code is not null`.execute(db.read)
    this.#deps.onCancelAsked(rows.map((row) => row.id))
    await this.#deps.onReconciled()
  }

  /** Forgets finished jobs whose time is over, in small transactions. @returns how many went */
  async prune(): Promise<number> {
    const { clock, retention } = this.#deps
    const { completedMs, failedMs } = retention()
    let removed = 0
    for (const state of FINISHED_STATES) {
      const finishedBefore = clock.now() - (state === 'completed' ? completedMs : failedMs)
      removed += await forgetJobs(this.#deps, { state, finishedBefore }, () => this.#isClosed)
    }
    return removed
  }

  #planReconcile(): void {
    if (this.#isClosed) return
    this.#cancelReconcile = this.#deps.clock.after(this.#deps.reconcileEveryMs, () => {
      this.#do(async () => {
        try {
          await this.reconcile()
        } finally {
          this.#planReconcile()
        }
      })
    })
  }

  async #pruneHourly(): Promise<void> {
    try {
      await this.prune()
    } finally {
      if (!this.#isClosed)
        this.#cancelPrune = this.#deps.clock.after(HOUR_MS, () => this.#do(() => this.#pruneHourly()))
    }
  }

  /** One thing at a time; a failure is logged, and the next round tries again. */
  #do(work: () => Promise<void>): void {
    this.#running = this.#running.then(work).catch((error: unknown) => {
      this.#deps.log.error({ err: error }, 'the regular care of the job ledger failed')
    })
  }
}
