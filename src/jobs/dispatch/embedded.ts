import { type ClaimedJob, claimReady, findLanes } from '../ledger/claim.ts'
import { passGates } from '../ledger/gates.ts'
import type { LedgerTx } from '../ledger/ledger-tx.ts'
import type { GroupCommit, Participant } from '../worker/group-commit.ts'
import type { Delivery, Dispatcher, DispatcherHealth } from './dispatcher.ts'

interface Queue {
  name: string
  concurrency: number
  handler: (delivery: Delivery) => Promise<void>
  running: number
  isPaused: boolean
  /** How often it was said that something became ready, and how often when a claim last came back short. */
  told: number
  dryAt: number
  /** `told` when all that waited had the same priority. */
  singleLaneAt: number
  /** Jobs taken since the one that had waited longest was given its turn. */
  sinceAged: number
}

interface Taken {
  queue: Queue
  jobs: ClaimedJob[]
  dryAt: number
}

/** Of this many jobs one is the oldest that waits, whatever its priority: so nothing starves. */
const AGED_SHARE = 10
/** Claims in one transaction when gates keep jobs back. */
const ROUNDS = 4

interface Deps {
  commits: GroupCommit
  /** The owner's number in the ledger. */
  owner: () => number
}

/**
 * The ledger is the queue: jobs are claimed in batches, in the transaction that also writes how the ones before them
 * ended. It looks only after it was told that something became ready, or a place was freed while more may wait.
 */
export class EmbeddedDispatcher implements Dispatcher, Participant {
  readonly #deps: Deps
  readonly #queues = new Map<string, Queue>()
  #isClosed = false

  constructor(deps: Deps) {
    this.#deps = deps
  }

  dispatch(_ids: readonly number[], { queue }: { queue: string }): void {
    const known = this.#queues.get(queue)
    if (known === undefined) return
    known.told += 1
    this.#wake()
  }

  consume(name: string, concurrency: number, handler: (delivery: Delivery) => Promise<void>): void {
    const known = this.#queues.get(name)
    if (known !== undefined) Object.assign(known, { concurrency, handler, told: known.told + 1 })
    else {
      const fresh = {
        name,
        concurrency,
        handler,
        running: 0,
        isPaused: false,
        told: 1,
        dryAt: 0,
        singleLaneAt: 0,
        sinceAged: 0,
      }
      this.#queues.set(name, fresh)
    }
    this.#wake()
  }

  /** Nothing is on its way here: a job that is no longer ready is not claimed. */
  revoke(): void {}

  pause(name: string): void {
    const queue = this.#queues.get(name)
    if (queue !== undefined) queue.isPaused = true
  }

  resume(name: string): void {
    const queue = this.#queues.get(name)
    if (queue === undefined) return
    queue.isPaused = false
    queue.told += 1
    this.#wake()
  }

  close(): void {
    this.#isClosed = true
  }

  health(): DispatcherHealth {
    const running = Object.fromEntries([...this.#queues.values()].map((queue) => [queue.name, queue.running]))
    return { isWell: !this.#isClosed, running }
  }

  hasWork(): boolean {
    return !this.#isClosed && [...this.#queues.values()].some(canTake)
  }

  async write(ledger: LedgerTx): Promise<() => void> {
    const taken: Taken[] = []
    for (const queue of ledger.isPostgres ? this.#nextInTurn() : this.#queues.values()) {
      if (canTake(queue)) taken.push(await this.#take(ledger, queue))
    }
    return () => {
      for (const { queue, jobs, dryAt } of taken) {
        queue.dryAt = dryAt
        queue.sinceAged += jobs.length
        for (const job of jobs) this.#deliver(queue, job)
      }
    }
  }

  /** On PostgreSQL a transaction locks its gates once and in order, or two workers wait for each other. */
  #nextInTurn(): Queue[] {
    const next = [...this.#queues.values()].find(canTake)
    if (next === undefined) return []
    this.#queues.delete(next.name)
    this.#queues.set(next.name, next)
    return [next]
  }

  async #take(ledger: LedgerTx, queue: Queue): Promise<Taken> {
    const jobs: ClaimedJob[] = []
    const { told } = queue
    const free = queue.concurrency - queue.running
    const rounds = ledger.isPostgres ? 1 : ROUNDS
    for (let round = 0; round < rounds && jobs.length < free; round++) {
      const limit = free - jobs.length
      const claimed = await this.#claim(ledger, queue, limit)
      jobs.push(...(await passGates(ledger, claimed)))
      if (claimed.length < limit) return { queue, jobs, dryAt: told }
    }
    return { queue, jobs, dryAt: queue.dryAt }
  }

  async #claim(ledger: LedgerTx, queue: Queue, limit: number): Promise<ClaimedJob[]> {
    const owner = this.#deps.owner()
    const turns = Math.min(limit, Math.floor(queue.sinceAged / AGED_SHARE))
    const lane = turns === 0 ? undefined : await this.#oldestLane(ledger, queue)
    const aged = lane === undefined ? [] : await claimReady(ledger, { queue: queue.name, owner, limit: turns, lane })
    if (aged.length === limit) return aged
    return [...aged, ...(await claimReady(ledger, { queue: queue.name, owner, limit: limit - aged.length }))]
  }

  /** The priority that has waited longest. While only one is in use, and nothing new was told of, there is nothing to look for. */
  async #oldestLane(ledger: LedgerTx, queue: Queue): Promise<number | undefined> {
    queue.sinceAged %= AGED_SHARE
    if (queue.singleLaneAt === queue.told) return undefined
    const { told } = queue
    const { count, oldest } = await findLanes(ledger, queue.name)
    if (count <= 1) queue.singleLaneAt = told
    return count > 1 ? oldest : undefined
  }

  #deliver(queue: Queue, job: ClaimedJob): void {
    queue.running += 1
    void this.#run(queue, job)
  }

  async #run(queue: Queue, job: ClaimedJob): Promise<void> {
    await queue.handler({ jobId: job.id, claimed: job })
    queue.running -= 1
    this.#wake()
  }

  #wake(): void {
    if (this.hasWork()) this.#deps.commits.wake()
  }
}

const canTake = (queue: Queue): boolean =>
  !queue.isPaused && queue.told !== queue.dryAt && queue.running < queue.concurrency
