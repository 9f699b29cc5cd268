import type { TitleIds } from '../titles/model.ts'

export const SENDERS = ['radarr', 'sonarr', 'lidarr'] as const
export type Sender = (typeof SENDERS)[number]

/** What a sender says has happened to a folder. Words: `library.arrival.<what>`. */
export const ARRIVALS = ['added', 'upgraded', 'renamed', 'file-removed', 'removed'] as const
export type ArrivalKind = (typeof ARRIVALS)[number]

/** A folder that should be looked at, because a program says so. */
export interface Arrival {
  what: ArrivalKind
  /** As the sender calls them: of another machine, or of Windows. */
  folders: readonly string[]
  title: string
  ids: TitleIds
}
