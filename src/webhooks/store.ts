import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../db/db.ts'
import type { WebhookTables } from '../db/tables/webhooks.ts'
import type { Params } from '../kernel/errors.ts'
import type { HookCall, Outcome, Reason, SecretFacts, Source } from './model.ts'

type SourceRow = Selectable<WebhookTables['webhooks_sources']>
type CallRow = Omit<Selectable<WebhookTables['webhooks_calls']>, 'body'>

const toSource = (row: SourceRow): Source => ({
  sourceId: row.id,
  key: row.key,
  kind: row.kind,
  name: row.name,
  connectionId: row.connection_id,
  isEnabled: row.is_enabled === 1,
  version: row.version,
  createdAt: row.created_at,
  changedAt: row.changed_at,
})

/** By name. */
export async function listSources(reader: Reader): Promise<Source[]> {
  return (await reader.selectFrom('webhooks_sources').selectAll().orderBy('name_key').execute()).map(toSource)
}

export async function findSource(reader: Reader, sourceId: number): Promise<Source | undefined> {
  const row = await reader.selectFrom('webhooks_sources').selectAll().where('id', '=', sourceId).executeTakeFirst()
  return row === undefined ? undefined : toSource(row)
}

export async function findSourceBy(
  reader: Reader,
  column: 'key' | 'name_key' | 'connection_id',
  value: string | number,
): Promise<Source | undefined> {
  const row = await reader
    .selectFrom('webhooks_sources')
    .selectAll()
    .where(column, '=', value)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? undefined : toSource(row)
}

export type SourceFacts = Pick<Source, 'name' | 'connectionId' | 'isEnabled'> & { nameKey: string }

const columnsOf = ({ name, nameKey, connectionId, isEnabled }: SourceFacts) => ({
  name,
  name_key: nameKey,
  connection_id: connectionId,
  is_enabled: isEnabled ? 1 : 0,
})

export async function insertSource(
  tx: Tx,
  { key, kind, ...facts }: SourceFacts & Pick<Source, 'key' | 'kind'>,
  now: number,
): Promise<Source> {
  const row = await tx
    .insertInto('webhooks_sources')
    .values({ key, kind, ...columnsOf(facts), version: 1, created_at: now, changed_at: now })
    .returningAll()
    .executeTakeFirstOrThrow()
  return toSource(row)
}

export async function updateSource(
  tx: Tx,
  { sourceId, version, ...facts }: SourceFacts & Pick<Source, 'sourceId' | 'version'>,
  now: number,
): Promise<Source> {
  const row = await tx
    .updateTable('webhooks_sources')
    .set({ ...columnsOf(facts), version: version + 1, changed_at: now })
    .where('id', '=', sourceId)
    .returningAll()
    .executeTakeFirstOrThrow()
  return toSource(row)
}

export async function deleteSource(tx: Tx, sourceId: number): Promise<void> {
  await tx.deleteFrom('webhooks_sources').where('id', '=', sourceId).execute()
}

export interface SealedSecret extends SecretFacts {
  sourceId: number
  sealed: string
}

/** Of one source, or of all; the newest first. */
export async function listSecrets(reader: Reader, sourceId?: number): Promise<SealedSecret[]> {
  let query = reader.selectFrom('webhooks_secrets').selectAll().orderBy('source_id').orderBy('number', 'desc')
  if (sourceId !== undefined) query = query.where('source_id', '=', sourceId)
  return (await query.execute()).map((row) => ({
    sourceId: row.source_id,
    number: row.number,
    sealed: row.sealed,
    hint: row.hint,
    createdAt: row.created_at,
    endsAt: row.ends_at,
    usedAt: row.used_at,
  }))
}

export async function insertSecret(
  tx: Tx,
  { sourceId, number, sealed, hint, createdAt }: Omit<SealedSecret, 'endsAt' | 'usedAt'>,
): Promise<void> {
  const facts = { sealed, hint, created_at: createdAt, ends_at: null, used_at: null }
  await tx
    .insertInto('webhooks_secrets')
    .values({ source_id: sourceId, number, ...facts })
    .execute()
}

/** The present one ends then; former ones no later than they would have. */
export async function endSecrets(tx: Tx, sourceId: number, endsAt: number): Promise<void> {
  await tx
    .updateTable('webhooks_secrets')
    .set({ ends_at: endsAt })
    .where('source_id', '=', sourceId)
    .where(({ eb, or }) => or([eb('ends_at', 'is', null), eb('ends_at', '>', endsAt)]))
    .execute()
}

/** @returns whether it was the first time */
export async function markUsed(
  tx: Tx,
  { sourceId, number }: Pick<SealedSecret, 'sourceId' | 'number'>,
  now: number,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('webhooks_secrets')
    .set({ used_at: now })
    .where('source_id', '=', sourceId)
    .where('number', '=', number)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

export async function deleteEndedSecrets(tx: Tx, now: number): Promise<void> {
  await tx.deleteFrom('webhooks_secrets').where('ends_at', '<=', now).execute()
}

const CALL_COLUMNS = [
  'id',
  'source_id',
  'received_at',
  'method',
  'address',
  'user_agent',
  'secret_number',
  'event',
  'label',
  'event_key',
  'outcome',
  'run_id',
  'duplicate_of',
  'reason_code',
  'reason_params',
  'body_bytes',
  'replays',
  'replayed_at',
] as const

const toCall = (row: CallRow): HookCall => ({
  callId: row.id,
  sourceId: row.source_id,
  receivedAt: row.received_at,
  method: row.method,
  address: row.address,
  userAgent: row.user_agent,
  secretNumber: row.secret_number,
  event: row.event,
  label: row.label,
  outcome: row.outcome,
  runId: row.run_id,
  duplicateOf: row.duplicate_of,
  reason:
    row.reason_code === null
      ? null
      : { code: row.reason_code, params: row.reason_params === null ? {} : (JSON.parse(row.reason_params) as Params) },
  bodyBytes: row.body_bytes,
  replays: row.replays,
  replayedAt: row.replayed_at,
})

/** What a call came to; written when it is stored, and again when it is replayed. */
export interface CallResult {
  event: string | null
  label: string | null
  eventKey: string | null
  outcome: Outcome
  duplicateOf: number | null
  reason: Reason | null
}

export type NewCall = CallResult &
  Pick<HookCall, 'sourceId' | 'receivedAt' | 'method' | 'address' | 'userAgent' | 'secretNumber' | 'bodyBytes'> & {
    body: string
    runId: number | null
  }

const resultColumns = ({ event, label, eventKey, outcome, duplicateOf, reason }: CallResult) => ({
  event,
  label,
  event_key: eventKey,
  outcome,
  duplicate_of: duplicateOf,
  reason_code: reason?.code ?? null,
  reason_params: reason === null ? null : JSON.stringify(reason.params),
})

export async function insertCall(tx: Tx, call: NewCall): Promise<HookCall> {
  const row = await tx
    .insertInto('webhooks_calls')
    .values({
      source_id: call.sourceId,
      received_at: call.receivedAt,
      method: call.method,
      address: call.address,
      user_agent: call.userAgent,
      secret_number: call.secretNumber,
      ...resultColumns(call),
      run_id: call.runId,
      body: call.body,
      body_bytes: call.bodyBytes,
      replays: 0,
      replayed_at: null,
    })
    .returning([...CALL_COLUMNS])
    .executeTakeFirstOrThrow()
  return toCall(row)
}

export async function setRun(tx: Tx, callId: number, runId: number): Promise<void> {
  await tx.updateTable('webhooks_calls').set({ run_id: runId }).where('id', '=', callId).execute()
}

/** @returns undefined when the call is no longer there */
export async function saveReplay(
  tx: Tx,
  callId: number,
  { runId, now, ...result }: CallResult & { runId: number | null; now: number },
): Promise<HookCall | undefined> {
  const row = await tx
    .updateTable('webhooks_calls')
    .set(({ eb }) => ({
      ...resultColumns(result),
      run_id: runId,
      replays: eb('replays', '+', 1),
      replayed_at: now,
    }))
    .where('id', '=', callId)
    .returning([...CALL_COLUMNS])
    .executeTakeFirst()
  return row === undefined ? undefined : toCall(row)
}

/** The first call since then that said the same and was understood. */
export async function findSameEvent(
  reader: Reader,
  { sourceId, eventKey, since }: { sourceId: number; eventKey: string; since: number },
): Promise<HookCall | undefined> {
  const row = await reader
    .selectFrom('webhooks_calls')
    .select([...CALL_COLUMNS])
    .where('source_id', '=', sourceId)
    .where('event_key', '=', eventKey)
    .where('received_at', '>', since)
    .where('outcome', 'in', ['accepted', 'nothing'])
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? undefined : toCall(row)
}

export async function findCall(reader: Reader, callId: number): Promise<(HookCall & { body: string }) | undefined> {
  const row = await reader.selectFrom('webhooks_calls').selectAll().where('id', '=', callId).executeTakeFirst()
  return row === undefined ? undefined : { ...toCall(row), body: row.body }
}

/** Newest first. */
export async function listCalls(
  reader: Reader,
  filter: { sourceId?: number; outcome?: Outcome; before?: number; limit: number },
): Promise<HookCall[]> {
  let query = reader
    .selectFrom('webhooks_calls')
    .select([...CALL_COLUMNS])
    .orderBy('id', 'desc')
    .limit(filter.limit)
  if (filter.sourceId !== undefined) query = query.where('source_id', '=', filter.sourceId)
  if (filter.outcome !== undefined) query = query.where('outcome', '=', filter.outcome)
  if (filter.before !== undefined) query = query.where('id', '<', filter.before)
  return (await query.execute()).map(toCall)
}

/** How many calls of a source failed and were not replayed since, and what the newest of them failed of. */
export async function findFailures(
  reader: Reader,
  sourceId: number,
): Promise<{ count: number; newest: HookCall } | undefined> {
  const { count } = await reader
    .selectFrom('webhooks_calls')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('source_id', '=', sourceId)
    .where('outcome', '=', 'failed')
    .executeTakeFirstOrThrow()
  const [newest] = await listCalls(reader, { sourceId, outcome: 'failed', limit: 1 })
  return newest === undefined ? undefined : { count: Number(count), newest }
}

/** At most `limit` rows. @returns how many went */
export async function deleteCalls(tx: Tx, olderThan: number, limit: number): Promise<number> {
  const doomed = tx
    .selectFrom('webhooks_calls')
    .select('id')
    .where('received_at', '<', olderThan)
    .orderBy('received_at')
    .limit(limit)
  const { numDeletedRows } = await tx.deleteFrom('webhooks_calls').where('id', 'in', doomed).executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
