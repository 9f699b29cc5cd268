import { addDays, clockAt, dayAt, instantAt } from '../../../kernel/time.ts'
import type { PlannedOperation, Plans } from '../../../plans/index.ts'
import { type Station, getStation } from '../../stations/index.ts'
import { readOccupied } from '../wishes/assess.ts'
import type { Doer, PlannerDeps } from '../deps.ts'
import { diffRange, type RangeDiff, type RangeItem } from './diff-range.ts'
import type { Airing, AiringWish, Slot } from '../model.ts'
import { libraryOf, readSources } from '../wishes/resolve.ts'
import { PLAN_AIRING, PLAN_RANGE, UNPLAN_AIRING } from './range-kinds.ts'
import { listInRange } from '../store.ts'
import { spanOf } from '../calendar/week.ts'
import { slotProblem } from '../model.ts'
import { InvalidInputError } from '../../../kernel/errors.ts'

export interface DraftDeps extends PlannerDeps {
  plans: Plans
}

export interface RangeWishes {
  range: Slot
  mode: 'add' | 'replace'
  wishes: readonly AiringWish[]
}

export interface Drafted extends RangeDiff {
  planId: number | null
  computedInMs: number
}

const LONGEST_RANGE_MS = 100 * 86_400_000

/** Reads once, computes, and writes the plan down; nothing leaves. */
export async function draftRange(
  deps: DraftDeps,
  station: Station,
  { range, mode, wishes, by }: RangeWishes & { by: Doer },
): Promise<Drafted> {
  if (range.endsAt <= range.startsAt || range.endsAt - range.startsAt > LONGEST_RANGE_MS)
    throw new InvalidInputError('radio/bad-range', { params: { days: 100 } })
  const [sources, occupied] = await Promise.all([
    readSources(deps, station),
    readOccupied(deps, station, { ...range, maxAgeMs: 0, signal: by.signal }),
  ])
  const began = performance.now()
  const diff = diffRange({ range, mode, wishes: wishes.map(checkedSlot), sources, occupied, now: deps.clock.now() })
  const operations = operationsOf(station, diff)
  const computedInMs = performance.now() - began
  const planId = operations.length === 0 ? null : await draft(deps, { station, operations, by })
  return { ...diff, planId, computedInMs }
}

/** @throws InvalidInputError for a slot that can't be one, with its place in the list */
function checkedSlot(wish: AiringWish, index: number): AiringWish {
  const problem = slotProblem(wish)
  if (problem === undefined) return wish
  const fields = [{ pointer: `/airings/${index}/endsAt`, code: problem.code, params: problem.params }]
  throw new InvalidInputError(problem.code, { params: problem.params, fields })
}

/** What is taken away first makes room for the rest of its day. */
export function operationsOf({ stationId, timeZone }: Station, { items, removed }: RangeDiff): PlannedOperation[] {
  const inPlaceOf = removed.map(({ airingId }) => airingId)
  const made = items.flatMap((item): (PlannedOperation & { day: string; order: number })[] => {
    const day = dayAt(item.startsAt, timeZone)
    if (item.action === 'remove' && item.airing !== undefined)
      return [{ ...removeOperation(stationId, item.airing), group: day, day, order: 0 }]
    if (item.action === 'add' && item.resolved !== undefined)
      return [{ ...addOperation(stationId, item, inPlaceOf), group: day, day, order: 1 }]
    return []
  })
  return made
    .toSorted((a, b) => (a.day === b.day ? a.order - b.order : a.day < b.day ? -1 : 1))
    .map(({ day: _day, order: _order, ...operation }) => operation)
}

/** What people see of an airing in a plan. */
export const shown = (title: string, { startsAt, endsAt }: Slot) => ({
  title,
  startsAt: new Date(startsAt).toISOString(),
  endsAt: new Date(endsAt).toISOString(),
})

export const addOperation = (
  stationId: number,
  { resolved, startsAt, endsAt }: RangeItem,
  inPlaceOf: readonly number[],
) => ({
  kind: PLAN_AIRING,
  params: { stationId, wish: resolved, inPlaceOf },
  before: {},
  after: shown(resolved?.title ?? '', { startsAt, endsAt }),
  reason: { code: 'airing-wished', params: {} },
})

/** Its whole snapshot goes into the plan: an undo makes the same airing again. */
export const removeOperation = (stationId: number, airing: Airing) => ({
  kind: UNPLAN_AIRING,
  params: { stationId, airingId: airing.airingId, round: airing.round, wish: wishOf(airing) },
  before: shown(airing.title, airing),
  after: {},
  reason: { code: 'airing-not-wished', params: {} },
})

export const wishOf = (airing: Airing) => ({
  startsAt: airing.startsAt,
  endsAt: airing.endsAt,
  episodeId: airing.episodeId,
  trackId: airing.trackId,
  title: airing.title,
  showId: airing.showId,
  showTitle: airing.showTitle,
  isShowOfCms: airing.isShowOfCms,
  playoutShowId: airing.playoutShowId,
  audioMs: airing.audioMs,
})

export function draft(
  { db, plans }: DraftDeps,
  { station, operations, by }: { station: Station; operations: readonly PlannedOperation[]; by: Doer },
): Promise<number> {
  const starts = operations.map(({ params }) => ((params['wish'] ?? params['to']) as Slot).startsAt)
  return db.tx((tx) =>
    plans.draft(tx, {
      kind: PLAN_RANGE,
      subject: `station:${station.stationId}`,
      title: { code: 'radio.range', params: { count: operations.length, name: station.name } },
      actor: by.actor,
      data: {
        stationId: station.stationId,
        connectionId: libraryOf(station),
        firstStartsAt: starts.reduce((a, b) => Math.min(a, b)),
      },
      operations,
    }),
  )
}

/** The same airings so many days later, at the same times on the wall clock and as long as they were. */
export function copiedWishes(airings: readonly Airing[], { days, zone }: { days: number; zone: string }): AiringWish[] {
  return airings
    .filter(({ state }) => state !== 'cancelling' && state !== 'cancelled')
    .map((airing) => {
      const { local } = clockAt(airing.startsAt, zone)
      const startsAt = instantAt(`${addDays(local.slice(0, 10), days)}${local.slice(10)}`, zone)
      const { episodeId, trackId, showId } = airing
      const what = episodeId === null ? { trackId } : { episodeId }
      return { ...what, showId, startsAt, endsAt: startsAt + airing.endsAt - airing.startsAt }
    })
}

export async function copyWeek(
  deps: DraftDeps,
  stationId: number,
  { from, to, days, mode, by }: { from: string; to: string; days: number; mode: 'add' | 'replace'; by: Doer },
): Promise<Drafted> {
  const station = await getStation(deps.db.read, stationId)
  const { timeZone } = station
  const source = spanOf(from, days, timeZone)
  const airings = (await listInRange(deps.db.read, stationId, source)).filter(
    ({ startsAt }) => startsAt >= source.startsAt,
  )
  const shift = daysBetween(from, to)
  const wishes = copiedWishes(airings, { days: shift, zone: timeZone })
  const target = spanOf(to, days, timeZone)
  // The last one may run past midnight, as it did before.
  const endsAt = wishes.reduce((latest, wish) => Math.max(latest, wish.endsAt), target.endsAt)
  return draftRange(deps, station, { range: { startsAt: target.startsAt, endsAt }, mode, wishes, by })
}

const DAY_MS = 86_400_000
const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS)
