import { useMutation, useQueryClient } from '@tanstack/react-query'
import { connectionRoutes, type ConnectionView } from '../../src/connections/contract.ts'
import type { ReplyOf, RequestOf, RouteSpec } from '../../src/kernel/contract.ts'
import { inboxRoutes } from '../../src/radio/hydration/contract.ts'
import { stationRoutes } from '../../src/radio/stations/contract.ts'
import { call, type ProblemError } from '../api/client.ts'
import { roomOf, useRead } from '../api/use-api.ts'

/** The kind of a connection that has a playout library. */
const LIBRARY_KIND = 'libretime'
/** The kind of a connection that has episodes. */
const CMS_KIND = 'payload'
/** Where connections are added. */
export const CONNECTIONS: string = '/connections'
/** A run that a watch began is no event; it stands in the inbox. */
const INBOX_EVERY_MS = 10_000

export const useStations = () => useRead(stationRoutes.routes.list, {})
export const useInboxes = () => useRead(inboxRoutes.routes.list, {}, { everyMs: INBOX_EVERY_MS })
export const useConnections = () => useRead(connectionRoutes.routes.list, {})

/** Those that a station can have as its playout library. */
export const librariesOf = (connections: readonly ConnectionView[]): ConnectionView[] =>
  connections.filter(({ kind }) => kind === LIBRARY_KIND)

/** Those in which the episodes of an inbox can be. */
export const cmsesOf = (connections: readonly ConnectionView[]): ConnectionView[] =>
  connections.filter(({ kind }) => kind === CMS_KIND)

const VERSION_CHANGED = 412

/** Somebody else has changed it since it was read. */
export const isClash = (error: ProblemError | null): boolean => error?.problem.status === VERSION_CHANGED

/** An act on what was read as `etag`: what somebody else changed meanwhile is not overwritten, but read first. */
export function useChange<const Spec extends RouteSpec>(
  route: Spec,
  etag: string,
  onDone: (reply: ReplyOf<Spec>) => void,
) {
  const client = useQueryClient()
  return useMutation<ReplyOf<Spec>, ProblemError, RequestOf<Spec>>({
    mutationFn: (request) => call(route, request, { ifMatch: etag }),
    onSuccess: onDone,
    onSettled: () =>
      client.invalidateQueries({ predicate: ({ queryKey }) => roomOf(String(queryKey[0])) === roomOf(route.path) }),
  })
}
