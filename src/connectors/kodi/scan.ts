import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { joinForeign, keyBelow, namesBelow } from '../../kernel/foreign-path.ts'
import { DeadlineError, RejectedError } from '../../kernel/errors.ts'
import type { MediaKind, Telling } from '../../library/players/ports.ts'
import { type KodiClient, Ok } from './client.ts'
import { folderText, type KodiItem, listItems } from './items.ts'

/** A scan that has not begun by then has ended: most take less than a look. */
const QUIET_LOOKS = 8
const LONGEST_SCAN_MS = 15 * 60_000

const Directory = z.object({ limits: z.object({ total: z.number() }) })
const Flags = z.record(z.string(), z.boolean())

/** Files that are to be known and are not; a file of a folder with nothing known stands for all. */
export function missingIn(
  { wanted, folder }: Pick<Telling, 'wanted' | 'folder'>,
  items: readonly KodiItem[],
): string[] {
  const known = new Set(items.map(({ file }) => keyBelow(file, folder)))
  if (wanted.length === 0) return items.length === 0 ? [folder] : []
  return wanted.filter((file) => !known.has(keyBelow(joinForeign(folder, file.split('/')), folder)))
}

/**
 * Has Kodi take what is new in the folder.
 * @returns what it knows there then
 * @throws RejectedError `players/folder-not-seen`, `players/not-taken`
 */
export async function scanFolder(client: KodiClient, telling: Telling, signal: AbortSignal): Promise<KodiItem[]> {
  await showFolders(client, telling, signal)
  const { folder: own, root, isOneOfMany } = telling
  // Of many that are new, the scan of the root takes all: the others are known then before they are told of.
  for (const folder of isOneOfMany ? [root, own] : [own, root]) {
    await client.call(SCAN[telling.kind].method, Ok, {
      params: { directory: folderText(folder), showdialogs: false },
      signal,
    })
    const items = await waitForEnd(client, telling, signal)
    if (missingIn(telling, items).length === 0) return items
  }
  const [file = ''] = missingIn(telling, await listItems(client, telling, signal))
  throw new RejectedError('players/not-taken', { params: { host: client.host, folder: telling.folder, file } })
}

const SCAN: Readonly<Record<MediaKind, { method: string; flag: string }>> = {
  films: { method: 'VideoLibrary.Scan', flag: 'Library.IsScanningVideo' },
  series: { method: 'VideoLibrary.Scan', flag: 'Library.IsScanningVideo' },
  music: { method: 'AudioLibrary.Scan', flag: 'Library.IsScanningMusic' },
}

/**
 * QUIRK(kodi 20.1): a scan goes by the folders that Kodi remembers, so a new one is passed over without a word, and the
 * answer is OK. To list a folder is to remember it anew.
 */
async function showFolders(client: KodiClient, { root, folder }: Telling, signal: AbortSignal): Promise<void> {
  const names = namesBelow(root, folder) ?? []
  const way = names.map((_name, at) => joinForeign(root, names.slice(0, at + 1)))
  for (const directory of [root, ...way]) {
    const params = { directory: folderText(directory), media: 'files' }
    const found = await client.find('Files.GetDirectory', Directory, { params, signal })
    if (found === undefined)
      throw new RejectedError('players/folder-not-seen', { params: { host: client.host, folder: directory } })
  }
}

/** QUIRK(kodi 20.1): nothing but the flag and the list itself tells of the end of a scan that was asked for. */
async function waitForEnd(client: KodiClient, telling: Telling, signal: AbortSignal): Promise<KodiItem[]> {
  const { flag } = SCAN[telling.kind]
  for (let quiet = 0, waitedMs = 0; waitedMs < LONGEST_SCAN_MS; waitedMs += client.lookMs) {
    const items = await listItems(client, telling, signal)
    if (missingIn(telling, items).length === 0) return items
    const flags = await client.call('XBMC.GetInfoBooleans', Flags, { params: { booleans: [flag] }, signal })
    quiet = flags[flag] === true ? 0 : quiet + 1
    if (quiet > QUIET_LOOKS) return items
    await wait(client.lookMs, undefined, { signal })
  }
  throw new DeadlineError('remote/no-answer', { params: { host: client.host, seconds: LONGEST_SCAN_MS / 1000 } })
}
