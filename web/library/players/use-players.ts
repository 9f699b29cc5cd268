import { connectionRoutes, type ConnectionView } from '../../../src/connections/contract.ts'
import { type GroupView, playerRoutes } from '../../../src/library/players/contract.ts'
import { useRead } from '../../api/use-api.ts'

/** What was told meanwhile is no event of a group. */
const EVERY_MS = 10_000

export type PlayerKind = GroupView['kind']
export const PLAYER_KINDS: readonly PlayerKind[] = ['kodi', 'jellyfin', 'plex']

export const useGroups = () => useRead(playerRoutes.routes.list, {}, { everyMs: EVERY_MS })

/** Connections that can be players. */
export function usePlayerConnections(): readonly ConnectionView[] {
  const list = useRead(connectionRoutes.routes.list, {})
  return (list.data?.items ?? []).filter(({ kind }) => PLAYER_KINDS.some((one) => one === kind))
}

/** A folder of a library as a person types it: `Up (2009)/`. */
export const toRelPath = (typed: string): string => typed.split('/').filter(Boolean).join('/')
