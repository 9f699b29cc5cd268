import type { Params } from '../../kernel/errors.ts'

export const PLAYER_KINDS = ['kodi', 'jellyfin', 'plex'] as const
export type PlayerKind = (typeof PLAYER_KINDS)[number]

/** What a group does with a player that plays just now. */
export const WHILE_PLAYING = ['wait', 'skip', 'tell'] as const
export type WhilePlaying = (typeof WHILE_PLAYING)[number]

export const CHANGES = ['added', 'changed', 'removed'] as const
export type Change = (typeof CHANGES)[number]

export const MEDIA_KINDS = ['films', 'series', 'music'] as const
export type MediaKind = (typeof MEDIA_KINDS)[number]

export const TELLING_STATES = ['waiting', 'verified', 'accepted', 'failed'] as const
/** `accepted`: the player took it, and can't be asked whether it has it. */
export type TellingState = (typeof TELLING_STATES)[number]

export const NAME_LONGEST = 80
export const GROUPS_MOST = 50
export const MAPPINGS_MOST = 200
export const PATH_LONGEST = 1000

/** Something in a player's list. */
export interface KnownItem {
  /** What the player calls it. */
  ref: string
  title: string
  /** As the player writes it. */
  file: string
  /** Changes with what the player knows of it; null when it does not tell. */
  mark: string | null
}

/** What people did with an item, which a player forgets when it reads the item anew. */
export interface WatchState {
  /** As the player writes it. */
  file: string
  plays: number
  /** As the player writes it; empty for never. */
  lastPlayed: string
  rating: number
  resumeAtSeconds: number
  lengthSeconds: number
}

export interface Reason {
  code: string
  params: Params
}

export interface PlayerGroup {
  groupId: number
  name: string
  kind: PlayerKind
  /** Null for no limit. */
  maxMembers: number | null
  whilePlaying: WhilePlaying
  isEnabled: boolean
  version: number
  createdAt: number
  changedAt: number
}

export interface Member {
  playerId: number
  groupId: number
  connectionId: number
  /** Order in which they are tried, from 0. */
  place: number
}

export interface PathMapping {
  mappingId: number
  groupId: number
  libraryId: number
  /** Below the library's root; empty for the root itself. */
  relPath: string
  /** The same folder, as the players write it. */
  playerPath: string
}

/** What a group is to be told of a folder, and how far that came. */
export interface FolderTelling {
  tellingId: number
  groupId: number
  libraryId: number
  /** Below the library's root. */
  relPath: string
  change: Change
  /** Files below the folder that changed; null for all. */
  files: readonly string[] | null
  titleId: number | null
  label: string
  actor: string
  /** Counted up with each asking, and what the players were told last. */
  asked: number
  told: number
  /** Counted up over all of them: the order of lists. */
  turn: number
  state: TellingState
  reason: Reason | null
  connectionId: number | null
  deliveryId: number | null
  askedAt: number
  settledAt: number | null
}

/** Two askings that no player was told of yet, as one. */
export function mergeChanges(former: Change, next: Change): Change {
  if (next === 'removed') return 'removed'
  if (former === 'added' && next === 'added') return 'added'
  // What went and came back is read anew, whatever the players still know of it.
  return 'changed'
}

/** Null is all of them. */
export const mergeFiles = (former: readonly string[] | null, next: readonly string[] | null) =>
  former === null || next === null ? null : [...new Set([...former, ...next])]
