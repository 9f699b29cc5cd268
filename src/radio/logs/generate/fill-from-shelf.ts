import type { Db } from '../../../db/db.ts'
import { NotFoundError } from '../../../kernel/errors.ts'
import { clocksOfDay, type ClockSlot, type MusicSources, planDayApart, type TakenStretch } from '../../music/index.ts'
import { libraryReadAt } from '../../tracks/index.ts'
import type { LogEntry } from '../model.ts'
import type { FillRequest, LogGenerator, Shelf } from '../ports.ts'
import { knownAround } from './known-around.ts'

/** By how much the last music may be cut to end with the silence. */
const TRIM_MS = 30_000

/**
 * The hour is planned with one slot that goes to its end, and everything but the silence taken: rules of an hour and those
 * that look back and ahead hold as they do when a day is generated.
 */
export function fillFromShelf(deps: { db: Db; sources: MusicSources }): LogGenerator['fillGap'] {
  return async ({ stationId, airDate, hourStartsAt, startsAt, endsAt, from, entries, seed, signal }: FillRequest) => {
    const reader = deps.db.read
    const day = await clocksOfDay(reader, stationId, airDate)
    const hour = day.hours.find((one) => one.startsAt === hourStartsAt)
    if (hour === undefined) throw new NotFoundError('radio/no-such-hour', { params: { hour: airDate } })
    // A library that nobody has read is no empty one.
    await libraryReadAt(reader, stationId)
    const span = { startsAt: day.hours[0]?.startsAt ?? 0, endsAt: day.hours.at(-1)?.endsAt ?? 0 }
    const known = await knownAround(deps, stationId, span)
    const shelves = from.kind === 'category' ? known.categories.map(({ categoryId }) => categoryId) : []
    const carts = from.kind === 'cart' ? known.carts.map(({ cartId }) => cartId) : []
    if (![...shelves, ...carts].includes(from.id))
      throw new NotFoundError(`radio/no-such-${from.kind}`, { params: { id: from.id } })
    const clock = { clockId: 0, name: '', trimAtMostMs: TRIM_MS, slots: [slotOf(from)] }
    const around = [
      { startsAt: hour.startsAt, endsAt: startsAt },
      { startsAt: endsAt, endsAt: hour.endsAt },
    ]
    const plan = await planDayApart(
      {
        ...known,
        airDate,
        seed,
        hours: [{ ...hour, clock }],
        taken: [
          ...around.filter((one) => one.endsAt > one.startsAt).map((one) => ({ ...one, slotKey: null, facts: null })),
          ...entries.flatMap(heardOf),
        ],
        spots: [],
      },
      signal,
    )
    return { items: plan.items, unfilled: plan.unfilled }
  }
}

const slotOf = ({ kind, id }: Shelf): ClockSlot => ({
  slotId: 'fill',
  anchor: null,
  daypartIds: [],
  transition: 'segue',
  fill: { by: 'end' },
  ...(kind === 'category' ? { kind, categoryId: id } : { kind, cartId: id }),
})

const heardOf = ({ startsAt, lengthMs, trackId, orderId }: LogEntry): TakenStretch[] =>
  lengthMs === 0 || trackId === null
    ? []
    : [{ startsAt, endsAt: startsAt + lengthMs, slotKey: null, facts: { trackId, orderId } }]
