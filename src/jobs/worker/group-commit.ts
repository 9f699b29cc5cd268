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
 * wait for each other.
 */
export class GroupCommit {
  readonly #db: Db
  readonly #clock: Clock
  readonly #log: Log
  readonly #ledger: LedgerDeps
  readonly #participants: Participant[] = []
  readonly #idlers: (() => void)[] = []
  #isScheduled = false
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
    if (this.#isScheduled || this.#isClosed) return
    this.#isScheduled = true
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
    try {
      const isCautious = this.#failures > 0
      for (const group of this.#groups()) {
        const calls = await this.#db.tx((tx) => inLedger(this.#ledger, tx, (open) => writeAll(group, open, isCautious)))
        for (const call of calls) call()
      }
      this.#failures = 0
    } catch (error) {
      this.#failures += 1
      this.#log.error({ err: error, failures: this.#failures }, 'the ledger could not be written; it is tried again')
      const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** this.#failures, LONGEST_PAUSE_MS)
      this.#cancelPause = this.#clock.after(pauseMs, () => this.#again())
      return
    }
    this.#again()
  }

  #again(): void {
    this.#isScheduled = false
    if (this.#isClosed) return
    if (this.#participants.some((participant) => participant.hasWork())) this.wake()
    else for (const resolve of this.#idlers.splice(0)) resolve()
  }

  #groups(): readonly (readonly Participant[])[] {
    if (this.#db.dialect === 'sqlite') return [this.#participants]
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
