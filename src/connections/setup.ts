import { isDeepStrictEqual } from 'node:util'
import { type Audit, nameKey } from '../access/index.ts'
import type { Attention } from '../attention/index.ts'
import type { Db, Reader } from '../db/db.ts'
import type { Clock } from '../kernel/clock.ts'
import { createNames } from '../kernel/egress/names.ts'
import { AppError } from '../kernel/errors.ts'
import type { LogBook } from '../kernel/log.ts'
import type { Port } from '../kernel/port.ts'
import type { BoundRoute } from '../kernel/routes.ts'
import type { EventLog } from '../live/event-log.ts'
import {
  addConnection,
  type By,
  changeConnection,
  type ConnectionInput,
  type ConnectionsDeps,
  getConnection,
  type UseCheck,
} from './connections.ts'
import { connectionsCheck } from './doctor/connections-check.ts'
import type { DoctorCheck } from './doctor/doctor.ts'
import { followEnvironment } from './follow-environment.ts'
import { createHealthKeeper, type HealthKeeper } from './health-keeper.ts'
import { createOpenConnections, type OpenConnections } from './open-connections.ts'
import type { Connector, Environment } from './ports.ts'
import type { ConnectionView, DoctorReport } from './contract.ts'
import { connectionRoutesOf, reportOf, viewAll } from './routes.ts'
import { readAllSecrets } from './secrets.ts'
import { findNamed } from './former-names.ts'
import { findConnection, listConnections } from './store.ts'
import { openVault, type Vault } from './vault.ts'

export { askDatabase } from './store.ts'

export interface ConnectionsSetup {
  db: Db
  clock: Clock
  events: EventLog
  audit: Audit
  attention: Attention
  logBook: LogBook
  env: Environment
  keysFolder: string
  connectors: readonly Connector[]
}

/** What can be told of a connection. */
export interface ConnectionFacts {
  connectionId: number
  kind: string
  name: string
  state: 'untested' | 'well' | 'failing' | 'off'
  fills: boolean
}

export interface ConnectionsRoom extends AsyncDisposable {
  keeper: HealthKeeper
  /** @throws NotFoundError, ConflictError, CredentialsRefusedError: see `OpenConnections` */
  open<Filled>(connectionId: number, port: Port<Filled>): Promise<Filled>
  /** What can be told of one without opening it. @throws NotFoundError */
  describe(connectionId: number): Promise<{ name: string; isFromEnvironment: boolean }>
  /** Every one that is switched on and fills the port; one that can't be opened is told of by its own test. */
  openAll<Filled>(port: Port<Filled>): Promise<{ name: string; filled: Filled }[]>
  /** All of them, switched off or not, and whether each fills the port; one that can't be opened fills none. */
  describeAll(port: Port<unknown>): Promise<ConnectionFacts[]>
  /** One that a room found out how to reach. @returns its id @throws as `addConnection` */
  add(input: Omit<ConnectionInput, 'isEnabled'>, by: By): Promise<number>
  /** Of one, without its secrets. @throws NotFoundError */
  readSettings(connectionId: number): Promise<Readonly<Record<string, unknown>>>
  /**
   * Changes these of a connection's settings, and takes away those that are undefined.
   * @throws as `changeConnection`
   */
  changeSettings(connectionId: number, settings: Readonly<Record<string, unknown>>, by: By): Promise<void>
  /** For secrets that other rooms keep. */
  vault: Vault
  /** By its name, or by one that it had before and that no other has. @returns undefined when there is none */
  findNamed(name: string, reader?: Reader): Promise<number | undefined>
  /** What it is called; undefined when there is no such connection. */
  nameOf(connectionId: number): Promise<string | undefined>
  /** @returns its kind; undefined when there is no such connection */
  kindOf(reader: Reader, connectionId: number): Promise<string | undefined>
  /** Who must be asked before a connection goes. */
  addUseCheck(check: UseCheck): void
  /** All of them as the API shows them. */
  views(): Promise<ConnectionView[]>
  /** What the answers of connections said of the time. */
  clocksSeen(): Promise<{ name: string; aheadMs: number; at: number }[]>
  /** Every secret of a connection that can be read; for taking them out of texts, never to be shown. */
  allSecrets(): Promise<string[]>
  /** The checks that are given, and its own, all looked at now. */
  checkUp(doctorChecks: readonly DoctorCheck[], signal: AbortSignal): Promise<DoctorReport>
  routesWith(doctorChecks: readonly DoctorCheck[]): BoundRoute[]
}

export async function setUpConnections(setup: ConnectionsSetup): Promise<ConnectionsRoom> {
  const { logBook, env, keysFolder } = setup
  const log = logBook.area('connections')
  const given = env['PATCHBAY_MASTER_KEY_FILE'] ?? ''
  const vault = given === '' ? await openVault(`${keysFolder}/vault.key`) : await openVault(given, { isGiven: true })
  const connectors = new Map(setup.connectors.map((connector) => [connector.id, connector]))
  const names = createNames()
  const deps = { ...setup, connectors, vault, names }
  const connections = createOpenConnections(deps)
  const keeper = createHealthKeeper({ ...deps, log, connections })
  const useChecks: UseCheck[] = []
  await followEnvironment(deps, env, log)
  const withOwn = (others: readonly DoctorCheck[]): DoctorCheck[] => [...others, connectionsCheck(setup.db)]
  return {
    keeper,
    open: (connectionId, port) => connections.port(connectionId, port),
    async describe(connectionId) {
      const { name, origin } = await getConnection(setup.db.read, connectionId)
      return { name, isFromEnvironment: origin === 'environment' }
    },
    openAll: (port) => openAll(setup.db, connections, port),
    describeAll: (port) => describeAll(setup.db, connections, port),
    add: async (input, by) => (await addConnection(deps)({ ...input, isEnabled: true }, by)).connectionId,
    async readSettings(connectionId) {
      const { settings } = await getConnection(setup.db.read, connectionId)
      return settings
    },
    changeSettings: (connectionId, settings, by) => changeSettings(deps, { connectionId, settings }, by),
    vault,
    findNamed: (name, reader = setup.db.read) => findNamed(reader, nameKey(name)),
    nameOf: async (connectionId) => (await findConnection(setup.db.read, connectionId))?.name,
    kindOf: async (reader, connectionId) => (await findConnection(reader, connectionId))?.kind,
    addUseCheck: (check) => void useChecks.push(check),
    views: async () => viewAll({ ...deps, keeper }, await listConnections(setup.db.read)),
    clocksSeen: () => namesOf(setup.db, connections.clocks.all()),
    allSecrets: () => readAllSecrets(setup.db.read, vault),
    checkUp: (others, signal) => reportOf({ doctorChecks: withOwn(others), clock: setup.clock }, signal),
    routesWith: (others) =>
      connectionRoutesOf({ ...deps, open: connections, keeper, useChecks, doctorChecks: withOwn(others) }),
    async [Symbol.asyncDispose]() {
      await keeper[Symbol.asyncDispose]()
      await connections[Symbol.asyncDispose]()
    },
  }
}

async function changeSettings(
  deps: ConnectionsDeps,
  change: { connectionId: number; settings: Readonly<Record<string, unknown>> },
  by: By,
): Promise<void> {
  const { settings: before, version } = await getConnection(deps.db.read, change.connectionId)
  const given = Object.entries({ ...before, ...change.settings }).filter(([, value]) => value !== undefined)
  const settings = Object.fromEntries(given)
  if (isDeepStrictEqual(settings, before)) return
  await changeConnection(deps)(change.connectionId, { settings }, { ...by, ifMatch: String(version) })
}

async function namesOf(db: Db, seen: ReadonlyMap<number, { aheadMs: number; at: number }>) {
  const all = await listConnections(db.read)
  return all.flatMap(({ connectionId, name }) => {
    const clock = seen.get(connectionId)
    return clock === undefined ? [] : [{ name, ...clock }]
  })
}

async function openAll<Filled>(
  db: Db,
  connections: OpenConnections,
  port: Port<Filled>,
): Promise<{ name: string; filled: Filled }[]> {
  const used = (await listConnections(db.read)).filter(({ isEnabled }) => isEnabled)
  const opened = await Promise.all(
    used.map(async ({ connectionId, name }) => {
      try {
        return [{ name, filled: await connections.port(connectionId, port) }]
      } catch (error) {
        if (error instanceof AppError) return []
        throw error
      }
    }),
  )
  return opened.flat()
}

async function describeAll(db: Db, connections: OpenConnections, port: Port<unknown>): Promise<ConnectionFacts[]> {
  const all = await listConnections(db.read)
  return Promise.all(
    all.map(async (connection): Promise<ConnectionFacts> => {
      const { connectionId, kind, name, isEnabled, health } = connection
      const facts = { connectionId, kind, name, state: isEnabled ? health.state : ('off' as const) }
      try {
        const { ports } = await connections.open(connection)
        return { ...facts, fills: ports.some(([filled]) => filled === port.name) }
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        return { ...facts, fills: false }
      }
    }),
  )
}
