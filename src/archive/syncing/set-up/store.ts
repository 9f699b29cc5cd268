import type { Reader, Tx } from '../../../db/db.ts'

/** What came of an operation last, once it was read back. */
export interface SettingMark {
  operationId: number
  planId: number
  state: 'done' | 'undone'
}

export const markSetting = (tx: Tx, { operationId, planId, state }: SettingMark, now: number): Promise<unknown> =>
  tx
    .insertInto('archive_sync_settings')
    .values({ operation_id: operationId, plan_id: planId, state, changed_at: now })
    .onConflict((conflict) => conflict.column('operation_id').doUpdateSet({ state, changed_at: now }))
    .execute()

/** Those of these operations whose last end was this one. */
export async function listMarked(
  reader: Reader,
  operationIds: readonly number[],
  state: SettingMark['state'],
): Promise<Set<number>> {
  if (operationIds.length === 0) return new Set()
  const rows = await reader
    .selectFrom('archive_sync_settings')
    .select('operation_id')
    .where('operation_id', 'in', operationIds)
    .where('state', '=', state)
    .execute()
  return new Set(rows.map((row) => row.operation_id))
}

/** The plans of marks that are older than that. */
export async function listMarkedPlans(reader: Reader, before: number): Promise<number[]> {
  const rows = await reader
    .selectFrom('archive_sync_settings')
    .select('plan_id')
    .where('changed_at', '<', before)
    .distinct()
    .execute()
  return rows.map((row) => row.plan_id)
}

export async function forgetMarks(tx: Tx, planId: number): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('archive_sync_settings')
    .where('plan_id', '=', planId)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
