import type { PeerNeed, SyncHold, SyncLook } from '../../archive/syncing/ports.ts'
import { AppError } from '../../kernel/errors.ts'
import type { SyncthingClient } from './client.ts'
import { findDevice, getFolder, isSharedWith, type Pair, sendsFiles } from './folders.ts'
import { Completion, Connections, type Device, type Folder, FolderState } from './wire.ts'

/** What stands in the way, the nearest to this side first, and what the peer still needs. */
export async function lookAtFolder(client: SyncthingClient, pair: Pair, signal: AbortSignal): Promise<SyncLook> {
  const { folderId, deviceId } = pair
  const folder = await getFolder(client, folderId, signal)
  const device = await findDevice(client, deviceId, signal)
  const params = { folder: folder.label || folderId, device: device?.name || deviceId.slice(0, 7) }
  const hold = (code: SyncHold['code'], more: SyncHold['params'] = {}): SyncHold => ({
    code,
    params: { ...params, ...more },
  })
  const settled = holdOfSettings(folder, device, deviceId)
  if (settled !== undefined) return { hold: hold(settled), need: null }
  const { state, error } = await client.get('rest/db/status', FolderState, { query: [['folder', folderId]], signal })
  // QUIRK(syncthing): completion stays at 100 % when the folder is gone from the disk.
  if (state === 'error' || (error ?? '') !== '')
    return { hold: hold('folder-error', { problem: error ?? '' }), need: null }
  const isConnected = (await connectedSince(client, deviceId, signal)) !== undefined
  const completion = await readCompletion(client, pair, signal)
  if (completion === undefined) return { hold: hold('folder-paused'), need: null }
  const code = isConnected ? holdOfPeer(completion) : 'disconnected'
  const need = needIn(completion)
  if (code !== undefined) return { hold: hold(code), need }
  return { hold: state.startsWith('scan') ? hold('scanning') : null, need }
}

function holdOfSettings(folder: Folder, device: Device | undefined, deviceId: string): SyncHold['code'] | undefined {
  if (folder.paused) return 'folder-paused'
  if (!sendsFiles(folder)) return 'receive-only'
  if (device === undefined || !isSharedWith(folder, deviceId)) return 'not-sharing'
  return device.paused ? 'device-paused' : undefined
}

/** Before 1.20 a peer that did not accept the folder looks like one whose first list is still on its way. */
function holdOfPeer({ sequence, remoteState }: Completion): SyncHold['code'] | undefined {
  if (remoteState === 'notSharing') return 'not-accepted'
  if (remoteState === 'paused') return 'peer-folder-paused'
  return sequence === 0 ? 'peer-silent' : undefined
}

/**
 * QUIRK(syncthing): on a fresh share completion is "100 %, nothing needed" with sequence 0 until the peer's first list
 * has come: that is nothing told, never nothing needed.
 */
function needIn({
  sequence,
  needItems,
  needBytes,
  needDeletes,
  globalItems,
  globalBytes,
}: Completion): PeerNeed | null {
  return sequence === 0 ? null : { needItems, needBytes, needDeletes, globalItems, globalBytes }
}

/**
 * Always with the device: without one it is about this side, which has everything. Undefined when the folder was paused
 * a moment ago.
 */
export async function readCompletion(
  client: SyncthingClient,
  { folderId, deviceId }: Pair,
  signal: AbortSignal,
): Promise<Completion | undefined> {
  const query = [
    ['folder', folderId],
    ['device', deviceId],
  ] as const
  try {
    return await client.get('rest/db/completion', Completion, { query, signal })
  } catch (error) {
    if (error instanceof AppError && error.code === 'syncthing/folder-paused') return undefined
    throw error
  }
}

/** Since when the peer is connected, in words that change each time that it comes; undefined while it is not. */
export async function connectedSince(
  client: SyncthingClient,
  deviceId: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { connections } = await client.get('rest/system/connections', Connections, { signal })
  const peer = connections[deviceId]
  return peer?.connected === true ? peer.startedAt : undefined
}
