import type { Db } from '../../db/db.ts'
import type { Log } from '../../kernel/log.ts'
import type { ChildHandle } from '../context.ts'
import type { ClaimedJob } from '../ledger/claim.ts'
import { enqueueJobs } from '../ledger/enqueue.ts'
import { type AttemptEnd, finishAttempts, loadOwned } from '../ledger/finish.ts'
import type { LedgerDeps, LedgerTx } from '../ledger/ledger-tx.ts'
import { inRepeatedTx } from '../ledger/repeated-tx.ts'
import type { JobId } from '../../kernel/ids.ts'
import type { GroupCommit, Participant } from './group-commit.ts'
import type { ProgressBook } from './progress.ts'
import { type BufferedChild, type Judge, outcomeOf, type Verdict } from './verdict.ts'

interface Deps {
  db: Db
  ledger: LedgerDeps
  log: Log
  judge: Judge
  progress: ProgressBook
  commits: GroupCommit
}

const BATCH = 500

/**
 * Writes how attempts ended: all that piled up in one transaction. An ending that brings work of its own (children,
 * `finishWith`, a room's `onSettled`) has a transaction to itself, so that its failure is its own.
 */
export class Finisher implements Participant {
  readonly #deps: Deps
  #pending: AttemptEnd[] = []
  /** Endings that are still to be written singly. */
  #oneByOne = 0
  readonly #alone = new Set<Promise<void>>()

  constructor(deps: Deps) {
    this.#deps = deps
  }

  /** The ending is written soon, and again until it could be. */
  add(job: ClaimedJob, verdict: Verdict): void {
    const bringsWork = verdict.children.length > 0 || verdict.finishWith.length > 0
    if (bringsWork || this.#deps.ledger.onSettled(job.kind) !== undefined) {
      const alone = this.#finishAlone(job, verdict)
      this.#alone.add(alone)
      void alone.finally(() => this.#alone.delete(alone))
      return
    }
    this.#push({ job, outcome: verdict.outcome })
  }

  get isIdle(): boolean {
    return this.#pending.length === 0 && this.#alone.size === 0
  }

  /** Resolves when the endings that stand alone are written or were handed to the group. */
  async settled(): Promise<void> {
    while (this.#alone.size > 0) await Promise.all(this.#alone)
  }

  hasWork(): boolean {
    return this.#pending.length > 0
  }

  async write(ledger: LedgerTx, { isCautious }: { isCautious: boolean }): Promise<() => void> {
    // After a failure one at a time, each at the end of the line: what can't be written stops no other.
    if (isCautious) this.#oneByOne = this.#pending.length
    const isAlone = this.#oneByOne > 0
    const ends = this.#pending.slice(0, isAlone ? 1 : BATCH)
    if (isAlone) this.#pending.push(...this.#pending.splice(0, 1))
    this.#oneByOne = Math.max(0, this.#oneByOne - 1)
    await this.#deps.progress.keepLast(
      ledger.tx,
      ends.map(({ job }) => job),
    )
    const lost = await finishAttempts(ledger, ends)
    return () => {
      const written = new Set(ends)
      this.#pending = this.#pending.filter((end) => !written.has(end))
      this.#ended(
        ends.map(({ job }) => job),
        lost,
      )
    }
  }

  async #finishAlone(job: ClaimedJob, verdict: Verdict): Promise<void> {
    try {
      const lost = await inRepeatedTx(this.#deps, (ledger) => this.#finish(ledger, job, verdict))
      this.#ended([job], lost)
    } catch (error) {
      this.#deps.log.error({ err: error, jobId: job.id, kind: job.kind }, 'the ending of a job could not be committed')
      const isOwn = verdict.outcome.kind === 'done'
      this.#push({ job, outcome: isOwn ? outcomeOf(error, job, this.#deps.judge) : verdict.outcome })
    }
  }

  async #finish(ledger: LedgerTx, job: ClaimedJob, verdict: Verdict): Promise<ClaimedJob[]> {
    if ((await loadOwned(ledger, job)) === undefined) return [job]
    await this.#deps.progress.keepLast(ledger.tx, [job])
    for (const work of verdict.finishWith) await work(ledger.tx)
    await enqueueChildren(ledger, job, verdict.children)
    return finishAttempts(ledger, [{ job, outcome: verdict.outcome }])
  }

  #push(end: AttemptEnd): void {
    this.#pending.push(end)
    this.#deps.commits.wake()
  }

  #ended(jobs: readonly ClaimedJob[], lost: readonly ClaimedJob[]): void {
    for (const { id } of jobs) this.#deps.progress.close(id)
    for (const job of lost) {
      this.#deps.log.warn(
        { jobId: job.id, kind: job.kind, attempt: job.attempt },
        'a job was taken over while it ran; its ending was refused',
      )
    }
  }
}

async function enqueueChildren(
  ledger: LedgerTx,
  parent: ClaimedJob,
  children: readonly BufferedChild[],
): Promise<void> {
  const ids = new Map<ChildHandle, JobId>()
  for (const group of similar(children)) {
    const { contract, options } = group[0] as BufferedChild
    const after = (options.after ?? []).map((wanted) => (typeof wanted === 'number' ? wanted : ids.get(wanted)))
    const enqueued = await enqueueJobs(
      ledger,
      { contract, jobs: group.map(({ job }) => job) },
      {
        ...options,
        actor: parent.actor,
        parentId: parent.id,
        after: after.filter((id) => id !== undefined),
      },
    )
    group.forEach(({ handle }, place) => ids.set(handle, enqueued[place]?.jobId as JobId))
  }
}

/** Neighbours that differ in their payload only go in as one batch. */
function similar(children: readonly BufferedChild[]): BufferedChild[][] {
  const groups: BufferedChild[][] = []
  for (const child of children) {
    const last = groups.at(-1)
    const before = last?.[0]
    const isPlain = Object.keys(child.options).length === 0 || child.options === before?.options
    if (last !== undefined && before?.contract === child.contract && isPlain && sameOptions(before, child))
      last.push(child)
    else groups.push([child])
  }
  return groups
}

const sameOptions = (a: BufferedChild, b: BufferedChild): boolean =>
  a.options === b.options || (Object.keys(a.options).length === 0 && Object.keys(b.options).length === 0)
