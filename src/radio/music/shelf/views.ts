import { instant, instantOrNull } from '../../../kernel/contract.ts'
import { categoryTest } from '../generate/category-query.ts'
import type { PoolTrack } from '../generate/model.ts'
import type { ClockView } from '../clocks/contract.ts'
import type { CartView, CategoryView, DaypartView } from '../pools/contract.ts'
import type { Thing } from './model.ts'

/** What views tell beside what is stored. */
export interface Around {
  usedBy: string[]
  /** Null where the library can't be asked: nothing is known, which is not none. */
  pool: readonly PoolTrack[] | null
  lastHeard: ReadonlyMap<number, number>
}

const common = ({ stationId, name, version, createdAt, changedAt }: Thing, { usedBy }: Around) => ({
  stationId,
  name,
  usedBy,
  createdAt: instant(createdAt),
  changedAt: instant(changedAt),
  etag: String(version),
})

export const toClockView = (thing: Thing<'clock'>, around: Around): ClockView => ({
  clockId: thing.id,
  ...thing.facts,
  ...common(thing, around),
})

export const toDaypartView = (thing: Thing<'daypart'>, around: Around): DaypartView => ({
  daypartId: thing.id,
  ...thing.facts,
  ...common(thing, around),
})

export function toCategoryView(thing: Thing<'category'>, around: Around): CategoryView {
  const tracks = around.pool?.filter(categoryTest(thing.facts.query)) ?? null
  const lengths = (tracks ?? []).map(({ lengthMs }) => lengthMs).toSorted((a, b) => a - b)
  return {
    categoryId: thing.id,
    ...thing.facts,
    ...common(thing, around),
    matches: tracks?.length ?? null,
    typicalMs: lengths[lengths.length >> 1] ?? null,
  }
}

export function toCartView(thing: Thing<'cart'>, around: Around): CartView {
  const ids = new Set(thing.facts.members.map(({ trackId }) => trackId))
  return {
    cartId: thing.id,
    ...thing.facts,
    ...common(thing, around),
    tracks: (around.pool ?? [])
      .filter(({ trackId }) => ids.has(trackId))
      .map(({ trackId, title, artist, lengthMs }) => ({
        trackId,
        title,
        artist,
        lengthMs,
        lastHeardAt: instantOrNull(around.lastHeard.get(trackId) ?? null),
      })),
  }
}
