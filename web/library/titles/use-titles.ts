import { useSearchOf } from '../../shell/use-search-of.ts'
import { titleRoutes, TitleKindName, TitleStateName } from '../../../src/library/titles/contract.ts'
import { idOf } from '../use-library.ts'

export const { routes } = titleRoutes

export const SORTS = ['title', 'added', 'year', 'rating'] as const
export type Sort = (typeof SORTS)[number]
const DAY_MS = 86_400_000
const WEEK_DAYS = 7

/** What stands in the address and narrows the list; a saved view keeps these. */
export const FILTERS = [
  'library',
  'kind',
  'from',
  'to',
  'state',
  'care',
  'lines',
  'noArt',
  'locked',
  'notIn',
  'since',
  'gone',
  'text',
  'sort',
  'order',
] as const
type FilterName = (typeof FILTERS)[number]

export type Edit = Readonly<Partial<Record<FilterName | 'look', string | undefined>>>

/** Which titles are looked at, and how: all of it stands in the address. */
export function useAddress() {
  const { search, set } = useSearchOf('/library')
  return {
    ...filtersOf(search),
    isList: search['look'] === 'list',
    search,
    set,
    clear: () => {
      const none = Object.fromEntries(FILTERS.map((name) => [name, undefined]))
      set({ ...none, library: search['library'], sort: search['sort'], order: search['order'] })
    },
  }
}
export type Address = ReturnType<typeof useAddress>

function filtersOf(search: Readonly<Record<string, string | undefined>>) {
  return {
    libraryId: idOf(search['library']),
    kind: TitleKindName.options.find((name) => name === search['kind']),
    yearFrom: yearOf(search['from']),
    yearTo: yearOf(search['to']),
    state: TitleStateName.options.find((name) => name === search['state']),
    isCare: search['care'] === 'yes',
    lines: idOf(search['lines']),
    noArt: search['noArt'] === 'poster',
    isLocked: search['locked'] === 'yes',
    notIn: idOf(search['notIn']),
    isWeek: search['since'] === 'week',
    isGone: search['gone'] === 'yes',
    text: search['text'] ?? '',
    sort: SORTS.find((name) => name === search['sort']) ?? ('title' as const),
    isDown: search['order'] === 'down',
  }
}
export type Filters = ReturnType<typeof filtersOf>

const yearOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^[12]\d{3}$/.test(text) ? Number(text) : undefined

/** As the server wants them. @param todayMs the start of a day, so that the same filters are the same list all day */
export function queryOf(filters: Filters, todayMs: number) {
  const { libraryId, kind, yearFrom, yearTo, state, lines, notIn, text } = filters
  const flags = { care: filters.isCare, locked: filters.isLocked, gone: filters.isGone }
  return {
    ...(libraryId === undefined ? {} : { libraryId }),
    ...(kind === undefined ? {} : { kind }),
    ...(yearFrom === undefined ? {} : { yearFrom }),
    ...(yearTo === undefined ? {} : { yearTo }),
    ...(state === undefined ? {} : { state }),
    ...(lines === undefined ? {} : { lines }),
    ...(notIn === undefined ? {} : { notIn }),
    ...(filters.noArt ? { noArt: 'poster' as const } : {}),
    ...(filters.isWeek ? { addedSince: new Date(todayMs - WEEK_DAYS * DAY_MS).toISOString() } : {}),
    ...(text === '' ? {} : { text }),
    ...Object.fromEntries(Object.entries(flags).flatMap(([name, isOn]) => (isOn ? [[name, 'yes' as const]] : []))),
  }
}

/** How many filters besides library and order narrow the list. */
export const countFilters = (search: Readonly<Record<string, string | undefined>>): number =>
  FILTERS.filter((name) => !['library', 'sort', 'order', 'text', 'to'].includes(name) && search[name] !== undefined)
    .length

export const startOfDay = (nowMs: number): number => nowMs - (nowMs % DAY_MS)
