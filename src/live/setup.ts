import type { Clock } from '../kernel/clock.ts'
import type { LogBook } from '../kernel/log.ts'
import type { BoundRoute, BoundSocket } from '../kernel/routes.ts'
import type { LiveBus } from './bus.ts'
import type { EventLog } from './event-log.ts'
import { logRoutesOf } from './log-routes.ts'
import { type LogTail, openLogTail } from './log-tail.ts'
import { eventRoutesOf, eventSocketOf } from './routes.ts'
import { createTickets } from './tickets.ts'

export interface LiveDeps {
  events: EventLog
  bus: LiveBus
  clock: Clock
  logBook: LogBook
  /** IANA zone in which the server lives. */
  timeZone: string
  /** Where `patchbay.log` lies. */
  logFolder: string
}

export function setUpLive({ events, bus, clock, logBook, timeZone, logFolder }: LiveDeps): {
  routes: BoundRoute[]
  sockets: BoundSocket[]
  tail: LogTail
} {
  const deps = {
    events: { log: events, bus, clock, timeZone },
    tickets: createTickets({ clock }),
    log: logBook.area('live'),
  }
  const tail = openLogTail({ logBook, folder: logFolder })
  return {
    tail,
    routes: [...eventRoutesOf(deps), ...logRoutesOf({ tail, clock, bus })],
    sockets: [eventSocketOf(deps)],
  }
}
