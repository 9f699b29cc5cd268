import { setTimeout as wait } from 'node:timers/promises'
import { joinForeign, keyBelow } from '../../kernel/foreign-path.ts'
import { DeadlineError } from '../../kernel/errors.ts'
import type { Telling } from '../../library/players/ports.ts'
import { type KodiClient, Ok } from './client.ts'
import { CALLS, isShowOf, type KodiItem, listItems } from './items.ts'

/** Kind of artwork that no skin shows: Kodi drops it when it reads an item anew, and that is the proof that it did. */
const MARK = 'patchbay'
const MARK_PICTURE = 'patchbay://told'

const LONGEST_REFRESH_MS = 3 * 60_000

/** Told of and not read anew yet. */
export const isMarked = ({ art }: KodiItem): boolean => art[MARK] !== undefined

interface Refreshing {
  telling: Telling
  /** What Kodi knew before, without what is gone. */
  items: readonly KodiItem[]
  signal: AbortSignal
}

/** Has Kodi read the items anew, and waits until it has. What people watched is lost by it, but for where they stopped. */
export async function refreshItems(client: KodiClient, { telling, items, signal }: Refreshing): Promise<void> {
  const chosen = chosenOf(telling, items)
  if (chosen.length === 0) return
  const show = chosen.find((item) => isShowOf(item, telling.folder))
  // QUIRK(kodi 20.1): a show that is read alone keeps its artwork, so only its episodes prove it.
  const isWhole = show !== undefined && telling.changed === null
  const marked = isWhole ? chosen : chosen.filter(({ type }) => type !== 'tvshow')
  for (const item of marked) await mark(client, item, signal)
  if (isWhole) await refresh(client, { item: show, more: { refreshepisodes: true }, signal })
  else for (const item of chosen) await refresh(client, { item, more: {}, signal })
  await waitUntilRead(client, { telling, items: chosen, signal })
}

function chosenOf({ changed, folder }: Telling, items: readonly KodiItem[]): KodiItem[] {
  const known = items.filter(({ type }) => type !== 'song')
  if (changed === null) return known
  const keys = new Set(changed.map((file) => keyBelow(joinForeign(folder, file.split('/')), folder)))
  return known.filter((item) => keys.has(keyBelow(item.file, folder)))
}

async function mark(client: KodiClient, { type, id }: KodiItem, signal: AbortSignal): Promise<void> {
  if (type === 'song') return
  const { idName, set } = CALLS[type]
  await client.call(set, Ok, { params: { [idName]: id, art: { [MARK]: MARK_PICTURE } }, signal })
}

async function refresh(
  client: KodiClient,
  { item: { type, id }, more, signal }: { item: KodiItem; more: Record<string, unknown>; signal: AbortSignal },
): Promise<void> {
  if (type === 'song') return
  const { idName, refresh: method } = CALLS[type]
  await client.find(method, Ok, { params: { [idName]: id, ignorenfo: false, ...more }, signal })
}

/** QUIRK(kodi 20.1): OK is the answer before anything is read, and a film comes back under another id. */
async function waitUntilRead(client: KodiClient, { telling, items, signal }: Refreshing): Promise<void> {
  for (let waitedMs = 0; waitedMs < LONGEST_REFRESH_MS; waitedMs += client.lookMs) {
    const now = await listItems(client, telling, signal)
    const isBack = items.every(({ file }) => now.some((item) => item.file === file))
    if (isBack && !now.some(isMarked)) return
    await wait(client.lookMs, undefined, { signal })
  }
  throw new DeadlineError('remote/no-answer', { params: { host: client.host, seconds: LONGEST_REFRESH_MS / 1000 } })
}
