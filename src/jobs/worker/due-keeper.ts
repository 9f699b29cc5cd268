import type { CancelTimer, Clock } from '../../kernel/clock.ts'
import { promoteDue } from '../ledger/due.ts'
import type { LedgerTx } from '../ledger/ledger-tx.ts'
import { fireDue } from '../ledger/schedules.ts'
import { releaseDueTargets } from '../ledger/targets.ts'
import type { GroupCommit, Participant } from './group-commit.ts'

/** A wall clock may be set while a timer runs: it is looked at this often; the database is not. */
const LOOK_EVERY_MS = 30_000

/** Wakes the ledger when a delay, a schedule or a target's pause is over. */
export class DueKeeper implements Participant {
  readonly #clock: Clock
  readonly #commits: GroupCommit
  #nextAt = 0
  #cancelTimer: CancelTimer | undefined
  #isClosed = false

  constructor(deps: { clock: Clock; commits: GroupCommit }) {
    this.#clock = deps.clock
    this.#commits = deps.commits
  }

  /** Something is due at this epoch ms. */
  at(dueAt: number): void {
    if (dueAt >= this.#nextAt && this.#cancelTimer !== undefined) return
    this.#nextAt = Math.min(this.#nextAt, dueAt)
    this.#arm()
  }

  close(): void {
    this.#isClosed = true
    this.#cancelTimer?.()
  }

  hasWork(): boolean {
    return !this.#isClosed && this.#nextAt <= this.#clock.now()
  }

  async write(ledger: LedgerTx): Promise<() => void> {
    const before = this.#nextAt
    // Reports that come in while this is written count; so the old value goes first.
    this.#nextAt = Number.POSITIVE_INFINITY
    try {
      const due = [await promoteDue(ledger), await releaseDueTargets(ledger), await fireDue(ledger)]
      const next = Math.min(...due.map((at) => at ?? Number.POSITIVE_INFINITY))
      return () => {
        this.#nextAt = Math.min(this.#nextAt, next)
        this.#arm()
      }
    } catch (error) {
      this.#nextAt = before
      throw error
    }
  }

  #arm(): void {
    this.#cancelTimer?.()
    if (this.#isClosed) return
    const waitMs = Math.min(this.#nextAt - this.#clock.now(), LOOK_EVERY_MS)
    if (waitMs <= 0) {
      this.#cancelTimer = () => {}
      this.#commits.wake()
      return
    }
    this.#cancelTimer = this.#clock.after(waitMs, () => this.#arm())
  }
}
