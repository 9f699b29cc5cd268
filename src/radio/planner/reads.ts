import type { Clock } from '../../kernel/clock.ts'
import type { CmsRef, Episode, PlayoutShow, Show, ShowWindow } from '../programme/index.ts'
import type { LibraryTrack } from '../tracks/index.ts'
import type { Outside } from './outside.ts'

interface Lists {
  /** Of a CMS. */
  episodes: Episode[]
  cmsShows: Show[]
  shows: PlayoutShow[]
  windows: ShowWindow[]
  tracks: LibraryTrack[]
}

interface Kept<What> {
  at: number
  list: Promise<What>
  /** Undefined while it is being read. */
  known: What | undefined
}

/** A CMS, or the connection with a playout. */
type Place<Name extends keyof Lists> = Name extends 'episodes' | 'cmsShows' ? CmsRef : number

/** How old what is read may be. */
export interface Freshness {
  /** 0 reads anew whatever is kept. */
  maxAgeMs?: number
}

/**
 * What is read of a playout, or a CMS, as a whole, kept for a while. What Patchbay writes there, or finds to be otherwise, is
 * forgotten at once, and so is what a CMS tells of; what others write else shows within a minute. The schedule itself is never kept.
 */
export interface PlayoutReads {
  read<Name extends keyof Lists>(place: Place<Name>, name: Name, freshness?: Freshness): Promise<Lists[Name]>
  /** What is known without asking. */
  peek<Name extends keyof Lists>(place: Place<Name>, name: Name): Lists[Name] | undefined
  forget<Name extends keyof Lists>(place: Place<Name>, ...names: Name[]): void
  /** Something of ours that has just been read back there. */
  add<Name extends keyof Lists>(place: Place<Name>, name: Name, item: Lists[Name][number]): void
}

const MINUTE_MS = 60_000
const OLDEST_MS: Readonly<Record<keyof Lists, number>> = {
  episodes: MINUTE_MS,
  cmsShows: MINUTE_MS,
  shows: MINUTE_MS,
  windows: MINUTE_MS,
  tracks: 10 * MINUTE_MS,
}
/** Whoever asked first may go away; the others still wait. */
const LONGEST_READ_MS = 5 * MINUTE_MS

export function createPlayoutReads({ outside, clock }: { outside: Outside; clock: Clock }): PlayoutReads {
  const kept = new Map<string, Kept<unknown>>()
  const ask: { [Name in keyof Lists]: (place: Place<Name>, signal: AbortSignal) => Promise<Lists[Name]> } = {
    episodes: async (cms, signal) => (await (await outside.cms(cms)).listEpisodes({}, { signal })).episodes,
    cmsShows: async (cms, signal) => (await outside.cms(cms)).listShows(signal),
    shows: async (id, signal) => (await outside.programme(id)).listShows(signal),
    windows: async (id, signal) => (await outside.programme(id)).listWindows(signal),
    tracks: async (id, signal) => (await outside.library(id)).listTracks(signal),
  }
  const keyOf = (place: CmsRef | number, name: string): string => `${place}:${name}`
  return {
    async read<Name extends keyof Lists>(
      place: Place<Name>,
      name: Name,
      { maxAgeMs = OLDEST_MS[name] }: Freshness = {},
    ) {
      const key = keyOf(place, name)
      const old = kept.get(key) as Kept<Lists[Name]> | undefined
      if (old !== undefined && clock.now() - old.at < maxAgeMs) return old.list
      const list = ask[name](place, AbortSignal.timeout(LONGEST_READ_MS))
      const entry: Kept<Lists[Name]> = { at: clock.now(), list, known: undefined }
      kept.set(key, entry)
      try {
        entry.known = await list
        return entry.known
      } catch (error) {
        // A list that failed is not kept, nor what was known before.
        if (kept.get(key) === entry) kept.delete(key)
        throw error
      }
    },
    peek: <Name extends keyof Lists>(place: Place<Name>, name: Name) =>
      (kept.get(keyOf(place, name)) as Kept<Lists[Name]> | undefined)?.known,
    forget(place, ...names) {
      for (const name of names) kept.delete(keyOf(place, name))
    },
    add(place, name, item) {
      const entry = kept.get(keyOf(place, name)) as Kept<unknown[]> | undefined
      if (entry?.known === undefined) {
        kept.delete(keyOf(place, name))
        return
      }
      entry.known = [...entry.known, item]
      entry.list = Promise.resolve(entry.known)
    },
  }
}
