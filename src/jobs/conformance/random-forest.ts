import type { Db, Tx } from '../../db/db.ts'
import { RejectedError, UnavailableError } from '../../kernel/errors.ts'
import type { JobId } from '../../kernel/ids.ts'
import type { ChildHandle, JobContext } from '../context.ts'
import type { Jobs, SettledJob } from '../jobs.ts'
import { type Random, randomFrom } from '../../../test/faults/random.ts'
import { kind, type Numbered } from './world.ts'

const spec = { maxAttempts: 3 }
export const FOREST = {
  Branch: kind('branch', spec),
  Leaf: kind('leaf', { ...spec, serialBy: ({ n }) => (n % 4 === 0 ? 'disk' : `free-${n}`) }),
  /** Few keys, so that one is often taken. */
  Keyed: kind('keyed', { ...spec, dedupeBy: ({ n }) => String(n % 3) }),
  Call: kind('call', { ...spec, targetBy: () => 'far' }),
}
export const FOREST_KINDS = Object.values(FOREST)

/** What a job of the forest does; its number stands in its payload. */
export interface Tree {
  n: number
  contract: (typeof FOREST_KINDS)[number]
  policy: 'fail' | 'ignore'
  children: readonly Tree[]
  /** Places among its siblings that come before it. */
  after: readonly number[]
  /** A job of an older tree that comes before it. */
  afterJob?: JobId
  /** Enqueued while its parent runs, and not with its completion. */
  isEarly: boolean
}

export function growTree(random: Random, sow: { next: () => number; elders: readonly JobId[] }): Tree {
  const grow = (depth: number, place: number): Tree => {
    const isBranch = depth < 3 && random.below(depth === 0 ? 4 : 3) > 0
    const contract = isBranch ? FOREST.Branch : pick(random, [FOREST.Leaf, FOREST.Leaf, FOREST.Keyed, FOREST.Call])
    const n = sow.next()
    const children: Tree[] = []
    if (isBranch) for (let at = 0; at < 1 + random.below(4); at++) children.push(grow(depth + 1, at))
    const after = Array.from({ length: place }, (_, at) => at).filter(() => random.below(3) === 0)
    const isLinked = sow.elders.length > 0 && random.below(6) === 0
    return {
      n,
      contract,
      policy: random.below(4) === 0 ? 'ignore' : 'fail',
      children,
      after,
      ...(isLinked ? { afterJob: pick(random, sow.elders) } : {}),
      isEarly: random.below(3) === 0,
    }
  }
  return grow(0, 0)
}

export function pick<T>(random: Random, from: readonly T[]): T {
  return from[random.below(from.length)] as T
}

interface Ground {
  db: Db
  jobs: Jobs
}

/** The jobs of a forest at work. */
export class Forest {
  readonly #trees = new Map<number, Tree>()
  readonly #runs = new Map<number, number>()
  readonly #busy = new Set<string>()
  readonly #seed: number
  /** What a job was enqueued after, whatever the ledger remembers of it. */
  readonly afterOf = new Map<number, readonly JobId[]>()
  /** Jobs that were cleared. */
  readonly gone = new Set<number>()
  /** From now on everything succeeds. */
  isMended = false
  /** What was seen that must not be. */
  readonly faults: string[] = []
  /** Called in the middle of every job. */
  meanwhile: (job: JobContext) => Promise<void> = async () => {}

  constructor(seed: number) {
    this.#seed = seed
  }

  plant(tree: Tree): void {
    this.#trees.set(tree.n, tree)
    for (const child of tree.children) this.plant(child)
  }

  async run({ db, jobs }: Ground, { n }: Numbered, job: JobContext): Promise<void> {
    for (const id of this.afterOf.get(job.jobId) ?? []) {
      if (this.gone.has(id)) continue
      const first = await db.read.selectFrom('job_history').select('state').where('id', '=', id).executeTakeFirst()
      if (first?.state !== 'completed') this.faults.push(`job ${job.jobId} runs before ${id}, ${first?.state}`)
    }
    const tree = this.#trees.get(n)
    if (tree === undefined) return
    const serial = tree.contract.serialBy?.({ n })
    if (serial !== undefined && this.#busy.has(serial)) this.faults.push(`two of ${serial} at a time`)
    if (serial !== undefined) this.#busy.add(serial)
    try {
      await this.#work({ db, jobs }, tree, job)
    } finally {
      if (serial !== undefined) this.#busy.delete(serial)
    }
  }

  async #work({ db, jobs }: Ground, tree: Tree, job: JobContext): Promise<void> {
    const made = new Map<number, ChildHandle | JobId>()
    const { actor, jobId: parentId } = job
    for (const [place, child] of tree.children.entries()) {
      if (!child.isEarly) continue
      const options = { ...optionsOf(child, job), after: this.#before(child, made).filter(isId), parentId, actor }
      const { jobId, isNew } = await job.commit((tx) => jobs.enqueue(tx, child.contract, { n: child.n }, options))
      if (isNew) this.afterOf.set(jobId, options.after)
      if (child.contract !== FOREST.Keyed) made.set(place, jobId)
    }
    if (made.size > 0 && tree.n % 2 === 0) await this.#linger(db, job)
    await this.meanwhile(job)
    this.#end(tree.n, job)
    for (const [place, child] of tree.children.entries()) {
      if (child.isEarly) continue
      const options = { ...optionsOf(child, job), after: this.#before(child, made) }
      const handle = job.enqueue(child.contract, { n: child.n }, options)
      // What stands in for it may stand anywhere, also above this very job.
      if (child.contract !== FOREST.Keyed) made.set(place, handle)
    }
  }

  /** Until the parts that it has so far are over, if they come to that beside it. */
  async #linger(db: Db, job: JobContext): Promise<void> {
    for (let turn = 0; turn < 30; turn++) {
      const live = db.read.selectFrom('job_queue').select('id').where('parent_id', '=', job.jobId)
      if ((await live.executeTakeFirst()) === undefined) return
      await new Promise(setImmediate)
    }
  }

  #before({ after, afterJob }: Tree, made: ReadonlyMap<number, ChildHandle | JobId>): (ChildHandle | JobId)[] {
    const siblings = after.flatMap((place) => made.get(place) ?? [])
    return afterJob === undefined || this.gone.has(afterJob) ? siblings : [...siblings, afterJob]
  }

  /** The same run of the same job always ends in the same way. */
  #end(n: number, job: JobContext): void {
    const run = (this.#runs.get(n) ?? 0) + 1
    this.#runs.set(n, run)
    if (this.isMended) return
    const fate = randomFrom(this.#seed * 7919 + n * 131 + run).below(20)
    if (fate < 4) throw new RejectedError('media/unreadable')
    if (fate < 7) throw new UnavailableError('media/unreadable', { retryAfterMs: 1_000 })
    if (fate === 7) job.cancel({ code: 'jobs/cancelled', params: {} })
    if (fate === 8 && run < 3) job.snooze(1_000, { code: 'jobs/stopping', params: {} })
  }

  /** In the transaction that ends a branch: one that completes has no part of its own that failed. */
  async settled(tx: Tx, { jobId, state }: SettledJob<typeof FOREST.Branch>): Promise<void> {
    if (state !== 'completed') return
    const { attempt, on_child_failure } = await tx
      .selectFrom('job_history')
      .select(['attempt', 'on_child_failure'])
      .where('id', '=', jobId)
      .executeTakeFirstOrThrow()
    const children = await tx
      .selectFrom('job_history')
      .select(['id', 'label', 'state'])
      .where('parent_id', '=', jobId)
      .execute()
    const former = await tx
      .selectFrom('job_attempts')
      .select(({ fn }) => fn.max('last_child_id').as('id'))
      .where('job_id', '=', jobId)
      .executeTakeFirst()
    for (const { id, label, state: end } of children) {
      const isFailed = end === 'failed' || end === 'quarantined'
      const isOwn = id > (former?.id ?? 0) || label === labelOf(attempt)
      if (isFailed && on_child_failure === 'fail' && isOwn)
        this.faults.push(`job ${jobId} has completed although its part ${id} has ${end}`)
    }
  }
}

/** Tells the children of one attempt from those of the others. */
const labelOf = (attempt: number) => `of attempt ${attempt}`
const isId = (one: ChildHandle | JobId): one is JobId => typeof one === 'number'

const optionsOf = ({ policy }: Tree, { attempt }: JobContext) => ({ onChildFailure: policy, label: labelOf(attempt) })
