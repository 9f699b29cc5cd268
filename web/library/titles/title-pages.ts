/** Pages of a long list that were loaded from its beginning; each may be read again by itself. */
export interface Pages<Item> {
  /** Which list it is. */
  key: string
  /** Of all that match; null until it was told. */
  total: number | null
  pages: readonly Page<Item>[]
}

interface Page<Item> {
  /** Null for the first. */
  cursor: string | null
  items: readonly Item[]
  next: string | null
  /** Something may have changed since it was read. */
  isStale: boolean
}

export interface PageReply<Item> {
  items: readonly Item[]
  nextCursor: string | null
  total: number | null
}

/** First and last place that are looked at. */
export interface Sight {
  from: number
  to: number
}

export const PAGE = 200
/** So much ahead of the sight the next page is fetched. */
const AHEAD = 100

export const noPages = <Item>(key: string): Pages<Item> => ({ key, total: null, pages: [] })

/**
 * Takes in what was read. Where the page now ends elsewhere than it did, the next one begins elsewhere: it keeps its items
 * until it was read again.
 */
export function withPage<Item>(now: Pages<Item>, index: number, reply: PageReply<Item>): Pages<Item> {
  const cursor = index === 0 ? null : (now.pages[index - 1]?.next ?? null)
  const read: Page<Item> = { cursor, items: reply.items, next: reply.nextCursor, isStale: false }
  const after = now.pages.slice(index + 1)
  const [follower, ...rest] = after
  const moved =
    follower === undefined || follower.cursor === read.next
      ? after
      : [{ ...follower, cursor: read.next, isStale: true }, ...rest]
  return {
    ...now,
    total: reply.total ?? now.total,
    pages: [...now.pages.slice(0, index), read, ...(read.next === null ? [] : moved)],
  }
}

export const allStale = <Item>(now: Pages<Item>): Pages<Item> => ({
  ...now,
  pages: now.pages.map((page) => ({ ...page, isStale: true })),
})

/** The page that is to be read next: one in sight that may have changed, else the one that follows. */
export function nextToRead<Item>({ pages }: Pages<Item>, { from, to }: Sight): number | undefined {
  if (pages.length === 0) return 0
  let start = 0
  for (const [index, { items, isStale }] of pages.entries()) {
    const end = start + items.length
    if (isStale && start <= to && end > from) return index
    start = end
  }
  return pages.at(-1)?.next !== null && to + AHEAD >= start ? pages.length : undefined
}

/** Each once: while a list changes, one may stand in two pages. */
export function itemsOf<Item>({ pages }: Pages<Item>, idOf: (item: Item) => number): readonly Item[] {
  const seen = new Set<number>()
  return pages.flatMap(({ items }) =>
    items.filter((item) => {
      const id = idOf(item)
      if (seen.has(id)) return false
      seen.add(id)
      return true
    }),
  )
}
