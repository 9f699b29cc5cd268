import type { Log } from '../kernel/log.ts'
import { nameKey } from '../access/index.ts'
import { addConnection, type ConnectionsDeps, parseSettings, tellConnection } from './connections.ts'
import type { Connection } from './model.ts'
import type { Environment } from './ports.ts'
import { listConnections, updateConnection } from './store.ts'

/**
 * Makes the connections that variables describe, one a kind, and brings them in line when the variables changed.
 * Repeating it changes nothing.
 */
export async function followEnvironment(deps: ConnectionsDeps, env: Environment, log: Log): Promise<void> {
  const known = await listConnections(deps.db.read)
  for (const connector of deps.connectors.values()) {
    const wanted = connector.fromEnvironment?.(env)
    if (wanted === undefined) continue
    const own = known.find(({ kind, origin }) => kind === connector.id && origin === 'environment')
    const settings = parseSettings(connector, wanted.settings)
    if (own === undefined) {
      const name = freeName(wanted.name, known)
      const input = { kind: connector.id, name, settings, secrets: {}, isEnabled: true }
      const { connectionId } = await addConnection(deps)(input, { actor: 'system' }, 'environment')
      log.info({ connectionId, kind: connector.id }, 'A connection was made from the environment')
    } else if (JSON.stringify(own.settings) !== JSON.stringify(settings)) {
      const realigned = { ...own, settings, nameKey: nameKey(own.name) }
      await deps.db.tx(async (tx) => {
        const connection = await updateConnection(tx, realigned, deps.clock.now())
        const details = { before: own.settings, after: settings }
        await tellConnection(deps, tx, { what: 'changed', connection, by: { actor: 'system' }, details })
      })
    }
  }
}

/** A person may have taken the name. */
function freeName(name: string, known: readonly Connection[]): string {
  const taken = new Set(known.map((other) => nameKey(other.name)))
  if (!taken.has(nameKey(name))) return name
  for (let n = 2; ; n++) if (!taken.has(nameKey(`${name} ${n}`))) return `${name} ${n}`
}
