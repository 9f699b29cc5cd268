import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../../db/db.ts'
import type { RadioWatchTables } from '../../db/tables/radio-watch.ts'
import type { Params } from '../../kernel/errors.ts'
import { type Ahead, GAP_SHORTEST_MS, type OnAir, type Reason, type Watched } from './model.ts'

interface SeenOf {
  ahead: Ahead
  'on-air': OnAir
}
export type WatchKind = keyof SeenOf

const toWatched = <Kind extends WatchKind>(
  row: Selectable<RadioWatchTables['radio_watches']>,
): Watched<SeenOf[Kind]> => ({
  connectionId: row.connection_id,
  lookedAt: row.looked_at,
  tookMs: row.took_ms,
  seen: row.seen === null ? null : (JSON.parse(row.seen) as SeenOf[Kind]),
  failedAt: row.failed_at,
  reason:
    row.reason_code === null
      ? null
      : { code: row.reason_code, params: JSON.parse(row.reason_params ?? '{}') as Params },
})

/** The last look of a kind, of whatever playout it was. */
export async function findWatched<Kind extends WatchKind>(
  reader: Reader,
  stationId: number,
  kind: Kind,
): Promise<Watched<SeenOf[Kind]> | undefined> {
  const row = await reader
    .selectFrom('radio_watches')
    .selectAll()
    .where('station_id', '=', stationId)
    .where('kind', '=', kind)
    .executeTakeFirst()
  return row === undefined ? undefined : toWatched<Kind>(row)
}

interface Place {
  stationId: number
  connectionId: number
}

/** Takes the place of the look before. */
export async function saveSeen<Kind extends WatchKind>(
  tx: Tx,
  { stationId, connectionId }: Place,
  { kind, seen, lookedAt, tookMs }: { kind: Kind; seen: SeenOf[Kind]; lookedAt: number; tookMs: number },
): Promise<void> {
  const row = {
    connection_id: connectionId,
    looked_at: lookedAt,
    took_ms: tookMs,
    seen: JSON.stringify(seen),
    failed_at: null,
    reason_code: null,
    reason_params: null,
  }
  await tx
    .insertInto('radio_watches')
    .values({ station_id: stationId, kind, ...row })
    .onConflict((conflict) => conflict.columns(['station_id', 'kind']).doUpdateSet(row))
    .execute()
}

/** What was seen of the same playout before stays; of another one it is worth nothing. */
export async function saveFailure(
  tx: Tx,
  { stationId, connectionId }: Place,
  { kind, at, reason }: { kind: WatchKind; at: number; reason: Reason },
): Promise<void> {
  const before = await findWatched(tx, stationId, kind)
  const failure = { failed_at: at, reason_code: reason.code, reason_params: JSON.stringify(reason.params) }
  const nothing = { looked_at: null, took_ms: null, seen: null }
  const kept = before?.connectionId === connectionId ? {} : { connection_id: connectionId, ...nothing }
  await tx
    .insertInto('radio_watches')
    .values({ station_id: stationId, kind, connection_id: connectionId, ...nothing, ...failure })
    .onConflict((conflict) => conflict.columns(['station_id', 'kind']).doUpdateSet({ ...kept, ...failure }))
    .execute()
}

/** @returns ms */
export async function findGap(reader: Reader, stationId: number): Promise<number> {
  const row = await reader
    .selectFrom('radio_watch_rules')
    .select('gap_ms')
    .where('station_id', '=', stationId)
    .executeTakeFirst()
  return row?.gap_ms ?? GAP_SHORTEST_MS
}

export async function saveGap(tx: Tx, stationId: number, gapMs: number): Promise<void> {
  await tx
    .insertInto('radio_watch_rules')
    .values({ station_id: stationId, gap_ms: gapMs })
    .onConflict((conflict) => conflict.column('station_id').doUpdateSet({ gap_ms: gapMs }))
    .execute()
}
