import type { Reader, Tx } from '../db/db.ts'
import { ConflictError, CredentialsRefusedError, InvalidInputError } from '../kernel/errors.ts'
import type { Connection } from './model.ts'
import type { Connector } from './ports.ts'
import { deleteSecret, listSecrets, saveSecret } from './store.ts'
import type { Vault } from './vault.ts'

/** What a caller says of secrets: a value, null to forget it, nothing to keep it. */
export type SecretsGiven = Readonly<Record<string, string | null>>

const HINT_LENGTH = 4
/** A shorter secret would be half told by its end. */
const SHORTEST_TO_HINT = 16

const placeOf = (connectionId: number, name: string): string => `connections_secrets/${connectionId}/${name}`

/** How a secret ends, when it is long enough to tell that. */
export const hintOf = (value: string): string => (value.length >= SHORTEST_TO_HINT ? value.slice(-HINT_LENGTH) : '')

/** @throws InvalidInputError `connections/no-such-secret` */
export function assertKnownSecrets(connector: Connector, given: SecretsGiven): void {
  const unknown = Object.keys(given).find((name) => !connector.secrets.some((field) => field.name === name))
  if (unknown !== undefined)
    throw new InvalidInputError('connections/no-such-secret', { params: { kind: connector.id, name: unknown } })
}

export async function keepSecrets(
  tx: Tx,
  vault: Vault,
  { connectionId, given, now }: { connectionId: number; given: SecretsGiven; now: number },
): Promise<void> {
  for (const [name, value] of Object.entries(given)) {
    if (value === null) await deleteSecret(tx, { connectionId, name })
    else {
      const sealed = vault.seal(value, placeOf(connectionId, name))
      await saveSecret(tx, { connectionId, name, sealed, hint: hintOf(value), changedAt: now })
    }
  }
}

/** @throws CredentialsRefusedError `connections/secret-unreadable` */
export async function readSecrets(reader: Reader, vault: Vault, connectionId: number): Promise<Record<string, string>> {
  const rows = await listSecrets(reader, connectionId)
  return Object.fromEntries(rows.map(({ name, sealed }) => [name, vault.open(sealed, placeOf(connectionId, name))]))
}

/**
 * A kept secret goes to no other host: whoever sends it elsewhere must know it.
 * @param change.kept names of the secrets that are kept now
 * @throws ConflictError `connections/secret-stays`
 */
export function assertSecretsStay(
  { name, settings }: Pick<Connection, 'name' | 'settings'>,
  change: { settings: Connection['settings']; secrets: SecretsGiven; kept: readonly string[] },
): void {
  const known = hostsIn(settings)
  const isElsewhere = [...hostsIn(change.settings)].some((host) => !known.has(host))
  const used = change.kept.filter((secret) => change.secrets[secret] === undefined)
  if (isElsewhere && used.length > 0) throw new ConflictError('connections/secret-stays', { params: { name } })
}

const hostsIn = (settings: Connection['settings']): Set<string> =>
  new Set(
    Object.values(settings).flatMap((value) =>
      typeof value === 'string' && URL.canParse(value) ? [new URL(value).hostname] : [],
    ),
  )

/** Of all connections, those that can be opened. */
export async function readAllSecrets(reader: Reader, vault: Vault): Promise<string[]> {
  const rows = await listSecrets(reader)
  return rows.flatMap(({ connectionId, name, sealed }) => {
    try {
      return [vault.open(sealed, placeOf(connectionId, name))]
    } catch (error) {
      if (error instanceof CredentialsRefusedError) return []
      throw error
    }
  })
}
