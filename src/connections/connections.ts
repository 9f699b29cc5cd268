import { type Audit, nameKey } from '../access/index.ts'
import type { Attention } from '../attention/index.ts'
import type { Db, Tx } from '../db/db.ts'
import { lockInTx } from '../db/lock-in-tx.ts'
import type { Clock } from '../kernel/clock.ts'
import { assertVersion } from '../kernel/etag.ts'
import { ConflictError, InvalidInputError, NotFoundError } from '../kernel/errors.ts'
import { hasWords } from '../kernel/words.ts'
import type { EventLog } from '../live/event-log.ts'
import { failingCause } from './health.ts'
import { type Connection, CONNECTIONS_MOST } from './model.ts'
import { forgetNames, takeName } from './former-names.ts'
import type { Connector } from './ports.ts'
import { assertKnownSecrets, assertSecretsStay, keepSecrets, type SecretsGiven } from './secrets.ts'
import {
  deleteConnection,
  findConnection,
  findConnectionByName,
  insertConnection,
  listConnections,
  listSecrets,
  updateConnection,
} from './store.ts'
import type { Vault } from './vault.ts'

export interface ConnectionsDeps {
  db: Db
  clock: Clock
  events: EventLog
  audit: Audit
  attention: Attention
  vault: Vault
  connectors: ReadonlyMap<string, Connector>
}

/** Who does it, for events and audit. */
export interface By {
  actor: string
  address?: string
}

export interface ConnectionInput {
  kind: string
  name: string
  settings: Readonly<Record<string, unknown>>
  secrets: SecretsGiven
  isEnabled: boolean
}

export type ConnectionChange = Partial<Omit<ConnectionInput, 'kind'>>

/** Why a connection can't be removed, when something needs it: called in the transaction that would remove it. */
export type UseCheck = (
  tx: Tx,
  connectionId: number,
) => Promise<{ code: string; params: Record<string, string> } | undefined>

/** @throws InvalidInputError `connections/no-such-kind` */
export function connectorOf(connectors: ReadonlyMap<string, Connector>, kind: string): Connector {
  const connector = connectors.get(kind)
  if (connector === undefined) throw new InvalidInputError('connections/no-such-kind', { params: { kind } })
  return connector
}

/**
 * Settings as the connector takes them, defaults filled in.
 * @throws InvalidInputError 422 `connections/bad-settings`, each field named
 */
export function parseSettings(connector: Connector, settings: unknown): Connection['settings'] {
  const parsed = connector.settings.strict().safeParse(settings)
  if (parsed.success) return parsed.data
  throw new InvalidInputError('connections/bad-settings', {
    status: 422,
    params: { kind: connector.id },
    fields: parsed.error.issues.map((issue) => {
      const isUnknown = issue.code === 'unrecognized_keys'
      return {
        pointer: `/settings/${[...issue.path, ...(isUnknown ? issue.keys.slice(0, 1) : [])].join('/')}`,
        code: isUnknown
          ? 'request/unknown-field'
          : isAddress(issue)
            ? 'connections/bad-address'
            : hasWords(`error.${issue.message}`)
              ? issue.message
              : 'connections/bad-setting',
        params: { problem: issue.message },
      }
    }),
  })
}

const isAddress = (issue: { code: string; format?: string }): boolean =>
  issue.code === 'invalid_format' && issue.format === 'url'

const LOCK = 'connections_entries'

export function addConnection(deps: ConnectionsDeps) {
  return (input: ConnectionInput, by: By, origin: Connection['origin'] = 'person'): Promise<Connection> => {
    const connector = connectorOf(deps.connectors, input.kind)
    const settings = parseSettings(connector, input.settings)
    assertKnownSecrets(connector, input.secrets)
    return deps.db.tx(async (tx) => {
      await lockInTx(tx, LOCK)
      await assertFreeName(tx, input.name)
      if ((await listConnections(tx)).length >= CONNECTIONS_MOST)
        throw new ConflictError('connections/too-many', { params: { most: CONNECTIONS_MOST } })
      const now = deps.clock.now()
      await takeName(tx, { from: null, to: nameKey(input.name) })
      const added = await insertConnection(tx, { ...input, settings, origin, nameKey: nameKey(input.name) }, now)
      await keepSecrets(tx, deps.vault, { connectionId: added.connectionId, given: input.secrets, now })
      await tellConnection(deps, tx, {
        what: 'added',
        connection: added,
        by,
        details: { settings, secrets: changedIn(input.secrets) },
      })
      return added
    })
  }
}

/** @param ifMatch of the version that was read; undefined is refused */
export function changeConnection(deps: ConnectionsDeps) {
  return (
    connectionId: number,
    change: ConnectionChange,
    by: By & { ifMatch: string | undefined },
  ): Promise<Connection> =>
    deps.db.tx(async (tx) => {
      await lockInTx(tx, LOCK)
      const before = await getConnection(tx, connectionId)
      assertVersion(by.ifMatch, String(before.version))
      assertNotFromEnvironment(before, change)
      const connector = connectorOf(deps.connectors, before.kind)
      const settings = change.settings === undefined ? before.settings : parseSettings(connector, change.settings)
      const given = change.secrets ?? {}
      assertKnownSecrets(connector, given)
      const kept = (await listSecrets(tx, connectionId)).map((secret) => secret.name)
      assertSecretsStay(before, { settings, secrets: given, kept })
      const name = change.name ?? before.name
      await assertFreeName(tx, name, connectionId)
      const now = deps.clock.now()
      const isEnabled = change.isEnabled ?? before.isEnabled
      await takeName(tx, { from: { nameKey: nameKey(before.name), connectionId }, to: nameKey(name) })
      const after = await updateConnection(tx, { ...before, name, settings, isEnabled, nameKey: nameKey(name) }, now)
      await keepSecrets(tx, deps.vault, { connectionId, given, now })
      await deps.attention.resolve(tx, failingCause(connectionId))
      const details = { before: before.settings, after: settings, secrets: changedIn(given), isEnabled }
      await tellConnection(deps, tx, { what: 'changed', connection: after, by, details })
      return after
    })
}

export function removeConnection(deps: ConnectionsDeps, checks: readonly UseCheck[]) {
  return (connectionId: number, by: By): Promise<void> =>
    deps.db.tx(async (tx) => {
      await lockInTx(tx, LOCK)
      const connection = await getConnection(tx, connectionId)
      for (const check of checks) {
        const use = await check(tx, connectionId)
        if (use !== undefined)
          throw new ConflictError('connections/in-use', { params: { name: connection.name, ...use.params } })
      }
      if (connection.origin === 'environment')
        throw new ConflictError('connections/from-environment', { params: { name: connection.name } })
      await deleteConnection(tx, connectionId)
      await forgetNames(tx, connectionId)
      await deps.attention.resolve(tx, failingCause(connectionId))
      await tellConnection(deps, tx, { what: 'removed', connection, by, details: { settings: connection.settings } })
    })
}

/** @throws NotFoundError */
export async function getConnection(
  reader: Parameters<typeof findConnection>[0],
  connectionId: number,
): Promise<Connection> {
  const found = await findConnection(reader, connectionId)
  if (found === undefined) throw new NotFoundError('connections/no-such-connection', { params: { connectionId } })
  return found
}

async function assertFreeName(tx: Tx, name: string, own?: number): Promise<void> {
  const other = await findConnectionByName(tx, nameKey(name))
  if (other !== undefined && other.connectionId !== own)
    throw new ConflictError('connections/name-taken', { params: { name: other.name } })
}

/** Its address and key follow the variables; its name and whether it is used are a person's. */
function assertNotFromEnvironment(connection: Connection, { settings, secrets }: ConnectionChange): void {
  const isTouched = settings !== undefined || Object.keys(secrets ?? {}).length > 0
  if (connection.origin === 'environment' && isTouched)
    throw new ConflictError('connections/from-environment', { params: { name: connection.name } })
}

const changedIn = (secrets: SecretsGiven): Record<string, string> =>
  Object.fromEntries(Object.entries(secrets).map(([name, value]) => [name, value === null ? 'forgotten' : 'changed']))

/** Writes down who did what to a connection; the audit first, as everywhere. */
export async function tellConnection(
  { events, audit }: ConnectionsDeps,
  tx: Tx,
  told: { what: 'added' | 'changed' | 'removed'; connection: Connection; by: By; details: Record<string, unknown> },
): Promise<void> {
  const { connectionId, kind, name } = told.connection
  const subject = `connection:${connectionId}`
  const action = `connections.entry.${told.what}`
  await audit.append(tx, {
    actor: told.by.actor,
    action,
    subject,
    details: { kind, name, ...told.details },
    ...(told.by.address === undefined ? {} : { address: told.by.address }),
  })
  await events.append(tx, { kind: action, actor: told.by.actor, subject, data: { kind, name } })
}
