import { NotFoundError, RejectedError } from '../../kernel/errors.ts'
import type { SyncthingClient } from './client.ts'
import { Device, Folder } from './wire.ts'

/** The folder and the peer that a connection is about. */
export interface Pair {
  folderId: string
  deviceId: string
}

/** QUIRK(syncthing): a folder of another type than these announces nothing that is added here. */
const SENDS = new Set(['sendreceive', 'sendonly'])
export const sendsFiles = ({ type }: Folder): boolean => SENDS.has(type)

export const isSharedWith = ({ devices }: Folder, deviceId: string): boolean =>
  devices.some(({ deviceID }) => deviceID === deviceId)

/** @throws NotFoundError `syncthing/no-such-folder` */
export async function getFolder(client: SyncthingClient, folderId: string, signal: AbortSignal): Promise<Folder> {
  const folder = await client.find(`rest/config/folders/${encodeURIComponent(folderId)}`, Folder, { signal })
  if (folder !== undefined) return folder
  throw new NotFoundError('syncthing/no-such-folder', { params: { host: client.host, folder: folderId } })
}

export const findDevice = (client: SyncthingClient, deviceId: string, signal: AbortSignal) =>
  client.find(`rest/config/devices/${encodeURIComponent(deviceId)}`, Device, { signal })

/** @throws NotFoundError `syncthing/no-such-folder`; RejectedError `syncthing/no-such-device`, `syncthing/not-sharing` */
export async function assertShared(client: SyncthingClient, pair: Pair, signal: AbortSignal): Promise<Folder> {
  const folder = await getFolder(client, pair.folderId, signal)
  const params = { host: client.host, folder: pair.folderId, device: pair.deviceId.slice(0, 7) }
  if ((await findDevice(client, pair.deviceId, signal)) === undefined)
    throw new RejectedError('syncthing/no-such-device', { params })
  if (!isSharedWith(folder, pair.deviceId)) throw new RejectedError('syncthing/not-sharing', { params })
  return folder
}
