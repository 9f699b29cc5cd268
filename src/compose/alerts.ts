import type { Audit } from '../access/index.ts'
import type { AlertKind } from '../alerts/index.ts'
import { Messenger } from '../alerts/ports.ts'
import { type AlertsRoom, setUpAlerts } from '../alerts/setup.ts'
import { archiveAlertKinds } from '../archive/alert-kinds.ts'
import type { Attention } from '../attention/index.ts'
import type { ConnectionsRoom } from '../connections/setup.ts'
import type { Db } from '../db/db.ts'
import type { DeliveriesRoom } from '../deliveries/setup.ts'
import type { Jobs } from '../jobs/index.ts'
import { systemClock } from '../kernel/clock.ts'
import type { LogBook } from '../kernel/log.ts'
import { libraryAlertKinds } from '../library/alert-kinds.ts'
import type { LiveBus } from '../live/bus.ts'
import type { EventLog } from '../live/event-log.ts'
import { radioAlertKinds } from '../radio/alert-kinds.ts'
import { type AppConfig, timeZoneOf } from './app-config.ts'

interface Ground {
  db: Db
  config: AppConfig
  jobs: Jobs
  events: EventLog
  bus: LiveBus
  access: { audit: Audit }
  attention: Attention
  logBook: LogBook
  connections: ConnectionsRoom
  deliveries: DeliveriesRoom
}

/** Every kind of thing that people may be told of, beside those of the engine itself. */
const kinds: readonly AlertKind[] = [...radioAlertKinds, ...libraryAlertKinds, ...archiveAlertKinds]

/** Messages to people, about what the rooms say in the log. */
export function openAlerts({ config, access, connections, deliveries, logBook, ...ground }: Ground): AlertsRoom {
  const alerts = setUpAlerts({
    ...ground,
    clock: systemClock,
    audit: access.audit,
    deliveries: deliveries.deliveries,
    effects: deliveries.registry,
    openPort: (connectionId, port) => connections.open(connectionId, port),
    listConnections: () => connections.describeAll(Messenger),
    settings: () => config.get().alerts,
    timeZone: timeZoneOf(config),
    log: logBook.area('alerts'),
  })
  alerts.catalogue.add(...kinds)
  connections.addUseCheck((tx, connectionId) => alerts.useOfConnection(tx, connectionId))
  return alerts
}
