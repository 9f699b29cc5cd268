import assert from 'node:assert/strict'
import { type Random, randomFrom } from '../../../test/faults/random.ts'
import type { JobId } from '../../kernel/ids.ts'
import { claimOne } from '../ledger/claim.ts'
import { inLedger, type LedgerDeps } from '../ledger/ledger-tx.ts'
import { deleteOwner, insertOwner } from '../ledger/owners.ts'
import { recoverJobs } from '../ledger/recover.ts'
import { FINISHED_STATES, LIVE_STATES } from '../model.ts'
import type { JobsSetUp } from '../setup.ts'
import { identifyProcess } from '../worker/process-identity.ts'
import { isEnded, Rules } from './expected-return.ts'
import { type AnyJob, faultsIn, hasFailed, readLedger, type Snapshot } from './ledger-truth.ts'
import { call, changeQueue } from './order-cases.ts'
import { Forest, FOREST, FOREST_KINDS, growTree, pick } from './random-forest.ts'
import { bySystem, type Case, silent, type World } from './world.ts'

/** What a person may be told instead of having a single act done. */
const REFUSALS = new Set([
  'jobs/another-is-active',
  'jobs/predecessor-not-completed',
  'jobs/not-ended',
  'jobs/completed',
  'jobs/ended',
  'jobs/forgotten',
])

interface Story {
  world: World
  engine: JobsSetUp
  random: Random
  forest: Forest
  /** What was done, for whoever has to find out why it went wrong. */
  acts: string[]
  planted: number
}

interface Choice {
  state?: string | undefined
  kind?: string | undefined
}

const isChosen = ({ state, kind }: Choice, job: AnyJob): boolean =>
  (state === undefined || job.state === state) && (kind === undefined || job.kind === kind)

const perhaps = <T>(random: Random, from: readonly T[]): T | undefined =>
  random.below(2) === 0 ? undefined : pick(random, from)

/** On PostgreSQL an engine that had to give way to another transaction tries again when time has passed. */
async function idle({ world, engine }: Story): Promise<void> {
  const isAlone = world.db.dialect === 'sqlite'
  const moved = isAlone ? undefined : setInterval(() => world.clock.advance(1_000), 200)
  await engine.jobs.idle()
  clearInterval(moved)
}

/** Nothing runs, and nothing starts until it is resumed: what an act did can be counted. */
async function pause(story: Story, isPaused: boolean): Promise<void> {
  await changeQueue(story.engine, 'work', { isPaused })
  if (isPaused) await idle(story)
}

async function look(story: Story): Promise<Snapshot> {
  const snapshot = await readLedger(story.world.db)
  const faults = [...story.forest.faults, ...faultsIn(snapshot)]
  assert.deepEqual(faults, [])
  return snapshot
}

async function plant({ world, engine, random, forest, ...story }: Story & { sow: () => number }, elders: JobId[]) {
  const tree = growTree(random, { next: story.sow, elders })
  forest.plant(tree)
  const after = tree.afterJob === undefined ? [] : [tree.afterJob]
  const options = { ...bySystem, after, onChildFailure: tree.policy }
  const { jobId, isNew } = await world.db.tx((tx) => engine.jobs.enqueue(tx, tree.contract, { n: tree.n }, options))
  if (isNew) forest.afterOf.set(jobId, after)
}

/** @returns the code of the refusal, if it was refused */
async function tryCall(story: Story, operation: string, jobId: number): Promise<string | undefined> {
  try {
    await call(story.engine, operation, { params: { jobId } })
    return undefined
  } catch (error) {
    const { code = '' } = error as { code?: string }
    if (!REFUSALS.has(code)) throw error
    return code
  }
}

async function retryOne(story: Story, before: Snapshot): Promise<void> {
  const ended = [...before.jobs.values()].filter(isEnded)
  if (ended.length === 0) return
  const job = pick(story.random, ended)
  const refusal = await tryCall(story, 'jobs.retryJob', job.id)
  story.acts.push(`retry ${job.id}: ${refusal ?? 'done'}`)
  const after = await look(story)
  assert.equal(after.jobs.get(job.id)?.isLive, refusal === undefined, `job ${job.id} after ${refusal}`)
  if (refusal === 'jobs/another-is-active') assertBack(before, after, { asked: [] })
  else if (refusal === undefined) assertBack(before, after, { asked: [job] })
  else {
    assert.equal(refusal, 'jobs/predecessor-not-completed')
    assert.equal(new Rules(before).returnOf([job]).size, 0)
  }
}

/** Just those came back that the rules say; a key that is taken may keep some of them. */
function assertBack(before: Snapshot, after: Snapshot, { asked }: { asked: readonly AnyJob[] }): void {
  const rules = new Rules(before)
  const expected = rules.returnOf(asked)
  const back = [...before.jobs.values()].filter((job) => isEnded(job) && after.jobs.get(job.id)?.isLive)
  const idsOf = (jobs: readonly AnyJob[]) => jobs.map(({ id }) => id)
  assert.deepEqual(idsOf(back.filter(({ id }) => !expected.has(id))), [], 'came back and should not')
  if (rules.hasRivals(expected)) return
  assert.deepEqual(
    idsOf(back),
    [...expected].toSorted((a, b) => a - b),
    'came back',
  )
}

async function retryMany(story: Story, before: Snapshot): Promise<number> {
  const { random } = story
  const state = perhaps(random, ['failed', 'cancelled', 'quarantined'])
  const kind = random.below(3) === 0 ? pick(random, FOREST_KINDS).kind : undefined
  return retryThose(story, before, { state, kind })
}

async function retryThose(story: Story, before: Snapshot, choice: Choice): Promise<number> {
  const { retried } = (await call(story.engine, 'jobs.retryJobs', { body: choice })) as { retried: number }
  story.acts.push(`retry ${JSON.stringify(choice)}: ${retried}`)
  const after = await look(story)
  const chosen = [...before.jobs.values()].filter((job) => isEnded(job) && isChosen(choice, job))
  const back = chosen.filter(({ id }) => after.jobs.get(id)?.isLive)
  assert.equal(retried, back.length, 'the number of those that were put back')
  const rules = new Rules(before)
  assertBack(before, after, { asked: chosen.filter((job) => !rules.isLeftBehind(job, choice.kind)) })
  const again = (await call(story.engine, 'jobs.retryJobs', { body: choice })) as { retried: number }
  assert.deepEqual(again, { retried: 0 }, 'a second call finds nothing to do')
  await look(story)
  return retried
}

async function cancelOne(story: Story, before: Snapshot): Promise<void> {
  const live = [...before.jobs.values()].filter(({ isLive }) => isLive)
  if (live.length === 0) return
  const { id } = pick(story.random, live)
  story.acts.push(`cancel ${id}`)
  assert.equal(await tryCall(story, 'jobs.cancelJob', id), undefined)
  assert.equal((await look(story)).jobs.get(id)?.state, 'cancelled')
}

async function cancelMany(story: Story, before: Snapshot): Promise<void> {
  const { random } = story
  const choice = { state: perhaps(random, LIVE_STATES), kind: perhaps(random, FOREST_KINDS)?.kind }
  const { cancelled } = (await call(story.engine, 'jobs.cancelJobs', { body: choice })) as { cancelled: number }
  story.acts.push(`cancel ${JSON.stringify(choice)}: ${cancelled}`)
  const after = await look(story)
  const chosen = [...before.jobs.values()].filter(
    (job) => job.isLive && job.cancel_code === null && isChosen(choice, job),
  )
  const gone = chosen.filter(({ id }) => after.jobs.get(id)?.state === 'cancelled')
  // Regular care may open a gate at any time, and then that one is of another state.
  if ([...before.jobs.values()].some(({ state }) => state === 'held')) return
  assert.equal(cancelled, gone.length, 'the number of those that were cancelled')
}

async function clear(story: Story, before: Snapshot): Promise<void> {
  const choice = { state: pick(story.random, FINISHED_STATES), kind: perhaps(story.random, FOREST_KINDS)?.kind }
  const body = { ...choice, olderThanHours: 0 }
  const { removed } = (await call(story.engine, 'jobs.clearJobs', { body })) as { removed: number }
  story.acts.push(`clear ${JSON.stringify(body)}: ${removed}`)
  const after = await look(story)
  const wanted = [...before.jobs.values()].filter((job) => isChosen(choice, job))
  assert.deepEqual([removed, before.jobs.size - after.jobs.size], [wanted.length, wanted.length])
  for (const { id } of wanted) {
    assert.ok(!after.jobs.has(id))
    story.forest.gone.add(id)
  }
}

/** A process that dies with what it runs, once or until that is put aside. */
async function crash(story: Story, before: Snapshot): Promise<void> {
  const { db, clock, events } = story.world
  const signals = { ready() {}, due() {}, abort() {}, queueChanged() {} }
  const contractOf = (kind: string) => FOREST_KINDS.find((one) => one.kind === kind)
  const ledger: LedgerDeps = { clock, log: silent, events, hooks: {}, contractOf, onSettled: () => undefined, signals }
  const ready = [...before.jobs.values()].filter(({ state }) => state === 'ready').slice(0, 2)
  story.acts.push(`crash with ${ready.map(({ id }) => id).join()}`)
  for (let death = 0; death < pick(story.random, [1, 3]); death++) {
    const at = { isPostgres: db.dialect === 'postgres', now: clock.now() }
    const owner = await db.tx((tx) => insertOwner(tx, identifyProcess(), at))
    await db.tx((tx) =>
      inLedger(ledger, tx, async (open) => {
        for (const { id } of ready) await claimOne(open, id, owner)
      }),
    )
    await look(story)
    await db.tx((tx) => inLedger(ledger, tx, (open) => recoverJobs(open, owner, 'dead')))
    await db.tx((tx) => deleteOwner(tx, owner))
    await look(story)
  }
}

const ACTS = [retryOne, retryOne, retryOne, retryMany, retryMany, cancelOne, cancelOne, cancelMany, clear, crash]

/** What happens beside a job that runs: it can't be counted, but must leave no fault. */
async function meanwhile(story: Story): Promise<void> {
  const { random, engine, acts } = story
  if (story.forest.isMended || random.below(8) > 0) return
  const jobs = [...(await look(story)).jobs.values()]
  const dice = random.below(6)
  if (dice === 0) {
    acts.push('meanwhile: pause')
    await changeQueue(engine, 'work', { isPaused: true })
  } else if (dice === 1) {
    acts.push('meanwhile: retry all')
    await call(engine, 'jobs.retryJobs', { body: {} })
  } else {
    const isCancel = random.below(2) === 0
    const { id } = pick(random, jobs.filter((job) => (isCancel ? job.isLive : isEnded(job))).concat(jobs))
    const refusal = await tryCall(story, isCancel ? 'jobs.cancelJob' : 'jobs.retryJob', id)
    acts.push(`meanwhile: ${isCancel ? 'cancel' : 'retry'} ${id}: ${refusal ?? 'done'}`)
  }
  await look(story)
}

/** Runs until nothing is left: a job that still lives after that would live for ever. */
async function runAll(story: Story): Promise<Snapshot> {
  for (let round = 0; round < 30; round++) {
    await pause(story, false)
    await idle(story)
    const snapshot = await look(story)
    const live = [...snapshot.jobs.values()].filter(({ isLive }) => isLive)
    if (live.length === 0) return snapshot
    story.world.clock.advance(31_000)
  }
  const live = [...(await look(story)).jobs.values()].filter(({ isLive }) => isLive)
  assert.fail(`stuck: ${live.map(({ id, kind, state, hold }) => `${id} ${kind} ${state} ${hold}`).join('; ')}`)
}

/** From here on everything succeeds: whatever still has not completed must have a reason. */
async function mend(story: Story): Promise<void> {
  story.forest.isMended = true
  await runAll(story)
  for (let round = 0; ; round++) {
    assert.ok(round < 10, 'retrying comes to no end')
    await pause(story, true)
    const retried = await retryThose(story, await look(story), {})
    const snapshot = await runAll(story)
    if (retried === 0) return assertExplained(snapshot)
  }
}

function assertExplained({ jobs, edges, lastFormerChild }: Snapshot): void {
  const isLeftBehind = (job: AnyJob): boolean => {
    if (job.parent_id === null) return false
    const parent = jobs.get(job.parent_id)
    return job.id <= lastFormerChild(job.parent_id) || (parent !== undefined && isLeftBehind(parent))
  }
  const isExplained = (job: AnyJob): boolean =>
    isLeftBehind(job) ||
    edges.some(({ job_id, after_id }) => {
      const before = job_id === job.id ? jobs.get(after_id) : undefined
      return before !== undefined && isEnded(before) && isExplained(before)
    })
  const left = [...jobs.values()].filter((job) => isEnded(job) && !isExplained(job))
  assert.deepEqual(
    left.map(({ id, kind, state, error_code }) => `${id} ${kind} ${state} ${error_code}`),
    [],
  )
  assert.ok([...jobs.values()].some((job) => !hasFailed(job)) || jobs.size === 0)
}

const TURNS = 6

async function tell(story: Story): Promise<void> {
  const { random, engine, acts } = story
  story.forest.meanwhile = (job) => (acts.push(`run ${job.jobId} (${job.attempt})`), meanwhile(story))
  const sow = () => (story.planted += 1)
  await changeQueue(engine, 'work', { concurrency: pick(random, [1, 4]) })
  for (let turn = 0; turn < TURNS; turn++) {
    await pause(story, true)
    for (let act = 0; act < 1 + random.below(4); act++) {
      const snapshot = await look(story)
      if (turn === 0 || random.below(6) === 0) await plant({ ...story, sow }, [...snapshot.jobs.keys()] as JobId[])
      else await pick(random, ACTS)(story, snapshot)
    }
    if (random.below(3) === 0) await runAll(story)
    else {
      await pause(story, false)
      await idle(story)
      story.world.clock.advance(pick(random, [0, 1_500]))
    }
    acts.push('--')
  }
  await mend(story)
  for (const state of FINISHED_STATES) await call(engine, 'jobs.clearJobs', { body: { state, olderThanHours: 0 } })
  const empty = await look(story)
  assert.deepEqual([empty.jobs.size, empty.edges.length, empty.attempts.length], [0, 0, 0])
}

/** Random forests, random acts: one story for each seed. */
export async function tellStories(world: World, seeds: readonly number[]): Promise<void> {
  let forest = new Forest(0)
  const engine = await world.start((room) => {
    for (const contract of FOREST_KINDS) {
      const hooks = contract === FOREST.Branch ? { onSettled: (tx: never, end: never) => forest.settled(tx, end) } : {}
      room.handle(contract, (payload, job) => forest.run({ db: world.db, jobs: engine.jobs }, payload, job), hooks)
    }
  })
  for (const seed of seeds) {
    forest = new Forest(seed)
    const acts: string[] = []
    try {
      await tell({ world, engine, random: randomFrom(seed), forest, acts, planted: 0 })
    } catch (error) {
      const { stack } = error as Error
      throw new assert.AssertionError({ message: `seed ${seed}: ${stack}\nafter these acts:\n${acts.join('\n')}` })
    }
  }
}

/** As many as fit into a few seconds. */
const SEEDS = { sqlite: 12, postgres: 3 }

export const randomCases: Case[] = [
  {
    name: 'whatever is done to a forest of jobs in whatever order, the ledger stays true and nothing hangs',
    async run(world) {
      const known = Array.from({ length: SEEDS[world.db.dialect] }, (_, n) => n + 1)
      await tellStories(world, [...known, Math.floor(Math.random() * 1e9)])
    },
  },
]
