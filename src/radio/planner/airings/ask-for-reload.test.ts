import assert from 'node:assert/strict'
import { it } from 'node:test'
import { openPlannerWorld, type PlannerWorld } from '../../../../test/planner-world.ts'
import { onEachDatabase } from '../../../../test/databases.ts'
import { reload } from './ask-for-reload.ts'
import { bringInLine } from './bring-in-line.ts'
import { planAiring } from './plan-airing.ts'
import type { PlannerDeps } from '../deps.ts'

const HOUR_MS = 3_600_000
const by = { actor: 'system', signal: new AbortController().signal }

/** A planner whose playout is told over its own queue, as with a RabbitMQ; `told` counts it. */
async function overTheQueue(world: PlannerWorld): Promise<{ deps: PlannerDeps; told: () => number }> {
  const deps = world.open()
  let count = 0
  const schedule = await deps.outside.schedule(1)
  const gentle = { ...schedule, isReloadGentle: true, reload: () => Promise.resolve(void (count += 1)) }
  // The effects of deliveries hold the same outside.
  Object.assign(deps.outside, { schedule: () => Promise.resolve(gentle) })
  return { deps, told: () => count }
}

async function planNow(world: PlannerWorld): Promise<void> {
  const trackId = world.libretime.seed.file({ title: 'On air', lengthMs: HOUR_MS })
  const [show] = world.payload.seed.shows(1)
  const startsAt = world.clock.now() + HOUR_MS
  const wish = { trackId, showId: String(show?.id), startsAt, endsAt: startsAt + HOUR_MS, by }
  const { airing } = await planAiring(world.open(), world.station, wish)
  await bringInLine(world.open(), airing.airingId, by)
  world.clock.advance(1.5 * HOUR_MS)
}

onEachDatabase('telling the playout of what comes much later', (open) => {
  const later = { connectionId: 1, stationId: 1, isNear: false }

  it('waits while something is on air, when telling would disturb it', async () => {
    await using db = await open()
    await using world = await openPlannerWorld(db)
    assert.deepEqual(await reload(world.open(), later, by), { outcome: 'reloaded' })
    await planNow(world)
    assert.deepEqual(await reload(world.open(), later, by), { outcome: 'left' })
    assert.deepEqual(await reload(world.open(), { ...later, isNear: true }, by), { outcome: 'reloaded' })
  })

  it('is done at once when it disturbs nothing', async () => {
    await using db = await open()
    await using world = await openPlannerWorld(db)
    await planNow(world)
    const { deps, told } = await overTheQueue(world)
    assert.deepEqual(await reload(deps, later, by), { outcome: 'reloaded' })
    assert.equal(told(), 1)
  })
})
