import { isSameForeign, joinForeign, keyBelow, namesBelow } from '../../kernel/foreign-path.ts'
import { UnavailableError } from '../../kernel/errors.ts'
import type { Telling, WatchState } from '../../library/players/ports.ts'
import { type KodiClient, Ok } from './client.ts'
import { CALLS, type KodiItem, listItems } from './items.ts'

export const stateOf = ({ file, plays, lastPlayed, rating, resume }: KodiItem): WatchState => ({
  file,
  plays,
  lastPlayed,
  rating,
  resumeAtSeconds: resume.position,
  lengthSeconds: resume.total,
})

const isEmpty = ({ plays, rating, resumeAtSeconds }: WatchState): boolean =>
  plays === 0 && rating === 0 && resumeAtSeconds === 0

const isSame = (item: KodiItem, state: WatchState): boolean =>
  item.plays === state.plays &&
  item.rating === state.rating &&
  item.lastPlayed === state.lastPlayed &&
  Math.round(item.resume.position) === Math.round(state.resumeAtSeconds)

/** What people did with these, and what an earlier try had written down and Kodi has lost since. */
export function toKeep(items: readonly KodiItem[], kept: readonly WatchState[]): WatchState[] {
  const fresh = items
    .filter(({ type }) => type !== 'song')
    .map(stateOf)
    .filter((state) => !isEmpty(state))
  const isOf = (state: WatchState) => (other: WatchState) => isSameForeign(other.file, state.file)
  const lost = kept.filter((state) => !fresh.some((now) => isOf(state)(now) && isAsNew(now, state)))
  return [...lost, ...fresh.filter((state) => !lost.some(isOf(state)))]
}

/** What says no day may come from its NFO after all else was lost. */
const isAsNew = (now: WatchState, kept: WatchState): boolean =>
  now.lastPlayed !== '' && now.lastPlayed >= kept.lastPlayed

/** What Kodi no longer says, or says otherwise. */
export const lostOf = (items: readonly KodiItem[], states: readonly WatchState[]): WatchState[] =>
  states.filter((state) => !items.some((item) => isSameForeign(item.file, state.file) && isSame(item, state)))

/**
 * Gives back what Kodi forgot, and reads it back. A film whose only file got another name keeps what was watched of it.
 * @throws UnavailableError `players/watched-not-kept`: what was written down stays for the next try
 */
export async function restoreWatched(
  client: KodiClient,
  { telling, states, signal }: { telling: Telling; states: readonly WatchState[]; signal: AbortSignal },
): Promise<void> {
  if (states.length === 0) return
  for (const [item, state] of pairs(telling, await listItems(client, telling, signal), states))
    if (!isSame(item, state)) await setState(client, { item, state, signal })
  const wrong = pairs(telling, await listItems(client, telling, signal), states).find(
    ([item, state]) => !isSame(item, state),
  )
  if (wrong !== undefined)
    throw new UnavailableError('players/watched-not-kept', { params: { host: client.host, title: wrong[0].title } })
}

function pairs(telling: Telling, items: readonly KodiItem[], states: readonly WatchState[]): [KodiItem, WatchState][] {
  return states.flatMap((state): [KodiItem, WatchState][] => {
    const item = items.find(({ file }) => isSameForeign(file, state.file)) ?? successorOf(telling, items, state)
    return item === undefined ? [] : [[item, state]]
  })
}

function successorOf(
  { kind, folder, wanted, present }: Telling,
  items: readonly KodiItem[],
  { file }: WatchState,
): KodiItem | undefined {
  const isGone = present !== null && !isPresent({ folder, present }, file)
  const [only] = items
  return kind === 'films' && isGone && wanted.length === 1 && items.length === 1 ? only : undefined
}

export const isPresent = (
  { folder, present }: { folder: string; present: readonly string[] },
  file: string,
): boolean => {
  const key = keyBelow(file, folder)
  return present.some((name) => keyBelow(joinForeign(folder, name.split('/')), folder) === key)
}

/** In the list, and no longer among the files: it was replaced, or taken away. */
export function staleIn(telling: Telling, items: readonly KodiItem[]): KodiItem[] {
  const { folder, present } = telling
  if (present === null) return []
  return items.filter(
    (item) => item.type !== 'tvshow' && isToldOf(telling, item) && !isPresent({ folder, present }, item.file),
  )
}

/** Of a whole library only what lies loose in it: Kodi may have folders there that the library leaves out, or misses for now. */
export function isToldOf({ folder, isLibrary = false }: Telling, { type, file }: KodiItem): boolean {
  const names = namesBelow(folder, file)
  return names !== undefined && (!isLibrary || (names.length === 1 && type !== 'tvshow'))
}

async function setState(
  client: KodiClient,
  { item, state, signal }: { item: KodiItem; state: WatchState; signal: AbortSignal },
): Promise<void> {
  if (item.type === 'song') return
  const { idName, set } = CALLS[item.type]
  const video = {
    playcount: state.plays,
    lastplayed: state.lastPlayed,
    resume: { position: state.resumeAtSeconds, total: state.lengthSeconds },
  }
  const params = { [idName]: item.id, userrating: state.rating, ...(item.type === 'tvshow' ? {} : video) }
  await client.call(set, Ok, { params, signal })
}
