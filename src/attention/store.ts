import type { Reader, Tx } from '../db/db.ts'
import type { AttentionTables } from '../db/tables/attention.ts'
import type { Card, CardAction, OpenCard } from './model.ts'

type Row = Omit<AttentionTables['attention_cards'], 'id'> & { id: number }

function toCard(row: Row): OpenCard {
  return {
    id: row.id,
    cause: row.cause,
    code: row.code,
    params: JSON.parse(row.params) as OpenCard['params'],
    severity: row.severity,
    subject: row.subject,
    actions: JSON.parse(row.actions) as CardAction[],
    raisedAt: row.raised_at,
    changedAt: row.changed_at,
    snoozedUntil: row.snoozed_until,
    resolvedAt: row.resolved_at,
  }
}

export async function findOpenCard(reader: Reader, cause: string): Promise<OpenCard | undefined> {
  const row = await reader
    .selectFrom('attention_cards')
    .selectAll()
    .where('cause', '=', cause)
    .where('resolved_at', 'is', null)
    .executeTakeFirst()
  return row === undefined ? undefined : toCard(row)
}

const SEVERITY_ORDER = { bad: 0, warn: 1, info: 2 } as const

/** What is open now, worst first, then oldest; snoozed ones only when asked for. */
export async function listOpenCards(reader: Reader, now: number, options: { snoozed: boolean }): Promise<OpenCard[]> {
  let query = reader.selectFrom('attention_cards').selectAll().where('resolved_at', 'is', null).orderBy('id')
  if (!options.snoozed) {
    query = query.where((where) => where.or([where('snoozed_until', 'is', null), where('snoozed_until', '<=', now)]))
  }
  const cards = (await query.execute()).map(toCard)
  return cards.toSorted((a, b) => SEVERITY_ORDER[a.severity] - SEVERITY_ORDER[b.severity])
}

/** Newest first. */
export async function listResolvedCards(reader: Reader, page: { before?: number; limit: number }): Promise<OpenCard[]> {
  let query = reader
    .selectFrom('attention_cards')
    .selectAll()
    .where('resolved_at', 'is not', null)
    .orderBy('id', 'desc')
    .limit(page.limit)
  if (page.before !== undefined) query = query.where('id', '<', page.before)
  return (await query.execute()).map(toCard)
}

export async function insertCard(tx: Tx, card: Card, now: number): Promise<number> {
  const { id } = await tx
    .insertInto('attention_cards')
    .values({
      cause: card.cause,
      code: card.code,
      params: JSON.stringify(card.params ?? {}),
      severity: card.severity,
      subject: card.subject,
      actions: JSON.stringify(card.actions),
      raised_at: now,
      changed_at: now,
      snoozed_until: null,
      resolved_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function changeCard(tx: Tx, card: Card & { id: number }, now: number): Promise<void> {
  await tx
    .updateTable('attention_cards')
    .set({
      code: card.code,
      params: JSON.stringify(card.params ?? {}),
      severity: card.severity,
      actions: JSON.stringify(card.actions),
      changed_at: now,
    })
    .where('id', '=', card.id)
    .execute()
}

export async function resolveCards(tx: Tx, cause: string, now: number): Promise<{ id: number; code: string }[]> {
  return tx
    .updateTable('attention_cards')
    .set({ resolved_at: now })
    .where('cause', '=', cause)
    .where('resolved_at', 'is', null)
    .returning(['id', 'code'])
    .execute()
}

/** @returns false when there is no such open card */
export async function snoozeCard(tx: Tx, id: number, until: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('attention_cards')
    .set({ snoozed_until: until })
    .where('id', '=', id)
    .where('resolved_at', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}
