import { useSearchOf } from '../../shell/use-search-of.ts'
import { clockRoutes } from '../../../src/radio/music/clocks/contract.ts'
import { clockFileRoutes, gridRoutes } from '../../../src/radio/music/grid/contract.ts'
import { cartRoutes, categoryRoutes, daypartRoutes, separationRoutes } from '../../../src/radio/music/pools/contract.ts'
import { useRead } from '../../api/use-api.ts'

export const routes = {
  clocks: clockRoutes.routes,
  files: clockFileRoutes.routes,
  grid: gridRoutes.routes,
  carts: cartRoutes.routes,
  categories: categoryRoutes.routes,
  dayparts: daypartRoutes.routes,
  separation: separationRoutes.routes,
}

export const TABS = ['clocks', 'week', 'carts', 'categories', 'dayparts', 'separation'] as const
export type Tab = (typeof TABS)[number]

/** What is looked at stands in the address. */
export function useAddress() {
  const { search, set } = useSearchOf('/radio/clocks')
  return {
    station: search['station'],
    tab: TABS.find((tab) => tab === search['tab']) ?? ('clocks' as const),
    clock: search['clock'],
    /** Whose clocks are looked at apart from the week. */
    day: /^\d{4}-\d{2}-\d{2}$/.test(search['day'] ?? '') ? search['day'] : undefined,
    set,
  }
}

/** All that the clocks of a station are made of. */
export function useShelves(stationId: number) {
  const request = { params: { stationId } }
  const clocks = useRead(routes.clocks.list, request)
  const carts = useRead(routes.carts.list, request)
  const categories = useRead(routes.categories.list, request)
  const dayparts = useRead(routes.dayparts.list, request)
  return {
    reads: [clocks, carts, categories, dayparts],
    isKnown: [clocks, carts, categories, dayparts].every(({ data }) => data !== undefined),
    clocks: clocks.data?.items ?? [],
    carts: carts.data?.items ?? [],
    categories: categories.data?.items ?? [],
    dayparts: dayparts.data?.items ?? [],
  }
}

export type Shelves = ReturnType<typeof useShelves>
