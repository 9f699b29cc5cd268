import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../../../db/db.ts'
import type { RadioPublicationTables } from '../../../db/tables/radio-publications.ts'
import type { Params } from '../../../kernel/errors.ts'
import type { Reason } from './model.ts'

type Row = Selectable<RadioPublicationTables['radio_publications']>

export type PublicationState = Row['state']

/** A state of a log, or of an hour of it, on its way to the playout. */
export interface Publication {
  publicationId: number
  stationId: number
  connectionId: number
  logId: number
  revision: number
  planId: number
  from: number
  to: number
  isWholeDay: boolean
  state: PublicationState
  addCount: number
  removeCount: number
  keepCount: number
  /** Rows of others that were taken over. */
  takeCount: number
  reason: Reason | null
  madeBy: string
  madeAt: number
  settledAt: number | null
}

const toPublication = (row: Omit<Row, 'snapshot'>): Publication => ({
  publicationId: row.id,
  stationId: row.station_id,
  connectionId: row.connection_id,
  logId: row.log_id,
  revision: row.revision,
  planId: row.plan_id,
  from: row.from_at,
  to: row.to_at,
  isWholeDay: row.whole_day === 1,
  state: row.state,
  addCount: row.add_count,
  removeCount: row.remove_count,
  keepCount: row.keep_count,
  takeCount: row.take_count,
  reason:
    row.reason_code === null
      ? null
      : { code: row.reason_code, params: JSON.parse(row.reason_params ?? '{}') as Params },
  madeBy: row.made_by,
  madeAt: row.made_at,
  settledAt: row.settled_at,
})

const COLUMNS = [
  'id',
  'station_id',
  'connection_id',
  'log_id',
  'revision',
  'plan_id',
  'from_at',
  'to_at',
  'whole_day',
  'state',
  'add_count',
  'remove_count',
  'keep_count',
  'take_count',
  'reason_code',
  'reason_params',
  'made_by',
  'made_at',
  'settled_at',
] as const

export type NewPublication = Omit<Publication, 'publicationId' | 'state' | 'reason' | 'settledAt'> & {
  /** Every row that stood in the stretch, whoever made it. */
  snapshot: unknown
}

export async function insertPublication(tx: Tx, publication: NewPublication): Promise<Publication> {
  const row = await tx
    .insertInto('radio_publications')
    .values({
      station_id: publication.stationId,
      connection_id: publication.connectionId,
      log_id: publication.logId,
      revision: publication.revision,
      plan_id: publication.planId,
      from_at: publication.from,
      to_at: publication.to,
      whole_day: publication.isWholeDay ? 1 : 0,
      state: 'planned',
      add_count: publication.addCount,
      remove_count: publication.removeCount,
      keep_count: publication.keepCount,
      take_count: publication.takeCount,
      snapshot: JSON.stringify(publication.snapshot),
      reason_code: null,
      reason_params: null,
      made_by: publication.madeBy,
      made_at: publication.madeAt,
      settled_at: null,
    })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()
  return toPublication(row)
}

export async function findPublicationOfPlan(reader: Reader, planId: number): Promise<Publication | undefined> {
  const row = await reader
    .selectFrom('radio_publications')
    .select(COLUMNS)
    .where('plan_id', '=', planId)
    .executeTakeFirst()
  return row === undefined ? undefined : toPublication(row)
}

/** Newest first. */
export async function listPublications(
  reader: Reader,
  logId: number,
  { before, limit }: { before?: number | undefined; limit: number },
): Promise<Publication[]> {
  let query = reader
    .selectFrom('radio_publications')
    .select(COLUMNS)
    .where('log_id', '=', logId)
    .where('state', 'not in', ['discarded'])
    .orderBy('id', 'desc')
    .limit(limit)
  if (before !== undefined) query = query.where('id', '<', before)
  return (await query.execute()).map(toPublication)
}

export interface LastPublication {
  state: Exclude<PublicationState, 'planned' | 'discarded'>
  revision: number
  isWholeDay: boolean
  /** When it ended, or began if it has not. Epoch ms. */
  at: number
}

/** The last publication of each log that was begun. */
export async function lastPublications(
  reader: Reader,
  logIds: readonly number[],
): Promise<Map<number, LastPublication>> {
  if (logIds.length === 0) return new Map()
  const rows = await reader
    .selectFrom('radio_publications')
    .select(['log_id', 'state', 'revision', 'whole_day', 'made_at', 'settled_at'])
    .where('id', 'in', (one) =>
      one
        .selectFrom('radio_publications')
        .select(({ fn }) => fn.max('id').as('id'))
        .where('log_id', 'in', logIds)
        .where('state', 'not in', ['planned', 'discarded'])
        .groupBy('log_id'),
    )
    .execute()
  return new Map(
    rows.map((row) => [
      row.log_id,
      {
        state: row.state as LastPublication['state'],
        revision: row.revision,
        isWholeDay: row.whole_day === 1,
        at: row.settled_at ?? row.made_at,
      },
    ]),
  )
}

const STANDING = ['verified', 'mixed', 'publishing', 'restoring', 'undoing'] as const

/** Newer ones at the same playout that touch its stretch, are not over, and were not taken back. Newest first. */
export async function listNewerStanding(reader: Reader, one: Publication, now: number): Promise<Publication[]> {
  const rows = await reader
    .selectFrom('radio_publications')
    .select(COLUMNS)
    .where('connection_id', '=', one.connectionId)
    .where('id', '>', one.publicationId)
    .where('state', 'in', STANDING)
    .where('from_at', '<', one.to)
    .where('to_at', '>', Math.max(one.from, now))
    .orderBy('id', 'desc')
    .execute()
  return rows.map(toPublication)
}

/** The one that is under way at a playout. */
export async function findUnderWay(reader: Reader, connectionId: number): Promise<Publication | undefined> {
  const row = await reader
    .selectFrom('radio_publications')
    .select(COLUMNS)
    .where('connection_id', '=', connectionId)
    .where('state', 'in', ['publishing', 'restoring', 'undoing'])
    .executeTakeFirst()
  return row === undefined ? undefined : toPublication(row)
}

export async function movePublication(
  tx: Tx,
  publicationId: number,
  change: { state: PublicationState; reason?: Reason | null; settledAt?: number | null },
): Promise<void> {
  await tx
    .updateTable('radio_publications')
    .set({
      state: change.state,
      ...(change.reason === undefined
        ? {}
        : {
            reason_code: change.reason?.code ?? null,
            reason_params: change.reason === null ? null : JSON.stringify(change.reason.params),
          }),
      ...(change.settledAt === undefined ? {} : { settled_at: change.settledAt }),
    })
    .where('id', '=', publicationId)
    .execute()
}
