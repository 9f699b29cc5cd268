import { useEffect, useEffectEvent, useMemo, useState } from 'react'
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
  const [readAt, setReadAt] = useState(changedAt)
  if (readAt !== changedAt) {
    setReadAt(changedAt)
    setState(allStale(state))
  }
  // What was shown stays until the first page of another list is there.
  const known = knownOf(state, key)
  const index = nextToRead(known, state.key === key ? sight : { from: 0, to: 0 })
  const cursor = index === undefined || index === 0 ? null : (known.pages[index - 1]?.next ?? null)
  const { error, retry } = useReading({ key, index, cursor }, (page) =>
    setState((now) => keep(withPage(knownOf(now, key), index ?? 0, page))),
  )
  const items = useMemo(() => itemsOf(state, ({ titleId }) => titleId), [state])
  const isReading = index !== undefined && error === null
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

/** One page at a time; the same one again when it became stale meanwhile, or after a failure when asked. */
function useReading(wanted: Wanted, onRead: (page: Reply) => void) {
  const [error, setError] = useState<ProblemError | null>(null)
  const [turn, setTurn] = useState(0)
  const ended = useEffectEvent((page: Reply | null, cause: ProblemError | null) => {
    setError(cause)
    if (page === null) return
    onRead(page)
    setTurn(turn + 1)
  })
  const ask = wanted.index === undefined ? null : JSON.stringify([wanted, turn])
  useEffect(() => {
    if (ask === null) return undefined
    const abort = new AbortController()
    const [{ key, cursor }] = JSON.parse(ask) as [Wanted, number]
    readPage(key, cursor, abort.signal).then(
      (page) => (abort.signal.aborted ? undefined : ended(page, null)),
      (cause: ProblemError) => (abort.signal.aborted ? undefined : ended(null, cause)),
    )
    return () => abort.abort()
  }, [ask])
  return { error, retry: () => setTurn(turn + 1) }
}
