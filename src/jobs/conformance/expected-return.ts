import { type AnyJob, hasFailed, type Snapshot } from './ledger-truth.ts'

export const isEnded = ({ isLive, state }: AnyJob): boolean => !isLive && state !== 'completed'

/** The rules of "Retry by hand" in `docs/job-states.md` once more, over the whole ledger and without any regard for speed. */
export class Rules {
  readonly #before: Snapshot

  constructor(before: Snapshot) {
    this.#before = before
  }

  /** Its own work was done: it waited for its children. */
  #isDone({ id, attempt, child_count }: AnyJob): boolean {
    const isNoted = this.#before.attempts.some((one) => one.job_id === id && one.attempt === attempt)
    return Number(child_count) > 0 && attempt > 0 && !isNoted
  }

  #parentOf({ parent_id }: AnyJob): AnyJob | undefined {
    return parent_id === null ? undefined : this.#before.jobs.get(parent_id)
  }

  #isOwn(job: AnyJob): boolean {
    return job.id > this.#before.lastFormerChild(Number(job.parent_id))
  }

  /** Something above it starts anew, or has. */
  isLeftBehind(job: AnyJob, kind: string | undefined): boolean {
    const parent = this.#parentOf(job)
    if (parent === undefined) return false
    const startsAnew = isEnded(parent) && !this.#isDone(parent) && (kind === undefined || kind === parent.kind)
    return !this.#isOwn(job) || startsAnew || this.isLeftBehind(parent, kind)
  }

  #waitedAbove(job: AnyJob): AnyJob[] {
    const parent = this.#parentOf(job)
    if (parent?.error_code !== 'jobs/children-failed' || !this.#isOwn(job)) return []
    return [parent, ...this.#waitedAbove(parent)]
  }

  #below(job: AnyJob): AnyJob[] {
    if (!this.#isDone(job)) return []
    return (this.#before.children.get(job.id) ?? []).filter(
      (child) =>
        isEnded(child) &&
        this.#isOwn(child) &&
        (hasFailed(child) ||
          child.error_code === 'jobs/predecessor-failed' ||
          (job.state === 'cancelled' &&
            child.error_code === job.error_code &&
            child.error_params === job.error_params)),
    )
  }

  #after(job: AnyJob): AnyJob[] {
    return this.#before.edges.flatMap(({ job_id, after_id }) => {
      const next = after_id === job.id ? this.#before.jobs.get(job_id) : undefined
      return next !== undefined && isEnded(next) && next.error_code === 'jobs/predecessor-failed' ? [next] : []
    })
  }

  #lacksPredecessor(job: AnyJob, back: ReadonlySet<number>): boolean {
    return this.#before.edges.some(({ job_id, after_id }) => {
      const first = job_id === job.id ? this.#before.jobs.get(after_id) : undefined
      return first !== undefined && isEnded(first) && !back.has(first.id)
    })
  }

  /** Who comes back when these are retried, if no key is taken. */
  returnOf(asked: readonly AnyJob[]): Set<number> {
    const back = new Set<number>()
    /** Those that are not only waited for from below. */
    const whole = new Set<number>()
    const wanted = new Set(asked)
    for (let size = -1; size !== back.size + whole.size + wanted.size;) {
      size = back.size + whole.size + wanted.size
      for (const job of wanted) {
        if (this.#lacksPredecessor(job, back)) continue
        if (!back.has(job.id)) whole.add(job.id)
        back.add(job.id)
        for (const parent of this.#waitedAbove(job)) {
          back.add(parent.id)
          for (const next of this.#after(parent)) wanted.add(next)
        }
        for (const next of [...(whole.has(job.id) ? this.#below(job) : []), ...this.#after(job)]) wanted.add(next)
      }
    }
    return back
  }

  /** Whether a key decides: two of these have the same, or a live one has it. */
  hasRivals(back: ReadonlySet<number>): boolean {
    const mine = [...this.#before.jobs.values()].filter(({ id, isLive }) => isLive || back.has(id))
    const keys = mine.flatMap(({ dedupe }) => dedupe ?? [])
    return new Set(keys).size < keys.length
  }
}
