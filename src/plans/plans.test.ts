import assert from 'node:assert/strict'
import { it } from 'node:test'
import { onEachDatabase, type OpenDatabase } from '../../test/databases.ts'
import { setUpJobs } from '../jobs/setup.ts'
import { systemClock } from '../kernel/clock.ts'
import { type Scope, SCOPES } from '../kernel/contract.ts'
import type { PlanView } from './contract.ts'
import { ConflictError, RejectedError, UnavailableError } from '../kernel/errors.ts'
import { createBus } from '../live/bus.ts'
import { openEventLog } from '../live/event-log.ts'
import { rangesOf, type Operation, type Outcome, type PlannedOperation } from './model.ts'
import { setUpPlans } from './setup.ts'
import { countOperations, findPlan } from './store.ts'

const log = { debug() {}, info() {}, warn() {}, error() {} }

/** Plans over lights that are on or off. */
async function openLights(open: OpenDatabase) {
  const db = await open()
  const bus = createBus()
  const clock = systemClock
  const events = openEventLog({ db, clock, bus })
  const engine = setUpJobs({ db, clock, log, events, bus })
  const { plans, registry, routes } = setUpPlans({ db, jobs: engine.jobs, events, clock, timeZone: 'UTC' })
  const lights = new Map<string, boolean>()
  const told: string[] = []
  const stuck = new Set<string>()
  const dying = new Set<string>()
  const shut = new Set<string>()
  const away = new Set<string>()
  const set = (operations: readonly Operation[], isOn: boolean): Outcome[] =>
    operations.map(({ operationId, group }) => {
      if (group === 'broken' || stuck.has(group))
        return { operationId, state: 'failed', error: { code: 'transfer/missing', params: {} } }
      lights.set(group, isOn)
      return { operationId, state: isOn ? 'done' : 'undone' }
    })
  registry.addExecutor({
    kind: 'light.on',
    check: async (operations) =>
      operations
        .filter(({ group }) => lights.get(group) === true)
        .map(({ operationId }) => ({ operationId, error: { code: 'transfer/source-changed', params: {} } })),
    prepare: async (_tx, operations) => operations.map(() => ({})),
    apply: async (operations) => {
      if (operations.some(({ group }) => away.delete(group)))
        throw new UnavailableError('transfer/root-offline', { retryAfterMs: 1 })
      const outcomes = set(operations, true)
      if (dying.size > 0) throw new RejectedError('plans/operations-failed')
      return outcomes
    },
    undo: async (operations) => set(operations, false),
    lookUp: async (_reader, operations) =>
      operations
        .filter(({ group }) => lights.get(group) === true && !stuck.has(group))
        .map(({ operationId }) => ({ operationId, state: 'done' })),
  })
  registry.addOwner({
    kind: 'light.plan',
    scopeOf: () => 'jobs:write',
    beforeApply: async () => {
      if (shut.size > 0) throw new ConflictError('plans/not-a-draft')
    },
    onOutcomes: async (_tx, _plan, came) => void told.push(`outcomes:${came.length}`),
    onDiscarded: async () => void told.push('discarded'),
    onSettled: async (_tx, plan, direction) => void told.push(`${direction}:${plan.state}`),
  })
  await engine.jobs.start()
  const operation = (group: string): PlannedOperation => ({
    kind: 'light.on',
    group,
    params: {},
    before: { path: `${group}-off` },
    after: { path: `${group}-on` },
    reason: { code: 'take.next', params: {} },
  })
  const ask = async (act: 'get' | 'check' | 'apply' | 'undo' | 'discard', planId: number, scopes: Scope[] = []) => {
    const route = routes.find(({ operationId }) => operationId === `plans.${act}`)
    const actor = { id: 'person:1', name: 'a', scopes: new Set(scopes) }
    return route?.handle({ params: { planId }, body: {}, actor, signal: new AbortController().signal } as never)
  }
  return {
    db,
    plans,
    lights,
    told,
    stuck,
    dying,
    shut,
    away,
    jobs: engine.jobs,
    idle: () => engine.jobs.idle(),
    draft: (groups: readonly string[]) =>
      db.tx((tx) =>
        plans.draft(tx, {
          kind: 'light.plan',
          subject: 'house:1',
          title: { code: 'archive.take', params: { count: groups.length } },
          actor: 'person:1',
          operations: groups.map(operation),
        }),
      ),
    check: (planId: number) => ask('check', planId),
    ask,
    state: async (planId: number) => (await findPlan(db.read, planId))?.state,
    async [Symbol.asyncDispose]() {
      await engine.jobs.stop()
      await engine[Symbol.asyncDispose]()
      await db[Symbol.asyncDispose]()
    },
  }
}

onEachDatabase('change plans', (open) => {
  it('names who may apply, undo and discard it, and lets nobody else', async () => {
    await using house = await openLights(open)
    const planId = await house.draft(['hall'])
    assert.equal(((await house.ask('get', planId)) as PlanView).scope, 'jobs:write')
    const others = SCOPES.filter((scope) => scope !== 'jobs:write')
    for (const act of ['apply', 'undo', 'discard'] as const)
      await assert.rejects(house.ask(act, planId, others), { code: 'request/scope-missing' })
    await house.ask('apply', planId, ['jobs:write'])
    await house.idle()
    await house.ask('undo', planId, ['jobs:write'])
    await house.idle()
    assert.equal(await house.state(planId), 'undone')
  })

  it('does exactly what the draft says, once, and undoes it', async () => {
    await using house = await openLights(open)
    const planId = await house.draft(['hall', 'porch'])
    assert.equal(house.lights.size, 0)
    await house.db.tx((tx) => house.plans.apply(tx, planId, { actor: 'person:1' }))
    await assert.rejects(
      house.db.tx((tx) => house.plans.apply(tx, planId, { actor: 'person:1' })),
      { code: 'plans/not-a-draft' },
    )
    await house.idle()
    assert.deepEqual(
      [await house.state(planId), [...house.lights]],
      [
        'applied',
        [
          ['hall', true],
          ['porch', true],
        ],
      ],
    )
    await house.db.tx((tx) => house.plans.undo(tx, planId, { actor: 'person:1' }))
    await house.idle()
    assert.deepEqual([await house.state(planId), [...house.lights.values()]], ['undone', [false, false]])
    assert.deepEqual(house.told, ['outcomes:2', 'apply:applied', 'outcomes:2', 'undo:undone'])
  })

  it('touches nothing when one thing is not as it was planned', async () => {
    await using house = await openLights(open)
    const planId = await house.draft(['hall', 'porch'])
    house.lights.set('porch', true)
    await house.db.tx((tx) => house.plans.apply(tx, planId, { actor: 'person:1' }))
    await house.idle()
    assert.deepEqual([await house.state(planId), house.lights.has('hall')], ['stale', false])
    assert.deepEqual(house.told, ['apply:stale'])
    const skipped = (await countOperations(house.db.read, planId)).find((row) => row.state === 'skipped')
    assert.equal(skipped?.count, 1)
  })

  it('is not called fresh again once the world was found changed, even when that has changed back', async () => {
    await using house = await openLights(open)
    const planId = await house.draft(['hall', 'porch'])
    assert.partialDeepStrictEqual(await house.check(planId), { differenceCount: 0 })
    house.lights.set('porch', true)
    assert.partialDeepStrictEqual(await house.check(planId), { differenceCount: 1 })
    await house.db.tx((tx) => house.plans.apply(tx, planId, { actor: 'person:1' }))
    await house.idle()
    house.lights.delete('porch')
    assert.partialDeepStrictEqual(await house.check(planId), {
      differenceCount: 1,
      differences: [{ error: { code: 'transfer/source-changed' } }],
    })
    const other = await house.draft(['attic'])
    await house.db.tx((tx) => house.plans.apply(tx, other, { actor: 'person:1' }))
    await house.idle()
    assert.deepEqual(await house.check(other), { differenceCount: 0, differences: [] })
  })

  it('says that it was done in part when one operation failed, and undoes the rest', async () => {
    await using house = await openLights(open)
    const planId = await house.draft(['hall', 'broken', 'porch'])
    await house.db.tx((tx) => house.plans.apply(tx, planId, { actor: 'person:1' }))
    await house.idle()
    assert.equal(await house.state(planId), 'partial')
    await house.db.tx((tx) => house.plans.undo(tx, planId, { actor: 'person:1' }))
    await house.idle()
    assert.deepEqual([...house.lights.values()], [false, false])
  })

  it('stays done in part when something could not be undone, and undoes that when it is asked again', async () => {
    await using house = await openLights(open)
    const planId = await house.draft(['hall', 'porch'])
    await house.db.tx((tx) => house.plans.apply(tx, planId, { actor: 'person:1' }))
    await house.idle()
    house.stuck.add('porch')
    await house.db.tx((tx) => house.plans.undo(tx, planId, { actor: 'person:1' }))
    await house.idle()
    assert.equal(await house.state(planId), 'partial')
    const [hall, porch] = await house.plans.operationsOf(house.db.read, planId)
    assert.deepEqual([hall?.state, porch?.state, porch?.error?.code], ['undone', 'done', 'transfer/missing'])
    house.stuck.clear()
    await house.db.tx((tx) => house.plans.undo(tx, planId, { actor: 'person:1' }))
    await house.idle()
    assert.deepEqual([await house.state(planId), [...house.lights.values()]], ['undone', [false, false]])
  })

  it('knows what a job did that ended without a word, and goes on when that job is tried again and the owner lets it', async () => {
    await using house = await openLights(open)
    const planId = await house.draft(['hall', 'porch'])
    house.dying.add('apply')
    house.stuck.add('porch')
    const { jobId } = await house.db.tx((tx) => house.plans.apply(tx, planId, { actor: 'person:1' }))
    await house.idle()
    const states = async () => (await house.plans.operationsOf(house.db.read, planId)).map(({ state }) => state)
    assert.deepEqual([await house.state(planId), await states()], ['partial', ['done', 'planned']])
    house.dying.clear()
    house.stuck.clear()
    const again = async () => {
      await house.db.tx((tx) => house.jobs.retry(tx, jobId, { actor: 'person:1' }))
      await house.idle()
    }
    house.shut.add('the owner')
    await again()
    assert.deepEqual([await house.state(planId), await states()], ['partial', ['done', 'planned']])
    house.shut.clear()
    await again()
    assert.deepEqual([await house.state(planId), await states()], ['applied', ['done', 'done']])
    assert.deepEqual(
      house.told.filter((word) => word.startsWith('apply:')),
      ['apply:partial', 'apply:applied'],
    )
  })

  it('fails by what could not be done also when it waited for something in between', async () => {
    await using house = await openLights(open)
    const planId = await house.draft(['broken', ...Array.from({ length: 500 }, (_, n) => `lamp-${n}`)])
    house.away.add('lamp-499')
    const { jobId } = await house.db.tx((tx) => house.plans.apply(tx, planId, { actor: 'person:1' }))
    do await house.idle()
    while ((await house.state(planId)) === 'applying')
    const run = await house.db.read.selectFrom('job_history').select('state').where('id', '=', jobId).executeTakeFirst()
    assert.deepEqual([await house.state(planId), run?.state], ['partial', 'failed'])
  })

  it('ends well when a job is tried again that had done everything', async () => {
    await using house = await openLights(open)
    const planId = await house.draft(['hall'])
    house.dying.add('apply')
    const { jobId } = await house.db.tx((tx) => house.plans.apply(tx, planId, { actor: 'person:1' }))
    await house.idle()
    assert.equal(await house.state(planId), 'applied')
    house.dying.clear()
    await house.db.tx((tx) => house.jobs.retry(tx, jobId, { actor: 'person:1' }))
    await house.idle()
    const failed = await house.db.read.selectFrom('job_history').select('id').where('state', '=', 'failed').execute()
    assert.deepEqual([await house.state(planId), failed], ['applied', []])
  })

  it('does nothing after a draft was put away', async () => {
    await using house = await openLights(open)
    const planId = await house.draft(['hall'])
    await house.db.tx((tx) => house.plans.discard(tx, planId, 'person:1'))
    await assert.rejects(
      house.db.tx((tx) => house.plans.apply(tx, planId, { actor: 'person:1' })),
      { code: 'plans/not-a-draft' },
    )
    assert.deepEqual([house.lights.size, house.told], [0, ['discarded']])
  })
})

it('cuts a plan into ranges of whole groups', () => {
  const groups = [
    { first: 0, last: 1 },
    { first: 2, last: 2 },
    { first: 3, last: 9 },
    { first: 10, last: 10 },
  ]
  assert.deepEqual(rangesOf(groups, 4), [
    { from: 0, to: 2 },
    { from: 3, to: 9 },
    { from: 10, to: 10 },
  ])
})
