import type { Db } from '../../../db/db.ts'
import type { Clock } from '../../../kernel/clock.ts'
import type { PlanRegistry, Plans } from '../../../plans/index.ts'
import type { ConnectionSettings, LocalServices, SyncService } from './ports.ts'

export interface SetUpDeps {
  db: Db
  clock: Clock
  plans: Plans
  planRegistry: PlanRegistry
  local: LocalServices
  /** @throws NotFoundError, ConflictError when it can't do this */
  openService(connectionId: number): Promise<SyncService>
  listServices(): Promise<{ connectionId: number; name: string; state: string; fills: boolean }[]>
  addConnection(
    given: { kind: string; name: string; settings: ConnectionSettings; secrets: Readonly<Record<string, string>> },
    by: { actor: string; address?: string },
  ): Promise<number>
  /** Of a connection, without its secrets. */
  readSettings(connectionId: number): Promise<Readonly<Record<string, unknown>>>
  /** Changes these of a connection's settings, and takes away those that are undefined. */
  changeSettings(connectionId: number, settings: ConnectionSettings, by?: { actor: string }): Promise<void>
  /** Absolute. */
  batchFolder(): string
}
