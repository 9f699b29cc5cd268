import type { Vault } from '../connections/index.ts'
import type { Db } from '../db/db.ts'
import type { LiveSecrets } from '../kernel/redact.ts'
import type { Log } from '../kernel/log.ts'
import type { KnownSecret } from './credentials.ts'
import type { Source } from './model.ts'
import { listSecrets, listSources, type SealedSecret } from './store.ts'

/** Where a value was sealed for. */
export const placeOf = (sourceId: number, number: number): string => `webhooks_secrets/${sourceId}/${number}`

/** The secrets of the sources, open in memory: a caller must not wait for the database, and no log may show them. */
export interface Keyring extends Disposable {
  /** Those of the source as it is now; what the vault can't open is left out. */
  of(source: Pick<Source, 'sourceId' | 'version'>): Promise<readonly KnownSecret[]>
  /** All of them, so that no log shows one before its first use. */
  openAll(): Promise<void>
  forget(sourceId: number): void
}

interface Held {
  version: number
  secrets: readonly KnownSecret[]
  release(): void
}

export function createKeyring(deps: { db: Db; vault: Vault; live: LiveSecrets; log: Log }): Keyring {
  const held = new Map<number, Held>()
  const forget = (sourceId: number): void => {
    held.get(sourceId)?.release()
    held.delete(sourceId)
  }
  const of: Keyring['of'] = async ({ sourceId, version }) => {
    const known = held.get(sourceId)
    if (known?.version === version) return known.secrets
    const secrets = (await listSecrets(deps.db.read, sourceId)).flatMap((one) => openOne(deps, one))
    const releases = secrets.map(({ value }) => deps.live.add(value))
    forget(sourceId)
    held.set(sourceId, { version, secrets, release: () => releases.forEach((release) => release()) })
    return secrets
  }
  return {
    of,
    async openAll() {
      for (const source of await listSources(deps.db.read)) await of(source)
    },
    forget,
    [Symbol.dispose]() {
      for (const sourceId of held.keys()) forget(sourceId)
    },
  }
}

function openOne({ vault, log }: { vault: Vault; log: Log }, secret: SealedSecret): KnownSecret[] {
  const { sourceId, number, sealed, endsAt } = secret
  try {
    return [{ number, endsAt, value: vault.open(sealed, placeOf(sourceId, number)) }]
  } catch (error) {
    log.error({ err: error, sourceId, number }, 'A secret of a sender can’t be read; it needs a new one')
    return []
  }
}
