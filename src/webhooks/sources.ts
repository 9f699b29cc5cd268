import { type Audit, nameKey } from '../access/index.ts'
import type { Attention } from '../attention/index.ts'
import type { Vault } from '../connections/index.ts'
import type { Db, Reader, Tx } from '../db/db.ts'
import { lockInTx } from '../db/lock-in-tx.ts'
import type { Clock } from '../kernel/clock.ts'
import { assertVersion } from '../kernel/etag.ts'
import { ConflictError, InvalidInputError, NotFoundError } from '../kernel/errors.ts'
import type { EventLog } from '../live/event-log.ts'
import { placeOf } from './keyring.ts'
import { keyFrom, type Source, SOURCES_MOST } from './model.ts'
import { makeSecret } from '../kernel/standard-webhooks.ts'
import {
  deleteSource,
  endSecrets,
  findSource,
  findSourceBy,
  insertSecret,
  insertSource,
  listSecrets,
  listSources,
  updateSource,
} from './store.ts'
import { failedCause } from './tell-failures.ts'
import type { Translator, TranslatorRegistry } from './translator.ts'

export interface SourceDeps {
  db: Db
  clock: Clock
  events: EventLog
  audit: Audit
  attention: Attention
  vault: Vault
  translators: TranslatorRegistry
  /** @returns its kind; undefined when there is no such connection */
  kindOfConnection(reader: Reader, connectionId: number): Promise<string | undefined>
}

export interface By {
  actor: string
  address?: string
}

export type SourceInput = Pick<Source, 'kind' | 'name' | 'connectionId'> & { key?: string | undefined }
export type SourceChange = Partial<Pick<Source, 'name' | 'connectionId' | 'isEnabled'>>

const HOUR_MS = 3_600_000
const HINT_LENGTH = 4
const LOCK = 'webhooks_sources'

/** @throws NotFoundError */
export async function getSource(reader: Reader, sourceId: number): Promise<Source> {
  const found = await findSource(reader, sourceId)
  if (found === undefined) throw new NotFoundError('webhooks/no-such-source', { params: { sourceId } })
  return found
}

/** @returns the source with its secret, which is not told again */
export function addSource(deps: SourceDeps) {
  return (
    { kind, name, connectionId, key: wanted }: SourceInput,
    by: By,
  ): Promise<{ source: Source; secret: string }> => {
    const translator = translatorOf(deps, kind)
    const key = wanted ?? keyFrom(name)
    if (key === '') throw fieldError('/key', 'webhooks/key-needed')
    return deps.db.tx(async (tx) => {
      await lockInTx(tx, LOCK)
      await assertFreeName(tx, name)
      if ((await findSourceBy(tx, 'key', key)) !== undefined)
        throw new ConflictError('webhooks/key-taken', { params: { key } })
      if ((await listSources(tx)).length >= SOURCES_MOST)
        throw new ConflictError('webhooks/too-many', { params: { most: SOURCES_MOST } })
      await assertConnection(deps, tx, { translator, connectionId })
      const facts = { kind, name, key, connectionId, isEnabled: true, nameKey: nameKey(name) }
      const source = await insertSource(tx, facts, deps.clock.now())
      const secret = await keepNewSecret(deps, tx, { sourceId: source.sourceId, number: 1 })
      await tell(deps, tx, { what: 'added', source, by, details: { kind, key, connectionId } })
      return { source, secret }
    })
  }
}

export function changeSource(deps: SourceDeps) {
  return (sourceId: number, change: SourceChange, by: By & { ifMatch: string | undefined }): Promise<Source> =>
    deps.db.tx(async (tx) => {
      await lockInTx(tx, LOCK)
      const before = await getSource(tx, sourceId)
      assertVersion(by.ifMatch, String(before.version))
      const wanted = { ...before, ...change }
      await assertFreeName(tx, wanted.name, sourceId)
      if (change.connectionId !== undefined)
        await assertConnection(deps, tx, {
          translator: translatorOf(deps, before.kind),
          connectionId: change.connectionId,
        })
      const source = await updateSource(tx, { ...wanted, nameKey: nameKey(wanted.name) }, deps.clock.now())
      await tell(deps, tx, { what: 'changed', source, by, details: { ...change } })
      return source
    })
}

/** @param overlapHours how long the former secret is taken, too; 0 ends it at once */
export function rotateSecret(deps: SourceDeps) {
  return (sourceId: number, overlapHours: number, by: By): Promise<{ source: Source; secret: string }> =>
    deps.db.tx(async (tx) => {
      await lockInTx(tx, LOCK)
      const before = await getSource(tx, sourceId)
      const now = deps.clock.now()
      const [newest] = await listSecrets(tx, sourceId)
      await endSecrets(tx, sourceId, now + overlapHours * HOUR_MS)
      const secret = await keepNewSecret(deps, tx, { sourceId, number: (newest?.number ?? 0) + 1 })
      const source = await updateSource(tx, { ...before, nameKey: nameKey(before.name) }, now)
      await tell(deps, tx, { what: 'rotated', source, by, details: { overlapHours, secret: 'changed' } })
      return { source, secret }
    })
}

export function removeSource(deps: SourceDeps) {
  return (sourceId: number, by: By): Promise<void> =>
    deps.db.tx(async (tx) => {
      await lockInTx(tx, LOCK)
      const source = await getSource(tx, sourceId)
      await deleteSource(tx, sourceId)
      await tell(deps, tx, { what: 'removed', source, by, details: { key: source.key } })
      await deps.attention.resolve(tx, failedCause(sourceId))
    })
}

async function keepNewSecret(
  { vault, clock }: SourceDeps,
  tx: Tx,
  { sourceId, number }: { sourceId: number; number: number },
): Promise<string> {
  const secret = makeSecret()
  const sealed = vault.seal(secret, placeOf(sourceId, number))
  await insertSecret(tx, { sourceId, number, sealed, hint: secret.slice(-HINT_LENGTH), createdAt: clock.now() })
  return secret
}

function translatorOf({ translators }: SourceDeps, kind: string): Translator {
  const translator = translators.find(kind)
  if (translator === undefined) throw new InvalidInputError('webhooks/no-such-kind', { params: { kind } })
  return translator
}

const fieldError = (pointer: string, code: string, params: Record<string, string | number> = {}): InvalidInputError =>
  new InvalidInputError(code, { status: 422, params, fields: [{ pointer, code, params }] })

async function assertConnection(
  deps: SourceDeps,
  tx: Tx,
  { translator, connectionId }: { translator: Translator; connectionId: number | null },
): Promise<void> {
  if (connectionId === null) return
  const kind = await deps.kindOfConnection(tx, connectionId)
  if (kind === undefined) throw fieldError('/connectionId', 'connections/no-such-connection', { connectionId })
  if (kind !== translator.connectionKind) throw fieldError('/connectionId', 'webhooks/other-connection', { kind })
}

async function assertFreeName(tx: Tx, name: string, own?: number): Promise<void> {
  const other = await findSourceBy(tx, 'name_key', nameKey(name))
  if (other !== undefined && other.sourceId !== own)
    throw new ConflictError('webhooks/name-taken', { params: { name: other.name } })
}

/** The audit first, as everywhere. */
async function tell(
  { events, audit }: SourceDeps,
  tx: Tx,
  told: { what: 'added' | 'changed' | 'rotated' | 'removed'; source: Source; by: By; details: Record<string, unknown> },
): Promise<void> {
  const { sourceId, name, kind } = told.source
  const { actor, address } = told.by
  const subject = `webhook-source:${sourceId}`
  const action = `webhooks.source.${told.what}`
  const details = { name, ...told.details }
  await audit.append(tx, { actor, action, subject, details, ...(address === undefined ? {} : { address }) })
  await events.append(tx, { kind: action, actor, subject, data: { kind, name } })
}
