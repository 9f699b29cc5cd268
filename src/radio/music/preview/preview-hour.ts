import type { Reader } from '../../../db/db.ts'
import { NotFoundError } from '../../../kernel/errors.ts'
import type { ClockFacts, ClockShape } from '../clocks/contract.ts'
import type { DayPlan, PlanDayInput, PlanHour } from '../generate/model.ts'
import { planDay } from '../generate/plan-day.ts'
import { clocksOfDay, separationOfStation } from '../grid/edit-grid.ts'
import type { CartShape, CategoryShape, DaypartShape } from '../pools/contract.ts'
import type { MusicSources } from '../ports.ts'
import { getThing } from '../shelf/edit-shelf.ts'
import type { Thing } from '../shelf/model.ts'
import { listThings } from '../shelf/store.ts'

const DAY_MS = 86_400_000

export const clockShape = ({ id, name, facts }: Thing<'clock'>): ClockShape => ({ clockId: id, name, ...facts })

/** All that `planDay` needs of the shelves of a station. */
export async function shelvesOf(
  reader: Reader,
  stationId: number,
): Promise<Pick<PlanDayInput, 'categories' | 'carts' | 'dayparts' | 'separation'>> {
  const [categories, carts, dayparts, separation] = await Promise.all([
    listThings(reader, 'category', stationId),
    listThings(reader, 'cart', stationId),
    listThings(reader, 'daypart', stationId),
    separationOfStation(reader, stationId),
  ])
  return {
    categories: categories.map(({ id, name, facts }): CategoryShape => ({ categoryId: id, name, ...facts })),
    carts: carts.map(({ id, name, facts }): CartShape => ({ cartId: id, name, ...facts })),
    dayparts: dayparts.map(({ id, name, facts }): DaypartShape => ({ daypartId: id, name, ...facts })),
    separation: separation.rules,
  }
}

export interface PreviewWish {
  stationId: number
  airDate: string
  hour: string
  seed: string
  clockId?: number | undefined
  clock?: ClockFacts | undefined
}

/** One hour of a day as it would come out; nothing is stored. @throws NotFoundError for an hour that the day has not */
export async function previewHour(
  { reader, sources }: { reader: Reader; sources: MusicSources },
  wish: PreviewWish,
): Promise<{ hour: PlanHour; plan: DayPlan; tracksKnown: number }> {
  const { stationId, airDate } = wish
  const day = await clocksOfDay(reader, stationId, airDate)
  const hour = day.hours.find(({ name }) => name === wish.hour)
  if (hour === undefined) throw new NotFoundError('radio/no-such-hour', { params: { hour: wish.hour, day: airDate } })
  const [clock, shelves, tracks, heard, lastHeard] = await Promise.all([
    clockOf(reader, wish, hour.clockId),
    shelvesOf(reader, stationId),
    sources.listPool(stationId),
    sources.listHeard(stationId, { from: hour.startsAt - DAY_MS, to: hour.endsAt + DAY_MS }),
    sources.lastHeard(stationId),
  ])
  const around = heard.filter(({ startsAt }) => startsAt < hour.startsAt || startsAt >= hour.endsAt)
  const plan = planDay({
    ...shelves,
    airDate,
    seed: wish.seed,
    hours: [{ ...hour, clock }],
    taken: [],
    tracks,
    heard: around,
    lastHeard,
    spots: [],
  })
  return { hour, plan, tracksKnown: tracks.length }
}

async function clockOf(reader: Reader, wish: PreviewWish, ofHour: number | null): Promise<ClockShape | null> {
  if (wish.clock !== undefined) return { clockId: 0, name: '', ...wish.clock }
  const clockId = wish.clockId ?? ofHour
  if (clockId === null) return null
  const clock = await getThing(reader, 'clock', clockId)
  if (clock.stationId !== wish.stationId) throw new NotFoundError('radio/no-such-clock', { params: { id: clockId } })
  return clockShape(clock)
}
