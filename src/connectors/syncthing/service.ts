import type { ServicePart, ServiceState, SyncService } from '../../archive/syncing/set-up/ports.ts'
import type { SyncthingClient } from './client.ts'
import { readDeviceId } from './device-id.ts'
import { type Doors, moveScreen } from './move-screen.ts'
import { readPart, writePart } from './parts.ts'
import { Connections, Devices, Folders, Gui, Options, PendingDevices, PendingFolders, Status, Version } from './wire.ts'

export function service(client: SyncthingClient, doors: Doors): SyncService {
  return {
    readDeviceId,
    readState: (signal) => readState(client, { base: doors.base, signal }),
    readPart: (part: ServicePart, signal) => readPart(client, part, signal),
    writePart: (part, value, signal) => writePart({ client, part }, value, signal),
    moveScreen: (move, signal) => moveScreen(doors, move, signal),
    choose: ({ folderId, deviceId }) => ({ folder_id: folderId, device_id: deviceId }),
  }
}

/** A password counts unless it is set aside. */
export const isLocked = ({ user, password, authMode, insecureAdminAccess }: Gui): boolean =>
  !insecureAdminAccess && (authMode === 'ldap' || (user !== '' && password))

async function readState(
  client: SyncthingClient,
  { base, signal }: { base: URL; signal: AbortSignal },
): Promise<ServiceState> {
  const options = { signal }
  const [{ version }, status, gui, { listenAddresses }] = await Promise.all([
    client.get('rest/system/version', Version, options),
    client.get('rest/system/status', Status, options),
    client.get('rest/config/gui', Gui, options),
    client.get('rest/config/options', Options, options),
  ])
  const { myID, guiAddressUsed, guiAddressOverridden, connectionServiceStatus } = status
  return {
    version,
    deviceId: myID,
    reachedAt: base.href,
    screen: {
      address: gui.address,
      used: guiAddressUsed === '' ? gui.address : guiAddressUsed,
      isOverridden: guiAddressOverridden,
      isLocked: isLocked(gui),
      hasTls: gui.useTLS,
    },
    listeners: {
      configured: listenAddresses,
      bound: Object.entries(connectionServiceStatus).map(([address, { error }]) => ({
        address,
        problem: error ?? null,
      })),
    },
    ...(await readNeighbours(client, myID, signal)),
  }
}

async function readNeighbours(
  client: SyncthingClient,
  ownId: string,
  signal: AbortSignal,
): Promise<Pick<ServiceState, 'devices' | 'folders' | 'asking' | 'offered'>> {
  const options = { signal }
  const [devices, folders, { connections }, asking, offered] = await Promise.all([
    client.get('rest/config/devices', Devices, options),
    client.get('rest/config/folders', Folders, options),
    client.get('rest/system/connections', Connections, options),
    client.get('rest/cluster/pending/devices', PendingDevices, options),
    client.get('rest/cluster/pending/folders', PendingFolders, options),
  ])
  return {
    devices: devices
      .filter(({ deviceID }) => deviceID !== ownId)
      .map(({ deviceID, name, paused }) => ({
        deviceId: deviceID,
        name,
        isPaused: paused,
        isConnected: connections[deviceID]?.connected ?? false,
      })),
    folders: folders.map(({ id, label, path, paused, devices: shared }) => ({
      folderId: id,
      label: label === '' ? id : label,
      path,
      isPaused: paused,
      deviceIds: shared.map(({ deviceID }) => deviceID).filter((deviceId) => deviceId !== ownId),
    })),
    asking: Object.entries(asking).map(([deviceId, { name, address }]) => ({ deviceId, name, address })),
    offered: Object.entries(offered).flatMap(([folderId, { offeredBy }]) =>
      Object.entries(offeredBy).map(([deviceId, { label }]) => ({ folderId, label, deviceId })),
    ),
  }
}
