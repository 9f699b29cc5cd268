import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryKey,
} from '@tanstack/react-query'
import type { ReplyOf, RequestOf, RouteSpec } from '../../src/kernel/contract.ts'
import { call, type ProblemError } from './client.ts'

/** Keys start with the route's path, so that events can refresh all reads of a room. */
export const keyOf = (route: RouteSpec, request: unknown): QueryKey => [route.path, request]

/** Counts of queues: jobs that say nothing of how far they are begin, and quiet ones end, without an event. */
export const QUIET_JOBS_MS = 10_000

interface ReadOptions {
  isEnabled?: boolean
  /**
   * Kinds of jobs, or how they begin, that change what it shows and are no event until they end: it is read again while
   * they say how far they are.
   */
  follows?: string
  /** For what no event tells of: how often it is read again. Whoever gives it says what that is. */
  everyMs?: number
}

/** @returns what the query is made with */
const refreshedBy = ({ follows, everyMs }: ReadOptions) => ({
  ...(follows === undefined ? {} : { meta: { follows } }),
  ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
})

/** Reads a route; refreshed by events of its room, the last answer stays while the next is on its way. */
export function useRead<const Spec extends RouteSpec>(
  route: Spec,
  request: RequestOf<Spec>,
  { isEnabled = true, ...options }: ReadOptions = {},
) {
  return useQuery<ReplyOf<Spec>, ProblemError>({
    queryKey: keyOf(route, request),
    queryFn: ({ signal }) => call(route, request, { signal }),
    enabled: isEnabled,
    placeholderData: keepPreviousData,
    ...refreshedBy(options),
  })
}

interface PageReply {
  items: readonly unknown[]
  nextCursor: string | null
  total?: number | null
}

/** A page and what was asked for: while another list is on its way, the last one is still shown. */
interface AskedPage extends PageReply {
  asked: string
}

/** Reads a paged route; `more` fetches the next page. */
export function useList<const Spec extends RouteSpec>(
  route: Spec,
  request: RequestOf<Spec>,
  { isEnabled = true, ...options }: ReadOptions = {},
) {
  type Item = ReplyOf<Spec> extends { items: (infer Row)[] } ? Row : never
  const list = useInfiniteQuery({
    queryKey: [...keyOf(route, request), 'list'],
    queryFn: async ({ pageParam, signal }): Promise<AskedPage> => {
      const asked = request as { query?: Record<string, unknown> }
      const query = pageParam === null ? asked.query : { ...asked.query, cursor: pageParam }
      const reply = await call(route, { ...asked, query } as unknown as RequestOf<Spec>, { signal })
      return { ...(reply as PageReply), asked: JSON.stringify(request) }
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    enabled: isEnabled,
    ...refreshedBy(options),
  })
  return {
    /** Which list the items are of: another filter is another list. */
    key: list.data?.pages[0]?.asked ?? '',
    items: (list.data?.pages.flatMap((page) => page.items) ?? EMPTY) as readonly Item[],
    /** Of all that match; undefined when the server does not count this list. */
    total: list.data?.pages[0]?.total ?? undefined,
    error: list.error as ProblemError | null,
    state: list.isPending ? ('first' as const) : list.isFetching ? ('updating' as const) : ('ready' as const),
    hasMore: list.hasNextPage,
    more: () => {
      if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage()
    },
    retry: () => void list.refetch(),
  }
}

const EMPTY: readonly never[] = []

/** An act: calls a route and then reads again what its room shows. */
export function useAct<const Spec extends RouteSpec>(
  route: Spec,
  onDone?: (reply: ReplyOf<Spec>) => void | Promise<void>,
) {
  const client = useQueryClient()
  return useMutation<ReplyOf<Spec>, ProblemError, RequestOf<Spec>>({
    mutationFn: (request) => call(route, request),
    onSuccess: async (reply) => {
      await onDone?.(reply)
      await client.invalidateQueries({ predicate: (query) => roomOf(String(query.queryKey[0])) === roomOf(route.path) })
    },
  })
}

/** `/api/v1/archive/batches` is of the room `archive`. */
export const roomOf = (path: string): string => path.split('/')[3] ?? ''
