import type { Audit } from '../access/index.ts'
import type { Attention } from '../attention/index.ts'
import type { ConnectionsRoom } from '../connections/setup.ts'
import type { Db } from '../db/db.ts'
import type { DeliveriesRoom } from '../deliveries/setup.ts'
import type { Jobs } from '../jobs/index.ts'
import { systemClock } from '../kernel/clock.ts'
import { type PlayersRoom, setUpPlayers } from '../library/players/setup.ts'
import type { EventLog } from '../live/event-log.ts'
import type { Roots } from '../transfer/index.ts'

interface Ground {
  db: Db
  jobs: Jobs
  events: EventLog
  access: { audit: Audit }
  attention: Attention
  connections: ConnectionsRoom
  deliveries: DeliveriesRoom
  room: { roots: Roots }
}

/** What is told of a library's folders, and asked whether it has them. */
export function openPlayers({ access, connections, deliveries, room, ...ground }: Ground): PlayersRoom {
  const players = setUpPlayers({
    ...ground,
    clock: systemClock,
    audit: access.audit,
    roots: room.roots,
    deliveries: deliveries.deliveries,
    effects: deliveries.registry,
    openPort: (connectionId, port) => connections.open(connectionId, port),
    describeConnection: (connectionId) => connections.describe(connectionId),
    kindOfConnection: (reader, connectionId) => connections.kindOf(reader, connectionId),
  })
  connections.addUseCheck((tx, connectionId) => players.useOfConnection(tx, connectionId))
  return players
}
