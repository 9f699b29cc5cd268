import { z } from 'zod'
import type { KnownItem, Player, PlayerRoot, Telling, TellingCall, WatchState } from '../../library/players/ports.ts'
import { RejectedError } from '../../kernel/errors.ts'
import { namesBelow, splitForeign } from '../../kernel/foreign-path.ts'
import { setTimeout as wait } from 'node:timers/promises'
import { type KodiClient, Ok } from './client.ts'
import { CALLS, folderText, type KodiItem, listItems, refOf } from './items.ts'
import { refreshItems } from './refresh.ts'
import { missingIn, scanFolder } from './scan.ts'
import { isToldOf, lostOf, restoreWatched, staleIn, toKeep } from './watched.ts'

export const Version = z.object({
  name: z.string(),
  version: z.object({ major: z.number(), minor: z.number(), tag: z.string().catch('') }),
})
const ActivePlayers = z.array(z.object({ playerid: z.number(), type: z.string() }))
const Playing = z.object({ item: z.object({ label: z.string().catch(''), title: z.string().catch('') }) })
const Sources = z.object({ sources: z.array(z.object({ file: z.string(), label: z.string().catch('') })).optional() })
const Directory = z.object({ files: z.array(z.object({ file: z.string() })).optional() })

const GONE_MS = 30_000
/** Files that we leave out are there all the same, and Kodi keeps them. */
const SONGS_GONE_MS = 5_000

export function player(client: KodiClient): Player {
  return {
    isPrompt: true,
    async about(signal) {
      const { name, version } = await readVersion(client, signal)
      return { product: name, version: `${version.major}.${version.minor}`, name: '' }
    },
    listPlaying: (signal) => listPlaying(client, signal),
    listRoots: (signal) => listRoots(client, signal),
    async listNames(root, signal) {
      const params = { directory: folderText(root), media: 'files' }
      const found = await client.find('Files.GetDirectory', Directory, { params, signal })
      return found?.files?.flatMap(({ file }) => namesBelow(root, file)?.slice(0, 1) ?? [])
    },
    find: async (telling, signal) => (await listItems(client, telling, signal)).map(toKnown),
    tell: (telling, call) =>
      telling.change === 'removed' ? removeAll(client, telling, call) : tellPresent(client, telling, call),
  }
}

export const readVersion = (client: KodiClient, signal: AbortSignal) =>
  client.call('Application.GetProperties', Version, { params: { properties: ['name', 'version'] }, signal })

const toKnown = (item: KodiItem): KnownItem => ({ ref: refOf(item), title: item.title, file: item.file, mark: null })

/** Music may go on: a scan disturbs films. */
async function listPlaying(client: KodiClient, signal: AbortSignal): Promise<string[]> {
  const active = await client.call('Player.GetActivePlayers', ActivePlayers, { signal })
  const titles: string[] = []
  for (const { playerid, type } of active) {
    if (type !== 'video') continue
    const { item } = await client.call('Player.GetItem', Playing, {
      params: { playerid, properties: ['title'] },
      signal,
    })
    titles.push(item.title === '' ? item.label : item.title)
  }
  return titles
}

async function listRoots(client: KodiClient, signal: AbortSignal): Promise<PlayerRoot[]> {
  const of = async (media: 'video' | 'music'): Promise<PlayerRoot[]> => {
    const { sources = [] } = await client.call('Files.GetSources', Sources, { params: { media }, signal })
    return sources.flatMap(({ file, label }) =>
      // QUIRK(kodi 20.1): several folders of one source are one address.
      foldersOf(file).map((path) => ({ path, name: label, holds: media === 'music' ? ('music' as const) : null })),
    )
  }
  return [...(await of('video')), ...(await of('music'))]
}

/** `multipath://%2fa%2f/%2fb%2f/` */
const foldersOf = (file: string): string[] =>
  file.startsWith('multipath://')
    ? file.slice('multipath://'.length).split('/').filter(Boolean).map(decodeURIComponent)
    : splitForeign(file).start === ''
      ? []
      : [file]

/** New files are taken, changed ones read anew, and files that are gone leave the list; what people watched stays. */
async function tellPresent(client: KodiClient, telling: Telling, call: TellingCall): Promise<void> {
  const { signal, kept, keep } = call
  const before = await listItems(client, telling, signal)
  const states = toKeep(before, kept)
  if (states.length > 0) await keep(states)
  if (missingIn(telling, before).length > 0) await scan(client, telling, { states, call })
  const stale = staleIn(telling, before)
  // Before anything is read anew: the ids are others then.
  for (const item of stale) await remove(client, item, signal)
  if (stale.some(({ type }) => type === 'song')) await cleanSongs(client, { telling, stale, signal })
  if (telling.change === 'changed') {
    const items = before.filter((item) => !stale.includes(item))
    await refreshItems(client, { telling, items, signal })
  }
  await restoreWatched(client, { telling, states, signal })
}

/** Songs can't be taken out one by one: Kodi lets go of all whose files are gone. */
async function cleanSongs(
  client: KodiClient,
  { telling, stale, signal }: { telling: Telling; stale: readonly KodiItem[]; signal: AbortSignal },
): Promise<void> {
  await client.call('AudioLibrary.Clean', Ok, { params: { showdialogs: false }, signal })
  for (let waitedMs = 0; waitedMs < SONGS_GONE_MS; waitedMs += client.lookMs) {
    const now = await listItems(client, telling, signal)
    if (!now.some(({ file }) => stale.some((item) => item.file === file))) return
    await wait(client.lookMs, undefined, { signal })
  }
}

/** A scan that takes nothing ends the telling before anything is read anew: only what is lost nevertheless stays written down. */
async function scan(
  client: KodiClient,
  telling: Telling,
  { states, call: { signal, keep } }: { states: readonly WatchState[]; call: TellingCall },
): Promise<void> {
  try {
    await scanFolder(client, telling, signal)
  } catch (error) {
    if (!(error instanceof RejectedError) || states.length === 0) throw error
    // When it does not say, all stays written down.
    const now = await listItems(client, telling, signal).catch(() => [])
    await keep(lostOf(now, states))
    throw error
  }
}

/** Only rows of Kodi's list go; what was watched of them went with the files. */
async function removeAll(client: KodiClient, telling: Telling, { signal }: TellingCall): Promise<void> {
  const items = await listToldOf(client, telling, signal)
  if (telling.kind === 'music') await client.call('AudioLibrary.Clean', Ok, { params: { showdialogs: false }, signal })
  const shows = items.filter(({ type }) => type === 'tvshow')
  const isOfShow = (item: KodiItem): boolean => item.type === 'episode' && shows.some((show) => isInShow(item, show))
  for (const item of items) if (!isOfShow(item)) await remove(client, item, signal)
  for (let waitedMs = 0; waitedMs < GONE_MS; waitedMs += client.lookMs) {
    if ((await listToldOf(client, telling, signal)).length === 0) return
    await wait(client.lookMs, undefined, { signal })
  }
}

/** A person who says that a library is gone means all of it. */
async function listToldOf(client: KodiClient, telling: Telling, signal: AbortSignal): Promise<KodiItem[]> {
  const items = await listItems(client, telling, signal)
  return telling.changed === null ? items : items.filter((item) => isToldOf(telling, item))
}

const isInShow = (item: KodiItem, show: KodiItem): boolean => namesBelow(show.file, item.file) !== undefined

async function remove(client: KodiClient, { type, id }: KodiItem, signal: AbortSignal): Promise<void> {
  if (type === 'song') return
  const { idName, remove: method } = CALLS[type]
  await client.call(method, Ok, { params: { [idName]: id }, signal })
}
