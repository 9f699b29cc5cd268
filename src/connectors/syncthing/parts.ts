import { z } from 'zod'
import type { PartValue, ServicePart } from '../../archive/syncing/set-up/ports.ts'
import type { SyncthingClient } from './client.ts'
import { Defaults, Options, Status, WholeDevice, WholeFolder } from './wire.ts'

const ListenersValue = z.object({ addresses: z.array(z.string()) })
const DeviceValue = z.object({ name: z.string(), addresses: z.array(z.string()) })
const FolderValue = z.object({
  label: z.string(),
  path: z.string(),
  type: z.string(),
  deviceIds: z.array(z.string()),
})

const pathOf = ({ part, id }: { part: 'device' | 'folder'; id: string }): string =>
  `rest/config/${part}s/${encodeURIComponent(id)}`

export async function readPart(client: SyncthingClient, part: ServicePart, signal: AbortSignal): Promise<PartValue> {
  if (part.part === 'listeners')
    return { addresses: (await client.get('rest/config/options', Options, { signal })).listenAddresses }
  if (part.part === 'device') {
    const device = await client.find(pathOf(part), WholeDevice, { signal })
    return device === undefined ? null : { name: device.name, addresses: device.addresses }
  }
  const folder = await client.find(pathOf(part), WholeFolder, { signal })
  if (folder === undefined) return null
  const { label, path, type, devices } = folder
  const { myID } = await client.get('rest/system/status', Status, { signal })
  const others = devices.map(({ deviceID }) => deviceID).filter((deviceId) => deviceId !== myID)
  return { label, path, type, deviceIds: others.toSorted() }
}

interface Target {
  client: SyncthingClient
  part: ServicePart
}

export async function writePart({ client, part }: Target, value: PartValue, signal: AbortSignal): Promise<void> {
  if (part.part === 'listeners') {
    const json = { listenAddresses: ListenersValue.parse(value).addresses }
    return client.send('PATCH', 'rest/config/options', { json, signal })
  }
  const path = pathOf(part)
  if (value === null) return client.send('DELETE', path, { signal })
  const json = part.part === 'device' ? DeviceValue.parse(value) : await folderJson(client, { path, value }, signal)
  if ((await client.find(path, Defaults, { signal })) !== undefined) return client.send('PATCH', path, { json, signal })
  const defaults = await client.get(`rest/config/defaults/${part.part}`, Defaults, { signal })
  const own = part.part === 'device' ? { deviceID: part.id } : { id: part.id }
  await client.send('PUT', path, { json: { ...defaults, ...json, ...own }, signal })
}

/** What the folder keeps of a device that it is shared with, as a password for encryption, stays. */
async function folderJson(
  client: SyncthingClient,
  { path, value }: { path: string; value: PartValue },
  signal: AbortSignal,
): Promise<object> {
  const { deviceIds, ...folder } = FolderValue.parse(value)
  const known = (await client.find(path, WholeFolder, { signal }))?.devices ?? []
  const { myID } = await client.get('rest/system/status', Status, { signal })
  const devices = [myID, ...deviceIds].map(
    (deviceID) => known.find((device) => device.deviceID === deviceID) ?? { deviceID },
  )
  return { ...folder, devices }
}
