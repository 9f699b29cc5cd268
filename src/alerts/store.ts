import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../db/db.ts'
import type { AlertTables } from '../db/tables/alerts.ts'
import type { Params } from '../kernel/errors.ts'
import { type Channel, type Filters, NO_FILTERS, type Rule } from './model.ts'

type ChannelRow = Selectable<AlertTables['alerts_channels']>

const toChannel = (row: ChannelRow): Channel => ({
  channelId: row.id,
  connectionId: row.connection_id,
  isEnabled: row.is_enabled === 1,
  off:
    row.off_code === null
      ? null
      : { code: row.off_code, params: JSON.parse(row.off_params ?? '{}') as Params, at: row.off_at ?? 0 },
  version: row.version,
  createdAt: row.created_at,
  changedAt: row.changed_at,
})

/** Oldest first. */
export async function listChannels(reader: Reader): Promise<Channel[]> {
  return (await reader.selectFrom('alerts_channels').selectAll().orderBy('id').execute()).map(toChannel)
}

export async function findChannel(reader: Reader, channelId: number): Promise<Channel | undefined> {
  const row = await reader.selectFrom('alerts_channels').selectAll().where('id', '=', channelId).executeTakeFirst()
  return row === undefined ? undefined : toChannel(row)
}

export async function findChannelOf(reader: Reader, connectionId: number): Promise<Channel | undefined> {
  const row = await reader
    .selectFrom('alerts_channels')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .executeTakeFirst()
  return row === undefined ? undefined : toChannel(row)
}

export async function insertChannel(tx: Tx, connectionId: number, now: number): Promise<Channel> {
  const off = { off_code: null, off_params: null, off_at: null }
  const row = await tx
    .insertInto('alerts_channels')
    .values({ connection_id: connectionId, is_enabled: 1, ...off, version: 1, created_at: now, changed_at: now })
    .returningAll()
    .executeTakeFirstOrThrow()
  return toChannel(row)
}

export async function saveChannel(
  tx: Tx,
  { channelId, isEnabled, off, version }: Pick<Channel, 'channelId' | 'isEnabled' | 'off' | 'version'>,
  now: number,
): Promise<Channel> {
  const row = await tx
    .updateTable('alerts_channels')
    .set({
      is_enabled: isEnabled ? 1 : 0,
      off_code: off?.code ?? null,
      off_params: off === null ? null : JSON.stringify(off.params),
      off_at: off?.at ?? null,
      version: version + 1,
      changed_at: now,
    })
    .where('id', '=', channelId)
    .returningAll()
    .executeTakeFirstOrThrow()
  return toChannel(row)
}

export async function deleteChannel(tx: Tx, channelId: number): Promise<void> {
  await tx.deleteFrom('alerts_channels').where('id', '=', channelId).execute()
}

export async function listRules(reader: Reader, channelId?: number): Promise<Rule[]> {
  let query = reader.selectFrom('alerts_rules').selectAll().orderBy('channel_id').orderBy('kind')
  if (channelId !== undefined) query = query.where('channel_id', '=', channelId)
  return (await query.execute()).map((row) => ({
    channelId: row.channel_id,
    kind: row.kind,
    mode: row.mode,
    filters: { ...NO_FILTERS, ...(JSON.parse(row.filters) as Partial<Filters>) },
    template: row.template,
  }))
}

export async function saveRule(tx: Tx, { channelId, kind, ...rule }: Rule, now: number): Promise<void> {
  const facts = {
    mode: rule.mode,
    filters: JSON.stringify(rule.filters),
    template: rule.template,
    changed_at: now,
  }
  await tx
    .insertInto('alerts_rules')
    .values({ channel_id: channelId, kind, ...facts })
    .onConflict((conflict) => conflict.columns(['channel_id', 'kind']).doUpdateSet(facts))
    .execute()
}
