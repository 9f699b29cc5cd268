import { resolve } from 'node:path'
import { SyncService } from '../archive/syncing/set-up/ports.ts'
import { setUpSyncSetUp, type SyncSetUp } from '../archive/syncing/set-up/setup.ts'
import type { Environment } from '../config/environment.ts'
import type { ConnectionsRoom } from '../connections/setup.ts'
import { localSyncthings } from '../connectors/syncthing/index.ts'
import type { Db } from '../db/db.ts'
import type { Clock } from '../kernel/clock.ts'
import type { PlanRegistry, Plans } from '../plans/index.ts'
import type { AppConfig } from './app-config.ts'

interface Ground {
  db: Db
  clock: Clock
  plans: Plans
  registry: PlanRegistry
  connections: ConnectionsRoom
  config: AppConfig
  data: { paths: { folder: string } }
  env: Environment
}

/** Sets up the service that brings batches to another machine. */
export function openSyncSetUp({ connections, config, data, registry, env, ...ground }: Ground): SyncSetUp {
  return setUpSyncSetUp({
    ...ground,
    planRegistry: registry,
    local: localSyncthings(env),
    openService: (connectionId) => connections.open(connectionId, SyncService),
    listServices: () => connections.describeAll(SyncService),
    addConnection: (given, by) => connections.add(given, by),
    readSettings: (connectionId) => connections.readSettings(connectionId),
    changeSettings: (connectionId, settings, by = { actor: 'system' }) =>
      connections.changeSettings(connectionId, settings, by),
    batchFolder: () => resolve(data.paths.folder, config.get().archive.paths.batch_dir),
  })
}
