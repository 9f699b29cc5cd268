import type { SyncedFolder } from '../../archive/syncing/ports.ts'
import { ConflictError } from '../../kernel/errors.ts'
import type { SyncthingClient } from './client.ts'
import { findDevice, getFolder, type Pair, sendsFiles } from './folders.ts'
import { lookAtFolder } from './look.ts'
import { proveFiles } from './prove.ts'

/** Hashing what is new takes as long as the disk needs for it. */
const SCAN_MS = 6 * 3_600_000
/** Folders in one call: they stand in its address. */
const SUBS_AT_ONCE = 50

export function syncedFolder(client: SyncthingClient, pair: Partial<Pair>): SyncedFolder {
  const chosen = (): Pair => {
    const { folderId, deviceId } = pair
    if (folderId !== undefined && deviceId !== undefined) return { folderId, deviceId }
    throw new ConflictError('syncthing/nothing-chosen', { params: { host: client.host } })
  }
  return {
    async about(signal) {
      const { folderId, deviceId } = chosen()
      const folder = await getFolder(client, folderId, signal)
      const device = await findDevice(client, deviceId, signal)
      const { label, path } = folder
      return {
        folderId,
        label: label === '' ? folderId : label,
        path,
        // The peer may keep what it is told to remove; that stands in its own settings only.
        passesDeletesOn: sendsFiles(folder),
        peer: { deviceId, name: device?.name ?? '' },
      }
    },
    rescan: async (relPaths, signal) => rescan({ client, folderId: chosen().folderId }, relPaths, signal),
    look: async (signal) => lookAtFolder(client, chosen(), signal),
    prove: async (files, options) => proveFiles({ client, pair: chosen() }, files, options),
  }
}

/** QUIRK(syncthing): folders stand in the query; a JSON body is not read, and then every folder is scanned. */
async function rescan(
  { client, folderId }: { client: SyncthingClient; folderId: string },
  relPaths: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  for (let at = 0; at < relPaths.length; at += SUBS_AT_ONCE) {
    const subs = relPaths.slice(at, at + SUBS_AT_ONCE).map((relPath) => ['sub', relPath] as const)
    await client.send('POST', 'rest/db/scan', { query: [['folder', folderId], ...subs], deadlineMs: SCAN_MS, signal })
  }
}
