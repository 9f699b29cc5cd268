import type { OpenSyncedFolder } from '../archive/index.ts'
import type { Archive } from '../archive/setup.ts'
import { SyncedFolder } from '../archive/syncing/ports.ts'
import type { ConnectionsRoom } from '../connections/setup.ts'
import { NotFoundError } from '../kernel/errors.ts'

/** The connection over which batches are synced, by the name that the settings give, or gave it once. */
export const openSyncedFolderWith =
  (connections: Pick<ConnectionsRoom, 'findNamed' | 'open'>): OpenSyncedFolder =>
  async (name) => {
    const connectionId = await connections.findNamed(name)
    if (connectionId === undefined) throw new NotFoundError('archive/no-such-sync-connection', { params: { name } })
    return { connectionId, folder: await connections.open(connectionId, SyncedFolder) }
  }

/** It stays as long as the settings name it. */
export function keepSyncConnection(connections: ConnectionsRoom, archive: Archive): void {
  connections.addUseCheck((tx, connectionId) =>
    archive.useOfConnection(async (name) => (await connections.findNamed(name, tx)) === connectionId),
  )
}
