import type { Audit } from '../access/index.ts'
import type { Attention } from '../attention/index.ts'
import { isAllowed } from '../config/allowed-folders.ts'
import type { ConnectionsRoom } from '../connections/setup.ts'
import type { Db } from '../db/db.ts'
import type { DataFolder } from '../db/open-data-folder.ts'
import type { Jobs } from '../jobs/index.ts'
import { systemClock } from '../kernel/clock.ts'
import type { LogBook } from '../kernel/log.ts'
import { createScanThreads } from '../library/scan/threads/scan-threads.ts'
import { type LibraryRooms, setUpLibraryRooms } from '../library/setup.ts'
import type { EventLog } from '../live/event-log.ts'
import { createProber } from '../media/probe/prober.ts'
import type { TransferRoom } from '../transfer/setup.ts'
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
  room: Pick<TransferRoom, 'roots' | 'transfer'>
  data: DataFolder
  stack: AsyncDisposableStack
}

/** Films, series and music, with the threads that read them. */
export async function openLibrary(ground: Ground): Promise<LibraryRooms> {
  const { connections, config, room, access, data, stack, logBook } = ground
  const library = setUpLibraryRooms({
    ...ground,
    clock: systemClock,
    audit: access.audit,
    roots: room.roots,
    transfer: room.transfer,
    cacheFolder: data.paths.cache,
    threads: stack.use(createScanThreads()),
    prober: stack.use(createProber()),
    openPort: (connectionId, port) => connections.open(connectionId, port),
    requireProvider: (connectionId) => connections.describe(connectionId),
    isAllowedFolder: (path) => isAllowed(config.allowed, path),
    log: logBook.area('library'),
    timeZone: timeZoneOf(config),
    tasks: [],
    followers: [],
  })
  connections.addUseCheck((tx, connectionId) => library.useOfConnection(tx, connectionId))
  await library.declareTasks()
  return library
}
