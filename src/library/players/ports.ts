import { definePort } from '../../kernel/port.ts'
import type { Change, KnownItem, MediaKind, WatchState } from './model.ts'

export type { Change, KnownItem, MediaKind, WatchState } from './model.ts'

/** A folder that a player takes media from, as the player writes it. */
export interface PlayerRoot {
  path: string
  name: string
  holds: MediaKind | 'other' | null
}

/** What a player is told of: one folder, in the player's words. */
export interface Telling {
  /** The one of its own folders that holds it. */
  root: string
  folder: string
  kind: MediaKind
  change: Change
  title: string
  /** Files below the folder that are to be known, `/`-separated; none when it is not known which. */
  wanted: readonly string[]
  /** All media files below it; what the player knows beside these is of the past. Null when it is not known. */
  present: readonly string[] | null
  /** Those that changed; null for all. */
  changed: readonly string[] | null
  /** Many others wait to be told of: to look at all that is new at once is less work. */
  isOneOfMany: boolean
  /** The folder is all of a library: only what lies loose in it may be of the past, the rest is told of alone. */
  isLibrary?: boolean
}

export interface TellingCall {
  signal: AbortSignal
  /** What an earlier try wrote down and did not come to restore. */
  kept: readonly WatchState[]
  /** Written down for good before anything is touched that may lose it, in place of what was; none: nothing is lost. */
  keep(states: readonly WatchState[]): Promise<void>
}

export interface PlayerAbout {
  product: string
  version: string
  /** What it calls itself; empty when it does not say. */
  name: string
}

/** A program that plays what lies in a library, and keeps a list of it. */
export interface Player {
  /** What it was told of is in its list when the call ends; else it takes its time. */
  readonly isPrompt: boolean
  about(signal: AbortSignal): Promise<PlayerAbout>
  /** Titles that are being watched just now. */
  listPlaying(signal: AbortSignal): Promise<string[]>
  /** @returns undefined when we may not ask */
  listRoots(signal: AbortSignal): Promise<PlayerRoot[] | undefined>
  /** Names directly below one of its folders that it sees or knows; undefined when it can't be asked. */
  listNames(root: string, signal: AbortSignal): Promise<string[] | undefined>
  /** All that its list has below the folder; undefined when it can't be asked. */
  find(telling: Telling, signal: AbortSignal): Promise<KnownItem[] | undefined>
  /**
   * Has it look at the folder. Telling the same again is harmless, and what people watched stays as it was.
   * @throws RejectedError when it can't take it: `players/not-taken`, `players/folder-not-seen`
   */
  tell(telling: Telling, call: TellingCall): Promise<void>
}

export const Player = definePort<Player>('library.player')
