import assert from 'node:assert/strict'
import { it } from 'node:test'
import { onEachDatabase } from '../../../../test/databases.ts'
import { dyingAt } from '../../../../test/dying-db.ts'
import { openPlannerWorld, type PlannerWorld } from '../../../../test/planner-world.ts'
import type { Db, Dialect } from '../../../db/db.ts'
import { AppError } from '../../../kernel/errors.ts'
import { bringInLine } from './bring-in-line.ts'
import { needAiring } from './need-airing.ts'
import { moveAiring, planAiring, unplanAiring } from './plan-airing.ts'

const HOUR_MS = 3_600_000
const by = { actor: 'person:1', signal: new AbortController().signal }

/** @returns whether it died; false when it came to its end before */
async function workUntilDeath(
  world: PlannerWorld,
  airingId: number,
  death: { write: number; moment: 'after' | 'before' },
) {
  const { dying, dead } = dyingAt(world.db, death.write, death.moment)
  return (await Promise.race([bringInLine(world.open(dying), airingId, by), dead])) === 'died'
}

/** Attempts of new processes, a minute apart, as the engine makes them. */
async function workToTheEnd(world: PlannerWorld, airingId: number): Promise<void> {
  for (let attempt = 0; attempt < 6; attempt++) {
    try {
      await bringInLine(world.open(), airingId, by)
      return
    } catch (error) {
      if (!(error instanceof AppError) || !error.isRetryable) throw error
    }
    world.clock.advance(60_000)
  }
}

interface Play extends PlannerWorld {
  episodeId: string
  showId: string
  slot: { startsAt: number; endsAt: number }
}

async function openPlay(db: Db): Promise<Play> {
  const world = await openPlannerWorld(db)
  const file = world.libretime.seed.file({ title: 'Night Drift', lengthMs: HOUR_MS })
  const [show] = world.payload.seed.shows(1)
  const [episode] = world.payload.seed.episodes(1)
  const facts = { airStatus: 'queued', libretimeTrackId: String(file), scheduledAt: null, scheduledEnd: null }
  world.payload.rows('episodes').change(Number(episode?.id), facts)
  const startsAt = Date.parse('2026-11-25T10:00:00Z')
  const slot = { startsAt, endsAt: startsAt + HOUR_MS }
  return { ...world, episodeId: String(episode?.id), showId: String(show?.id), slot }
}

const planIn = (play: Play) =>
  planAiring(play.open(), play.station, { episodeId: play.episodeId, showId: play.showId, ...play.slot, by })

function assertAt(play: Play, startsAt: number | null): void {
  const { rows } = play.libretime
  const starts = rows.schedule.where(() => true).map(({ starts_at }) => starts_at / 1000)
  assert.deepEqual(starts, startsAt === null ? [] : [startsAt])
  assert.equal(rows['show-instances'].size, startsAt === null ? 0 : 1)
  assert.ok(rows.shows.size <= 1)
  const [doc] = play.payload.rows('episodes').all()
  assert.equal(doc?.['airStatus'], startsAt === null ? 'queued' : 'scheduled')
  assert.equal(doc?.['scheduledAt'], startsAt === null ? null : new Date(startsAt).toISOString())
}

/** PostgreSQL differs in how a change is written, not in which there are. */
const deathsOn = (dialect: Dialect) => {
  const writes = dialect === 'sqlite' ? Array.from({ length: 60 }, (_, index) => index + 1) : [9]
  return writes.flatMap((write) => [
    { write, moment: 'after' as const },
    { write, moment: 'before' as const },
  ])
}

/** Dies at each write in turn, until there is none left; each time anew, and each time it comes to the same end. */
async function dieEverywhere(
  open: () => Promise<Db>,
  dialect: Dialect,
  play: { begin(play: Play): Promise<number>; end(play: Play): void },
): Promise<number> {
  let deaths = 0
  for (const death of deathsOn(dialect)) {
    await using db = await open()
    await using world = await openPlay(db)
    const airingId = await play.begin(world)
    const hasDied = await workUntilDeath(world, airingId, death)
    if (!hasDied) break
    deaths++
    await workToTheEnd(world, airingId)
    const { needsRepair, reason } = await needAiring(world, airingId)
    assert.deepEqual({ needsRepair, reason }, { needsRepair: false, reason: null }, JSON.stringify(death))
    play.end(world)
  }
  return deaths
}

onEachDatabase('a planner that is killed', (open, dialect) => {
  it('at any write of a plan comes to exactly one row', async () => {
    const deaths = await dieEverywhere(open, dialect, {
      begin: async (play) => (await planIn(play)).airing.airingId,
      end: (play) => assertAt(play, play.slot.startsAt),
    })
    assert.ok(deaths >= (dialect === 'sqlite' ? 25 : 2), `${deaths} deaths`)
  })

  it('at any write of a move comes to one row, in the new place', async () => {
    const to = (play: Play) => ({ startsAt: play.slot.startsAt + 3 * HOUR_MS, endsAt: play.slot.endsAt + 3 * HOUR_MS })
    const deaths = await dieEverywhere(open, dialect, {
      async begin(play) {
        const { airing } = await planIn(play)
        await bringInLine(play.open(), airing.airingId, by)
        await moveAiring(play.open(), airing.airingId, { ...to(play), by })
        return airing.airingId
      },
      end: (play) => assertAt(play, to(play).startsAt),
    })
    assert.ok(deaths >= (dialect === 'sqlite' ? 25 : 2), `${deaths} deaths`)
  })

  it('at any write of taking out leaves nothing', async () => {
    const deaths = await dieEverywhere(open, dialect, {
      async begin(play) {
        const { airing } = await planIn(play)
        await bringInLine(play.open(), airing.airingId, by)
        await unplanAiring(play.open(), airing.airingId, by)
        return airing.airingId
      },
      end: (play) => assertAt(play, null),
    })
    assert.ok(deaths >= (dialect === 'sqlite' ? 12 : 2), `${deaths} deaths`)
  })
})
