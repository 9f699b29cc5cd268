import type { Selectable } from 'kysely'
import type { Clock } from '../kernel/clock.ts'
import type { EventTables } from '../db/tables/events.ts'
import { afterCommit, type Db, type Tx } from '../db/db.ts'
import { lockInTx } from '../db/lock-in-tx.ts'
import type { LiveBus } from './bus.ts'
import type { LoggedEvent, NewEvent } from './model.ts'

export interface EventLog {
  /**
   * Appends in the caller's transaction; readers hear of it after the commit.
   * On PostgreSQL the log is locked until the commit, so that `seq` follows commit order.
   */
  append(tx: Tx, event: NewEvent): Promise<void>
  /** The same for many, in their order. */
  appendAll(tx: Tx, events: readonly NewEvent[]): Promise<void>
  /** Up to `limit` events after `seq`, oldest first. */
  readAfter(seq: number, limit: number): Promise<LoggedEvent[]>
  /** Newest first, for lists; `before` excludes. */
  readBefore(filter: EventFilter): Promise<LoggedEvent[]>
  /** `oldest` is 0 when the log is empty. */
  bounds(): Promise<{ oldest: number; newest: number }>
  /** Drops what is older, at most `limit` rows. @returns how many went */
  prune(olderThan: number, limit: number): Promise<number>
}

export interface EventFilter {
  before?: number
  runId?: number
  subject?: string
  kindPrefix?: string
  limit: number
}

type Row = Selectable<EventTables['live_events']>

function toEvent(row: Row): LoggedEvent {
  const event: LoggedEvent = {
    seq: row.seq,
    v: row.v,
    at: row.at,
    kind: row.kind,
    actor: row.actor,
    subject: row.subject,
    data: JSON.parse(row.data) as Record<string, unknown>,
  }
  if (row.scope !== null) event.scope = row.scope
  if (row.run_id !== null) event.runId = row.run_id
  if (row.job_id !== null) event.jobId = row.job_id
  return event
}

function toRow(event: NewEvent, { at, v }: { at: number; v: number }): Omit<Row, 'seq'> {
  return {
    v,
    at,
    kind: event.kind,
    actor: event.actor,
    scope: event.scope ?? null,
    subject: event.subject,
    run_id: event.runId ?? null,
    job_id: event.jobId ?? null,
    data: JSON.stringify(event.data ?? {}),
  }
}

async function insert(tx: Tx, events: readonly NewEvent[], at: number): Promise<LoggedEvent[]> {
  const rows = events.map((event) => toRow(event, { at, v: event.v ?? 1 }))
  const inserted = await tx.insertInto('live_events').values(rows).returning('seq').execute()
  // Numbers are given in the order of the rows, whatever the order in which they come back.
  const seqs = inserted.map(({ seq }) => seq).toSorted((a, b) => a - b)
  return events.map((event, place) => ({
    ...event,
    seq: seqs[place] as number,
    v: event.v ?? 1,
    at,
    data: event.data ?? {},
  }))
}

/** Rows in one statement. */
const BATCH = 500

async function appendAll(
  { clock, bus }: { clock: Clock; bus: LiveBus },
  tx: Tx,
  events: readonly NewEvent[],
): Promise<void> {
  if (events.length === 0) return
  await lockInTx(tx, 'live_events')
  const at = clock.now()
  const logged: LoggedEvent[] = []
  for (let first = 0; first < events.length; first += BATCH)
    logged.push(...(await insert(tx, events.slice(first, first + BATCH), at)))
  afterCommit(tx, () => {
    for (const event of logged) bus.publish({ type: 'event', event })
  })
}

export function openEventLog(deps: { db: Db; clock: Clock; bus: LiveBus }): EventLog {
  const { db } = deps
  return {
    append: (tx, event) => appendAll(deps, tx, [event]),
    appendAll: (tx, events) => appendAll(deps, tx, events),
    async readAfter(seq, limit) {
      const rows = await db.read
        .selectFrom('live_events')
        .selectAll()
        .where('seq', '>', seq)
        .orderBy('seq')
        .limit(limit)
        .execute()
      return rows.map(toEvent)
    },
    async readBefore({ before, runId, subject, kindPrefix, limit }) {
      let query = db.read.selectFrom('live_events').selectAll().orderBy('seq', 'desc').limit(limit)
      if (before !== undefined) query = query.where('seq', '<', before)
      if (runId !== undefined) query = query.where('run_id', '=', runId)
      if (subject !== undefined) query = query.where('subject', '=', subject)
      if (kindPrefix !== undefined)
        query = query.where('kind', '>=', kindPrefix).where('kind', '<', `${kindPrefix}\uffff`)
      return (await query.execute()).map(toEvent)
    },
    async bounds() {
      const row = await db.read
        .selectFrom('live_events')
        .select(({ fn }) => [fn.min('seq').as('oldest'), fn.max('seq').as('newest')])
        .executeTakeFirst()
      return { oldest: Number(row?.oldest ?? 0), newest: Number(row?.newest ?? 0) }
    },
    async prune(olderThan, limit) {
      return db.tx(async (tx) => {
        const doomed = tx
          .selectFrom('live_events')
          .select('seq')
          .where('at', '<', olderThan)
          .orderBy('seq')
          .limit(limit)
        const { numDeletedRows } = await tx
          .deleteFrom('live_events')
          .where('seq', 'in', doomed)
          .executeTakeFirstOrThrow()
        return Number(numDeletedRows)
      })
    },
  }
}
