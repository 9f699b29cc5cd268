import { nameKey } from '../access/index.ts'
import type { OpenSyncedFolder } from '../archive/index.ts'
import type { Archive } from '../archive/setup.ts'
import { SyncedFolder } from '../archive/syncing/ports.ts'
import type { ConnectionsRoom } from '../connections/setup.ts'
import { NotFoundError } from '../kernel/errors.ts'
import type { LogBook } from '../kernel/log.ts'
import { systemActor } from '../kernel/routes.ts'
import type { LiveBus } from '../live/bus.ts'
import type { AppConfig } from './app-config.ts'

/** The connection over which batches are synced, by the name that the settings give, or gave it once. */
export const openSyncedFolderWith =
  (connections: Pick<ConnectionsRoom, 'findNamed' | 'nameOf' | 'open'>): OpenSyncedFolder =>
  async (named) => {
    const connectionId = await connections.findNamed(named)
    const name = connectionId === undefined ? undefined : await connections.nameOf(connectionId)
    if (connectionId === undefined || name === undefined)
      throw new NotFoundError('archive/no-such-sync-connection', { params: { name: named } })
    return { connectionId, name, folder: await connections.open(connectionId, SyncedFolder) }
  }

/** It stays as long as the settings name it. */
export function keepSyncConnection(connections: ConnectionsRoom, archive: Archive): void {
  connections.addUseCheck((tx, connectionId) =>
    archive.useOfConnection(async (name) => (await connections.findNamed(name, tx)) === connectionId),
  )
}

interface Followed {
  config: AppConfig
  connections: Pick<ConnectionsRoom, 'findNamed' | 'nameOf'>
  bus: LiveBus
  logBook: LogBook
}

/**
 * The settings call the connection by its name, as people do; when it is called otherwise, so do they. While the file can't
 * be written, the name that it had leads to it all the same.
 * @returns the call that ends it
 */
export function followSyncConnection({ config, connections, bus, logBook }: Followed): () => void {
  const follow = async (): Promise<void> => {
    const { connection } = config.get().archive.syncing
    const connectionId = connection === undefined ? undefined : await connections.findNamed(connection)
    const name = connectionId === undefined ? undefined : await connections.nameOf(connectionId)
    if (connection === undefined || name === undefined || nameKey(name) === nameKey(connection)) return
    if (config.get().archive.syncing.connection !== connection) return
    await config.patch({ archive: { syncing: { connection: name } } }, { actor: systemActor })
  }
  const tryToFollow = (): void =>
    void follow().catch((error: unknown) =>
      logBook.area('config').warn({ err: error }, 'The settings keep the former name of a connection'),
    )
  // It may have been called otherwise in the moment before a crash.
  tryToFollow()
  return bus.subscribe((message) => {
    if (message.type === 'event' && message.event.kind === 'connections.entry.changed') tryToFollow()
  })
}
