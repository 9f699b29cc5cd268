import { Worker } from 'node:worker_threads'
import type { Db } from '../../db/db.ts'
import type { CancelTimer, Clock } from '../../kernel/clock.ts'
import type { Log } from '../../kernel/log.ts'
import { inLedger, type LedgerDeps } from '../ledger/ledger-tx.ts'
import { beatOwner, deleteOwner, insertOwner, listOwners, type Owner } from '../ledger/owners.ts'
import { recoverJobs } from '../ledger/recover.ts'
import { type ProcessIdentity, isRunning } from './process-identity.ts'

export interface LeaseOptions {
  identity: ProcessIdentity
  /** The caller holds the lock of the data folder: no other process can be at work on this ledger. */
  isAlone: boolean
  /** Silence after which another process may take the jobs. */
  leaseMs: number
}

interface Deps {
  db: Db
  clock: Clock
  log: Log
  ledger: LedgerDeps
  /** Our own lease was taken away. */
  onLost: () => void
}

/**
 * Who runs jobs, and whether the others still live. The owner's row is the lease of all jobs that it runs. A process of
 * the same machine lives as long as the kernel says so, and no busy loop can hide that. On PostgreSQL a thread with a
 * connection of its own beats for it, so that other machines know; on SQLite nothing beats, because a second writing
 * connection would break transactions that read before they write.
 */
export class Lease {
  readonly #deps: Deps
  readonly #options: LeaseOptions
  #owner = 0
  #thread: Worker | undefined
  #cancelBeat: CancelTimer | undefined

  constructor(deps: Deps, options: LeaseOptions) {
    this.#deps = deps
    this.#options = options
  }

  /** The owner's number; the fence of everything that it writes. */
  get owner(): number {
    return this.#owner
  }

  /** Takes a new number and the jobs of those that have died. */
  async open(): Promise<void> {
    await this.#takeNumber()
    await this.rescue({ isStart: true })
  }

  async #takeNumber(): Promise<void> {
    const { db, clock } = this.#deps
    const at = { isPostgres: db.dialect === 'postgres', now: clock.now() }
    this.#owner = await db.tx((tx) => insertOwner(tx, this.#options.identity, at))
    this.#startBeating()
  }

  /** Takes the jobs of owners that are gone. */
  async rescue({ isStart } = { isStart: false }): Promise<void> {
    const { db, clock, log } = this.#deps
    const owners = await listOwners(db.read, { isPostgres: db.dialect === 'postgres', now: clock.now() })
    for (const owner of owners) {
      const cause = owner.id === this.#owner ? undefined : this.#whyGone(owner, isStart)
      if (cause === undefined) continue
      const taken = await this.#takeFrom(owner, cause)
      log.warn(
        { owner: owner.id, host: owner.host, pid: owner.pid, cause, jobs: taken },
        'took the jobs of a process that is gone',
      )
    }
  }

  /** A new number after the old one was taken away; until the database gives one, nothing is started. */
  async reopen(): Promise<void> {
    this.#stopBeating()
    try {
      await this.#takeNumber()
    } catch (error) {
      this.#deps.log.warn({ err: error, owner: this.#owner }, 'a new lease could not be taken; it is tried again')
      this.#cancelBeat = this.#deps.clock.after(this.#options.leaseMs / 4, () => void this.reopen())
    }
  }

  /** Gives the number back; its jobs have been released before. */
  async close(): Promise<void> {
    this.#stopBeating()
    if (this.#owner !== 0) await this.#deps.db.tx((tx) => deleteOwner(tx, this.#owner))
    this.#owner = 0
  }

  #whyGone(owner: Owner & { silentMs: number }, isStart: boolean): 'dead' | 'stalled' | undefined {
    const { identity, isAlone, leaseMs } = this.#options
    const isHere = owner.machine === identity.machine
    if (isHere && !isRunning(owner)) return 'dead'
    if (isAlone && isStart && !isHere) return 'dead'
    const isSilent = owner.silentMs > leaseMs
    if (this.#deps.db.dialect === 'postgres') return isSilent ? (isHere ? 'stalled' : 'dead') : undefined
    return isSilent && !isHere ? 'dead' : undefined
  }

  async #takeFrom(owner: Owner, cause: 'dead' | 'stalled'): Promise<number> {
    const { db, ledger } = this.#deps
    return db.tx((tx) =>
      inLedger(ledger, tx, async (open) => {
        // First its number: it may live, and must not claim any more while its jobs are taken.
        await deleteOwner(tx, owner.id)
        let total = 0
        for (let taken = -1; taken !== 0; total += taken) taken = await recoverJobs(open, owner.id, cause)
        return total
      }),
    )
  }

  #startBeating(): void {
    const everyMs = this.#options.leaseMs / 4
    const { url, dialect } = this.#deps.db
    if (dialect === 'postgres' && url !== undefined) this.#startThread(url, everyMs)
    else if (dialect === 'postgres' || !this.#options.isAlone) this.#beatFromHere(everyMs)
  }

  #startThread(url: string, everyMs: number): void {
    const workerData = { url, everyMs, owner: this.#owner }
    this.#thread = new Worker(new URL('heartbeat-thread.ts', import.meta.url), { workerData })
    this.#thread.unref()
    this.#thread.on('message', () => this.#deps.onLost())
    this.#thread.on('error', (error) => {
      this.#deps.log.error({ err: error }, 'the thread that keeps the lease has ended; the main loop goes on with it')
      this.#thread = undefined
      this.#beatFromHere(everyMs)
    })
  }

  #beatFromHere(everyMs: number): void {
    this.#cancelBeat = this.#deps.clock.after(everyMs, () => void this.#beat(everyMs))
  }

  async #beat(everyMs: number): Promise<void> {
    const { db, clock, log } = this.#deps
    const owner = this.#owner
    try {
      const isOurs = await db.tx((tx) =>
        beatOwner(tx, owner, { isPostgres: db.dialect === 'postgres', now: clock.now() }),
      )
      if (owner !== this.#owner || this.#cancelBeat === undefined) return
      if (!isOurs) return this.#deps.onLost()
    } catch (error) {
      log.warn({ err: error, owner }, 'the lease could not be renewed; it is tried again')
    }
    if (this.#cancelBeat !== undefined) this.#beatFromHere(everyMs)
  }

  #stopBeating(): void {
    this.#cancelBeat?.()
    this.#cancelBeat = undefined
    void this.#thread?.terminate()
    this.#thread = undefined
  }
}
