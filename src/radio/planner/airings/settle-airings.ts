import { instantText } from '../effects/instant-text.ts'
import type { Doer, PlannerDeps } from '../deps.ts'
import type { Airing } from '../model.ts'
import { start } from './plan-airing.ts'
import { listBroken, listEnded, updateAiring } from '../store.ts'
import { tell } from './tell.ts'

/** The playout writes its history when an item begins; after its end nothing more comes. */
const ENDED_FOR_MS = 2 * 60_000
/** Something else may still be at work on it. */
const CALM_FOR_MS = 10 * 60_000

/**
 * Finds out what was on air, from what the playout says of it, and starts again what is not in line.
 * @throws the first thing that stood in the way, after all that could be done was done
 */
export async function settleAirings(
  deps: PlannerDeps,
  by: Doer,
): Promise<{ aired: number; missed: number; again: number }> {
  const now = deps.clock.now()
  const broken = await listBroken(deps.db.read, now - CALM_FOR_MS)
  for (const airing of broken) await deps.db.tx((tx) => start(deps, tx, { airing: airing, by }))
  const ended = (await listEnded(deps.db.read, now - ENDED_FOR_MS)).filter(({ state }) => state === 'verified')
  const came = { aired: 0, missed: 0, again: broken.length }
  const troubles: Error[] = []
  for (const [connectionId, airings] of Map.groupBy(ended, (airing) => airing.connectionId)) {
    try {
      const wasOnAir = await readOnAir(deps, connectionId, { airings, by })
      for (const airing of airings) came[await settleOne(deps, airing, { isAired: wasOnAir(airing), by })]++
    } catch (error) {
      troubles.push(error as Error)
    }
  }
  const [trouble] = troubles
  if (trouble !== undefined) throw trouble
  return came
}

/** A row says so itself; for rows that are gone the history does. Both failing to answer is no answer. */
async function readOnAir(
  deps: PlannerDeps,
  connectionId: number,
  { airings, by }: { airings: readonly Airing[]; by: Doer },
): Promise<(airing: Airing) => boolean> {
  const schedule = await deps.outside.schedule(connectionId)
  const from = airings.reduce((least, { startsAt }) => Math.min(least, startsAt), Number.POSITIVE_INFINITY)
  const to = airings.reduce((most, { endsAt }) => Math.max(most, endsAt), 0)
  const rows = await schedule.listRows({ from, to }, by.signal)
  const played = new Set(rows.filter(({ wasPlayed }) => wasPlayed).map(({ rowId }) => rowId))
  const isTold = (airing: Airing): boolean => airing.rowId !== null && played.has(airing.rowId)
  if (airings.every(isTold)) return isTold
  const history = await schedule.listHistory(by.signal)
  const heard = new Set(history.map(({ trackId, startsAt }) => `${trackId}@${instantText(startsAt)}`))
  return (airing) => isTold(airing) || heard.has(`${airing.trackId}@${instantText(airing.startsAt)}`)
}

async function settleOne(
  deps: PlannerDeps,
  airing: Airing,
  { isAired, by }: { isAired: boolean; by: Doer },
): Promise<'aired' | 'missed'> {
  const state = isAired ? 'aired' : 'missed'
  const reason = isAired ? null : { code: 'radio/not-in-history', params: {} }
  await deps.db.tx(async (tx) => {
    const change = { state, reason, cmsRound: airing.cmsRound + 1 } as const
    const after = await updateAiring({ tx, now: deps.clock.now() }, airing.airingId, change)
    await tell(deps, tx, { what: state, airing: after, by })
    if (airing.cms !== null) await start(deps, tx, { airing: after, by })
  })
  return state
}
