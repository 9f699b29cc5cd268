import type { Audit } from '../access/index.ts'
import type { Attention } from '../attention/index.ts'
import type { ConnectionsRoom } from '../connections/setup.ts'
import type { Db } from '../db/db.ts'
import type { Jobs } from '../jobs/index.ts'
import { systemClock } from '../kernel/clock.ts'
import type { LogBook } from '../kernel/log.ts'
import type { EventLog } from '../live/event-log.ts'
import { setUpWebhooks, type WebhooksRoom } from '../webhooks/setup.ts'
import type { Translator } from '../webhooks/index.ts'
import { type AppConfig, timeZoneOf } from './app-config.ts'

interface Ground {
  db: Db
  config: AppConfig
  jobs: Jobs
  events: EventLog
  access: { audit: Audit }
  attention: Attention
  logBook: LogBook
  connections: ConnectionsRoom
}

/** The door for other programs, with what each feature understands of them. */
export async function openWebhooks(
  { config, access, connections, ...ground }: Ground,
  features: readonly { translators: readonly Translator[] }[],
): Promise<WebhooksRoom> {
  const webhooks = await setUpWebhooks({
    ...ground,
    clock: systemClock,
    audit: access.audit,
    vault: connections.vault,
    timeZone: timeZoneOf(config),
    kindOfConnection: (reader, connectionId) => connections.kindOf(reader, connectionId),
  })
  for (const { translators } of features) for (const translator of translators) webhooks.translators.add(translator)
  connections.addUseCheck((tx, connectionId) => webhooks.useOfConnection(tx, connectionId))
  return webhooks
}
