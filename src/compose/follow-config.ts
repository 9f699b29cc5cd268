import type { Access } from '../access/setup.ts'
import type { Archive } from '../archive/setup.ts'
import { tellConfigProblem } from '../attention/config-problem.ts'
import type { Attention } from '../attention/index.ts'
import type { Db, Tx } from '../db/db.ts'
import type { AppError } from '../kernel/errors.ts'
import type { LogBook } from '../kernel/log.ts'
import type { Actor } from '../kernel/routes.ts'
import type { EventLog } from '../live/event-log.ts'
import type { LiveBus } from '../live/bus.ts'
import type { ConnectionsRoom } from '../connections/setup.ts'
import type { AppConfig } from './app-config.ts'
import { followSyncConnection } from './syncing.ts'

interface Followers {
  config: AppConfig
  logBook: LogBook
  db: Db
  events: EventLog
  attention: Attention
  access: Access
  archive: Archive
  connections: ConnectionsRoom
  bus: LiveBus
}

/**
 * A change of settings takes effect at once where it can, and what the settings name may get another name.
 * @returns the call that ends the second
 */
export function followConfig({ connections, bus, ...followers }: Followers): () => void {
  const { config, logBook, db, events, attention, archive, access } = followers
  const tellProblem = async (error: AppError | null): Promise<void> => {
    try {
      await db.tx((tx) => tellConfigProblem(tx, attention, error))
    } catch (failure) {
      logBook.area('config').error({ err: failure }, 'A broken configuration file could not be told')
    }
  }
  config.subscribe({
    async changed({ after, changes, actor }) {
      logBook.setLevel(after.values.server.log_level)
      await db.tx((tx) => tellConfigChange({ tx, actor, events, audit: access.audit }, changes))
      if (!changes.some(({ key }) => key.startsWith('archive.'))) return
      await archive.keeper.apply()
    },
    problem: (error) => void tellProblem(error),
  })
  // Also that all is well: what was told before a restart may stand on Home.
  void tellProblem(config.problem())
  return followSyncConnection({ config, connections, bus, logBook })
}

interface ConfigChangeTools {
  tx: Tx
  actor: Actor
  events: EventLog
  audit: Access['audit']
}

/** The audit first, as everywhere: both are locked until the commit, and two that lock in turn wait for each other. */
async function tellConfigChange(
  { tx, actor, events, audit }: ConfigChangeTools,
  changes: readonly { key: string; before: unknown; after: unknown }[],
): Promise<void> {
  for (const { key, before, after } of changes) {
    await audit.append(tx, {
      actor: actor.id,
      action: 'config.value.changed',
      subject: key,
      details: { before, after },
    })
  }
  await events.append(tx, {
    kind: 'config.values.changed',
    actor: actor.id,
    subject: 'config',
    data: { keys: changes.map(({ key }) => key) },
  })
}
