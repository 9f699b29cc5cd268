import { deflateSync, inflateSync } from 'node:zlib'
import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../../db/db.ts'
import type { RadioLogTables } from '../../db/tables/radio-logs.ts'
import type { Params } from '../../kernel/errors.ts'
import type { LogEntry, LogRevision } from './model.ts'

type RevisionRow = Omit<Selectable<RadioLogTables['radio_log_revisions']>, 'id' | 'entries'>

const toRevision = (row: RevisionRow): LogRevision => ({
  logId: row.log_id,
  number: row.number,
  actor: row.actor,
  at: row.at,
  what: row.what,
  params: JSON.parse(row.params) as Params,
  ofNumber: row.of_number,
  entryCount: row.entry_count,
})

export interface NewRevision extends Omit<LogRevision, 'entryCount'> {
  entries: readonly LogEntry[]
}

export async function insertRevision(tx: Tx, revision: NewRevision): Promise<LogRevision> {
  const row = {
    log_id: revision.logId,
    number: revision.number,
    actor: revision.actor,
    at: revision.at,
    what: revision.what,
    params: JSON.stringify(revision.params),
    of_number: revision.ofNumber,
    entry_count: revision.entries.length,
  }
  await tx
    .insertInto('radio_log_revisions')
    .values({ ...row, entries: deflateSync(JSON.stringify(revision.entries)) })
    .execute()
  return toRevision(row)
}

const REVISION_COLUMNS = ['log_id', 'number', 'actor', 'at', 'what', 'params', 'of_number', 'entry_count'] as const

/** Newest first. */
export async function listRevisions(
  reader: Reader,
  logId: number,
  { before, limit }: { before?: number | undefined; limit: number },
): Promise<LogRevision[]> {
  let query = reader
    .selectFrom('radio_log_revisions')
    .select(REVISION_COLUMNS)
    .where('log_id', '=', logId)
    .orderBy('number', 'desc')
    .limit(limit)
  if (before !== undefined) query = query.where('number', '<', before)
  return (await query.execute()).map(toRevision)
}

export async function findRevision(
  reader: Reader,
  logId: number,
  number: number,
): Promise<(LogRevision & { entries: LogEntry[] }) | undefined> {
  const row = await reader
    .selectFrom('radio_log_revisions')
    .select([...REVISION_COLUMNS, 'entries'])
    .where('log_id', '=', logId)
    .where('number', '=', number)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const entries = JSON.parse(inflateSync(row.entries).toString('utf8')) as LogEntry[]
  return { ...toRevision(row), entries }
}

/** @returns how many went */
export async function deleteRevisionsBefore(tx: Tx, logId: number, number: number): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('radio_log_revisions')
    .where('log_id', '=', logId)
    .where('number', '<', number)
    .executeTakeFirst()
  return Number(numDeletedRows)
}
