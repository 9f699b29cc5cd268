import type { Db } from '../db/db.ts'
import type { Clock } from '../kernel/clock.ts'
import { type Egress, createEgress } from '../kernel/egress/client.ts'
import type { Names } from '../kernel/egress/names.ts'
import { ConflictError, CredentialsRefusedError } from '../kernel/errors.ts'
import type { LogBook } from '../kernel/log.ts'
import type { Port } from '../kernel/port.ts'
import { say } from '../kernel/words.ts'
import { type ClocksSeen, createClocksSeen } from './clocks-seen.ts'
import { connectorOf, getConnection, parseSettings } from './connections.ts'
import type { Connection } from './model.ts'
import type { Connector, Environment, OpenConnection } from './ports.ts'
import { readSecrets } from './secrets.ts'
import type { Vault } from './vault.ts'

export interface OpenConnections extends AsyncDisposable {
  /**
   * What a feature needs of a connection.
   * @throws NotFoundError; ConflictError `connections/switched-off`, `connections/cannot`; CredentialsRefusedError `connections/secret-…`
   */
  port<Filled>(connectionId: number, port: Port<Filled>): Promise<Filled>
  /** The connection itself, also while it is switched off; opened anew when it was changed. */
  open(connection: Connection): Promise<OpenConnection>
  /** One that is not kept: to test what is in a form. */
  openDraft(draft: Draft): OpenConnection
  /** What answers said of the time. */
  clocks: Pick<ClocksSeen, 'all'>
}

export interface Draft {
  kind: string
  settings: unknown
  secrets: Readonly<Record<string, string>>
}

interface Deps {
  db: Db
  clock: Clock
  logBook: LogBook
  vault: Vault
  names: Names
  connectors: ReadonlyMap<string, Connector>
  env: Environment
}

interface Kept {
  version: number
  opened: OpenConnection
  forget(): void
}

export function createOpenConnections(deps: Deps): OpenConnections {
  const egress = createEgress({ names: deps.names })
  const clocks = createClocksSeen(() => deps.clock.now())
  const kept = new Map<number, Kept>()
  const open = async (connection: Connection): Promise<OpenConnection> => {
    const { connectionId, version } = connection
    const known = kept.get(connectionId)
    if (known?.version === version) return known.opened
    const secrets = await secretsOf(deps, connection)
    const forget = Object.values(secrets).map((value) => deps.logBook.secrets.add(value))
    const opened = create(deps, clocks.watching(egress, connectionId), { ...connection, secrets })
    known?.forget()
    kept.set(connectionId, { version, opened, forget: () => forget.forEach((one) => one()) })
    return opened
  }
  return {
    open,
    clocks,
    async port(connectionId, port) {
      const connection = await getConnection(deps.db.read, connectionId)
      const { name } = connection
      if (!connection.isEnabled) throw new ConflictError('connections/switched-off', { params: { name } })
      const { ports } = await open(connection)
      const filled = ports.find(([portName]) => portName === port.name)
      if (filled === undefined) throw new ConflictError('connections/cannot', { params: { name, port: port.name } })
      return filled[1] as NonNullable<typeof port.filled>
    },
    openDraft: (draft) => create(deps, egress, draft),
    async [Symbol.asyncDispose]() {
      for (const { forget } of kept.values()) forget()
      await egress[Symbol.asyncDispose]()
    },
  }
}

function create(deps: Deps, egress: Egress, { kind, settings, secrets }: Draft): OpenConnection {
  const connector = connectorOf(deps.connectors, kind)
  const missing = connector.secrets.find(({ name, isRequired }) => isRequired && (secrets[name] ?? '') === '')
  if (missing !== undefined)
    throw new CredentialsRefusedError('connections/secret-missing', {
      params: { kind, secret: missing.name, label: say(`connector.${kind}.${missing.name}`) },
    })
  const tools = { egress, clock: deps.clock, log: deps.logBook.area(`connector.${kind}`) }
  return connector.create({ settings: parseSettings(connector, settings), secrets, tools })
}

/** Those of the environment stay there. */
async function secretsOf(deps: Deps, { connectionId, kind, origin }: Connection): Promise<Record<string, string>> {
  if (origin === 'person') return readSecrets(deps.db.read, deps.vault, connectionId)
  return { ...connectorOf(deps.connectors, kind).fromEnvironment?.(deps.env)?.secrets }
}
