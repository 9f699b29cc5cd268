import type { Db } from '../../db/db.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Log } from '../../kernel/log.ts'
import { inLedger, type LedgerDeps, type LedgerTx } from '../ledger/ledger-tx.ts'

/** Somebody with something to write now and then. */
export interface Participant {
  hasWork(): boolean
  /** @returns what is to be done after the commit; when the transaction fails, the work is offered again */
  write(ledger: LedgerTx, options: { isCautious: boolean }): Promise<() => void>
}

const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 5_000

/**
 * Writes of many in one transaction, one commit for all of them: with a disk that is asked for durability each time,
 * the commits are what costs. Participants write in the order in which they joined. On PostgreSQL each has a transaction
 * of its own: gates are locked by name, in order, and two workers that first opened some and then tried others would
 * wait for each other. After a failure it is so on SQLite, too: what can't be written by one holds up no other.
 */
export class GroupCommit {
  readonly #db: Db
  readonly #clock: Clock
  readonly #log: Log
  readonly #ledger: LedgerDeps
  readonly #participants: Participant[] = []
  readonly #idlers: (() => void)[] = []
  #isScheduled = false
  /** Something came up since the last writing began. */
  #isWoken = false
  #isClosed = false
  #failures = 0
  #cancelPause: (() => void) | undefined

  constructor(deps: { db: Db; clock: Clock; log: Log; ledger: LedgerDeps }) {
    this.#db = deps.db
    this.#clock = deps.clock
    this.#log = deps.log
    this.#ledger = deps.ledger
  }

  join(participant: Participant): void {
    this.#participants.push(participant)
  }

  /** Writes soon: everything that comes up until then is in the same transaction. */
  wake(): void {
    this.#isWoken = true
    if (this.#isScheduled || this.#isClosed) return
    this.#isScheduled = true
    this.#cancelPause?.()
    setImmediate(() => void this.#run())
  }

  /** Resolves when nobody has work left. */
  async drained(): Promise<void> {
    while (this.#isScheduled || this.#participants.some((participant) => participant.hasWork())) {
      this.wake()
      await new Promise<void>((resolve) => this.#idlers.push(resolve))
    }
  }

  close(): void {
    this.#isClosed = true
    this.#cancelPause?.()
    for (const resolve of this.#idlers.splice(0)) resolve()
  }

  async #run(): Promise<void> {
    this.#isWoken = false
    const isCautious = this.#failures > 0
    const errors: unknown[] = []
    for (const group of this.#groups(isCautious)) {
      try {
        const calls = await this.#db.tx((tx) => inLedger(this.#ledger, tx, (open) => writeAll(group, open, isCautious)))
        for (const call of calls) call()
      } catch (error) {
        errors.push(error)
      }
    }
    if (errors.length > 0) return this.#pause(errors[0])
    this.#failures = 0
    this.#again()
  }

  /** What failed is tried again after it; whoever has something new to write does not wait for that. */
  #pause(error: unknown): void {
    this.#failures += 1
    this.#log.error({ err: error, failures: this.#failures }, 'the ledger could not be written; it is tried again')
    this.#isScheduled = false
    if (this.#isClosed) return
    if (this.#isWoken) return this.wake()
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** this.#failures, LONGEST_PAUSE_MS)
    this.#cancelPause = this.#clock.after(pauseMs, () => this.#again())
  }

  #again(): void {
    this.#isScheduled = false
    if (this.#isClosed) return
    if (this.#participants.some((participant) => participant.hasWork())) this.wake()
    else for (const resolve of this.#idlers.splice(0)) resolve()
  }

  #groups(isCautious: boolean): readonly (readonly Participant[])[] {
    if (this.#db.dialect === 'sqlite' && !isCautious) return [this.#participants]
    return this.#participants.filter((participant) => participant.hasWork()).map((participant) => [participant])
  }
}

async function writeAll(
  participants: readonly Participant[],
  ledger: LedgerTx,
  isCautious: boolean,
): Promise<(() => void)[]> {
  const calls: (() => void)[] = []
  for (const participant of participants) {
    if (participant.hasWork()) calls.push(await participant.write(ledger, { isCautious }))
  }
  return calls
}
