import { useEffect, useMemo, useRef, useState } from 'react'
import type { TitleView } from '../../../src/library/titles/contract.ts'
import type { RequestOf } from '../../../src/kernel/contract.ts'
import { call, type ProblemError } from '../../api/client.ts'
import { allStale, itemsOf, nextToRead, noPages, PAGE, type Pages, type Sight, withPage } from './title-pages.ts'
import { routes } from './use-titles.ts'

type TitlePages = Pages<TitleView>
type Query = RequestOf<typeof routes.list>['query']

/** Lists that were left are there at once when somebody comes back to them. */
const kept = new Map<string, TitlePages>()
const KEPT_MOST = 4

function keep(pages: TitlePages): TitlePages {
  kept.delete(pages.key)
  kept.set(pages.key, pages)
  const [oldest] = kept.keys()
  if (kept.size > KEPT_MOST && oldest !== undefined) kept.delete(oldest)
  return pages
}

const knownOf = (now: TitlePages, key: string): TitlePages => (now.key === key ? now : (kept.get(key) ?? noPages(key)))

/**
 * A list of titles of any length, read page by page from its beginning, as far as it is looked at.
 * @param changedAt another value when something may have changed: what is in sight is read again
 */
export function useTitlePages(query: Query, changedAt: number) {
  const key = JSON.stringify({ ...query, limit: PAGE })
  const [state, setState] = useState<TitlePages>(() => allStale(knownOf(noPages(''), key)))
  const [sight, setSight] = useState<Sight>({ from: 0, to: 0 })
  const newest = useRef(changedAt)
  useEffect(() => {
    newest.current = changedAt
    setState((now) => (now.key === key ? allStale(now) : now))
  }, [changedAt, key])

  // What was shown stays until the first page of another list is there.
  const known = knownOf(state, key)
  const index = nextToRead(known, state.key === key ? sight : { from: 0, to: 0 })
  const cursor = index === undefined || index === 0 ? null : (known.pages[index - 1]?.next ?? null)
  const { error, isReading, retry } = useReading(
    { key, index, cursor },
    (page, at) => {
      const isOld = newest.current !== at
      setState((now) => {
        const next = withPage(knownOf(now, key), index ?? 0, page)
        return keep(isOld ? allStale(next) : next)
      })
    },
    changedAt,
  )

  const items = useMemo(() => itemsOf(state, ({ titleId }) => titleId), [state])
  return {
    key: state.key,
    items,
    total: state.total,
    error,
    state: state.pages.length === 0 ? ('first' as const) : isReading ? ('updating' as const) : ('ready' as const),
    look: (next: Sight) => setSight((now) => (now.from === next.from && now.to === next.to ? now : next)),
    retry,
  }
}
export type TitleList = ReturnType<typeof useTitlePages>

interface Wanted {
  key: string
  /** Undefined when nothing is to be read. */
  index: number | undefined
  cursor: string | null
}
type Reply = Awaited<ReturnType<typeof readPage>>

const readPage = (key: string, cursor: string | null, signal: AbortSignal) =>
  call(routes.list, { query: { ...(JSON.parse(key) as Query), ...(cursor === null ? {} : { cursor }) } }, { signal })

/** One page at a time. */
function useReading({ key, index, cursor }: Wanted, onRead: (page: Reply, at: number) => void, changedAt: number) {
  const [error, setError] = useState<ProblemError | null>(null)
  const [turn, setTurn] = useState(0)
  const [isReading, setReading] = useState(false)
  const take = useRef(onRead)
  const at = useRef(changedAt)
  useEffect(() => {
    take.current = onRead
    at.current = changedAt
  })
  useEffect(() => {
    if (index === undefined) return undefined
    const abort = new AbortController()
    const startedAt = at.current
    setReading(true)
    readPage(key, cursor, abort.signal)
      .then((page) => {
        setError(null)
        take.current(page, startedAt)
        setTurn((now) => now + 1)
      })
      .catch((cause: unknown) => {
        if (!abort.signal.aborted) setError(cause as ProblemError)
      })
      .finally(() => {
        if (!abort.signal.aborted) setReading(false)
      })
    return () => abort.abort()
  }, [key, index, cursor, turn])
  return { error, isReading: isReading && index !== undefined, retry: () => setTurn(turn + 1) }
}
