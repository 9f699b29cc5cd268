import assert from 'node:assert/strict'
import { it } from 'node:test'
import { onEachDatabase } from '../../../../test/databases.ts'
import { openPlannerWorld, type PlannerWorld } from '../../../../test/planner-world.ts'
import { AppError, UnavailableError } from '../../../kernel/errors.ts'
import type { AiredCms } from '../../programme/index.ts'
import { bringInLine } from './bring-in-line.ts'
import { needAiring } from './need-airing.ts'
import { planAiring, unplanAiring } from './plan-airing.ts'
import { settleAirings } from './settle-airings.ts'

const HOUR_MS = 3_600_000
const by = { actor: 'system', signal: new AbortController().signal }

/** An episode of its own, an hour after the one before it, at the playout. */
async function planNext(world: PlannerWorld, hour: number) {
  const file = world.libretime.seed.file({ title: `Hour ${hour}`, lengthMs: HOUR_MS })
  const show = world.payload.rows('shows').all()[0] ?? world.payload.seed.shows(1)[0]
  const [episode] = world.payload.seed.episodes(1)
  world.payload.rows('episodes').change(Number(episode?.id), { libretimeTrackId: String(file), airStatus: 'queued' })
  const startsAt = world.clock.now() + hour * HOUR_MS
  const wish = { episodeId: String(episode?.id), showId: String(show?.id), startsAt, endsAt: startsAt + HOUR_MS }
  const { airing } = await planAiring(world.open(), world.station, { ...wish, by })
  return bringInLine(world.open(), airing.airingId, by)
}

const statusOf = (world: PlannerWorld, episodeId: string | null): unknown =>
  world.payload
    .rows('episodes')
    .all()
    .find(({ id }) => String(id) === episodeId)?.['airStatus']

onEachDatabase('airings that are over', (open) => {
  it('were on air when the row or the history says so, and missed when both were read and don’t', async () => {
    await using db = await open()
    await using world = await openPlannerWorld(db)
    const [played, inHistory, missed, coming] = [
      await planNext(world, 1),
      await planNext(world, 2),
      await planNext(world, 3),
      await planNext(world, 30),
    ]
    const row = world.libretime.rows.schedule.get(Number(played.rowId))
    Object.assign(row as object, { played: true })
    const { trackId, startsAt, endsAt } = inHistory
    world.libretime.seed.history({ file: trackId, startsAt, endsAt })
    world.clock.advance(5 * HOUR_MS)
    const deps = world.open()
    assert.deepEqual(await settleAirings(deps, by), { aired: 2, missed: 1, again: 0 })
    const states = []
    for (const { airingId } of [played, inHistory, missed, coming])
      states.push((await needAiring(world, airingId)).state)
    assert.deepEqual(states, ['aired', 'aired', 'missed', 'verified'])
    for (const { airingId } of [played, missed]) await bringInLine(deps, airingId, by)
    assert.deepEqual([statusOf(world, played.episodeId), statusOf(world, missed.episodeId)], ['aired', 'queued'])
    assert.deepEqual(await settleAirings(deps, by), { aired: 0, missed: 0, again: 0 })
  })

  it('are told to the CMS once each, on top of what stands there, and again after a refusal', async () => {
    await using db = await open()
    await using world = await openPlannerWorld(db)
    const { airingId: one, episodeId } = await planNext(world, 1)
    const episodes = world.payload.rows('episodes')
    const id = Number(episodeId)
    const inCms = () => {
      const { firstAiredAt, lastAiredAt, plays, airCount } = episodes.get(id) as unknown as Record<string, unknown>
      return { firstAiredAt, lastAiredAt, plays, airCount }
    }
    const iso = (ms: number) => new Date(ms).toISOString()
    const ends = async (airingId: number) => {
      const { rowId, endsAt } = await needAiring(world, airingId)
      Object.assign(world.libretime.rows.schedule.get(Number(rowId)) as object, { played: true })
      world.clock.advance(Math.max(0, endsAt + HOUR_MS - world.clock.now()))
      await settleAirings(world.open(), by)
    }
    const again = async (hour: number) => {
      const { showId } = await needAiring(world, one)
      const startsAt = world.clock.now() + hour * HOUR_MS
      const wish = { episodeId: String(episodeId), showId, startsAt, endsAt: startsAt + HOUR_MS, by }
      const { airing } = await planAiring(world.open(), world.station, wish)
      return bringInLine(world.open(), airing.airingId, by)
    }
    episodes.change(id, { plays: 40 })
    const first = await needAiring(world, one)
    await bringInLine(world.open(), one, by)
    assert.equal(inCms().plays, 40, 'what was not on air yet counts for nothing')
    await ends(one)
    for (let repeat = 0; repeat < 3; repeat++) await bringInLine(world.open(), one, by)
    assert.deepEqual(inCms(), {
      firstAiredAt: iso(first.startsAt),
      lastAiredAt: iso(first.endsAt),
      plays: 41,
      airCount: 1,
    })

    const second = await again(2)
    await ends(second.airingId)
    world.payload.faults.set({ kind: 'unfinished-draft' })
    assert.equal((await bringInLine(world.open(), second.airingId, by)).needsRepair, false)
    assert.equal(inCms().plays, 41)
    world.payload.faults.clear()
    episodes.change(id, { plays: 50 })

    const third = await again(2)
    await ends(third.airingId)
    world.payload.faults.set({ kind: 'lost-answer', method: 'POST', times: 1 })
    await bringInLine(world.open(), third.airingId, by)
    for (const airingId of [one, second.airingId, third.airingId]) await bringInLine(world.open(), airingId, by)
    assert.deepEqual(inCms(), {
      firstAiredAt: iso(first.startsAt),
      lastAiredAt: iso(third.endsAt),
      plays: 52,
      airCount: 3,
    })
  })

  it('are not told where the CMS has no place for it, and nothing is overwritten that was changed meanwhile', async () => {
    await using db = await open()
    await using world = await openPlannerWorld(db)
    const { airingId, rowId, episodeId } = await planNext(world, 1)
    Object.assign(world.libretime.rows.schedule.get(Number(rowId)) as object, { played: true })
    world.clock.advance(5 * HOUR_MS)
    await settleAirings(world.open(), by)
    world.payload.faults.set({ kind: 'status', status: 503, method: 'POST' })
    await assert.rejects(bringInLine(world.open(), airingId, by), (error) => error instanceof UnavailableError)
    world.payload.faults.clear()
    world.payload.rows('episodes').change(Number(episodeId), { plays: 7 })
    await bringInLine(world.open(), airingId, by)
    assert.equal(world.payload.rows('episodes').get(Number(episodeId))?.['plays'], 7)
    const { cmsDeliveryId } = await needAiring(world, airingId)
    const told = await world.open().deliveries.find(Number(cmsDeliveryId))
    assert.deepEqual([told?.state, told?.reason?.code], ['rejected', 'radio/aired-elsewhere'])
    const deps = world.open()
    const closed = { ...deps, outside: { ...deps.outside, aired: async () => ({ isTold: false }) as AiredCms } }
    const other = await planNext(world, 1)
    Object.assign(world.libretime.rows.schedule.get(Number(other.rowId)) as object, { played: true })
    world.clock.advance(5 * HOUR_MS)
    await settleAirings(closed, by)
    assert.equal((await bringInLine(closed, other.airingId, by)).cmsDeliveryId, null)
  })

  it('stay as they are while the playout does not answer', async () => {
    await using db = await open()
    await using world = await openPlannerWorld(db)
    const { airingId } = await planNext(world, 1)
    world.clock.advance(5 * HOUR_MS)
    world.libretime.faults.set({ kind: 'html', status: 200 })
    await assert.rejects(settleAirings(world.open(), by), (error) => error instanceof AppError)
    assert.equal((await needAiring(world, airingId)).state, 'verified')
  })

  it('were missed when they never came to the playout, and one that is on air is not taken away', async () => {
    await using db = await open()
    await using world = await openPlannerWorld(db)
    const onAir = await planNext(world, 1)
    world.libretime.faults.set({ kind: 'status', status: 503, on: 'v2', method: 'POST' })
    await assert.rejects(planNext(world, 3))
    world.libretime.faults.clear()
    world.clock.advance(HOUR_MS + 60_000)
    const [late] = await db.read.selectFrom('radio_airings').select('id').where('state', '=', 'planned').execute()
    await assert.rejects(unplanAiring(world.open(), onAir.airingId, by), /airing-locked/)
    assert.equal(world.libretime.rows.schedule.size, 1)
    world.clock.advance(4 * HOUR_MS)
    assert.equal((await bringInLine(world.open(), Number(late?.id), by)).state, 'missed')
    assert.equal(world.libretime.rows['show-instances'].size, 1)
  })
})
