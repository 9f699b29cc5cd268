import { type ExpressionBuilder, sql } from 'kysely'
import type { Reader, Tx } from '../db/db.ts'
import { inChunks } from '../db/in-chunks.ts'
import type { Tables } from '../db/tables.ts'
import type { PlanTables } from '../db/tables/plans.ts'
import type {
  Details,
  NewPlan,
  Operation,
  OperationState,
  Plan,
  PlannedOperation,
  PlanState,
  SaidCode,
} from './model.ts'

type PlanRow = Omit<PlanTables['plans_plans'], 'id'> & { id: number }
type OperationRow = Omit<PlanTables['plans_operations'], 'id'> & { id: number }

/** Rows in one statement; SQLite takes 32,766 parameters. */
const CHUNK = 500

const details = (text: string): Details => JSON.parse(text) as Details
const said = (text: string): SaidCode => JSON.parse(text) as SaidCode

function toPlan(row: PlanRow): Plan {
  return {
    planId: row.id,
    kind: row.kind,
    subject: row.subject,
    state: row.state,
    title: said(row.title),
    madeBy: row.made_by,
    madeAt: row.made_at,
    operationCount: row.operation_count,
    runId: row.run_id,
    appliedBy: row.applied_by,
    settledAt: row.settled_at,
    undoRunId: row.undo_run_id,
    undoneAt: row.undone_at,
    data: details(row.data),
  }
}

function toOperation(row: OperationRow): Operation {
  const params = row.error_params === null ? {} : (JSON.parse(row.error_params) as SaidCode['params'])
  return {
    operationId: row.id,
    planId: row.plan_id,
    position: row.position,
    group: row.group_key,
    kind: row.kind,
    params: details(row.params),
    before: details(row.before),
    after: details(row.after),
    reason: said(row.reason),
    state: row.state,
    error: row.error_code === null ? null : { code: row.error_code, params },
    inverse: row.inverse === null ? null : details(row.inverse),
  }
}

export async function insertPlan(tx: Tx, plan: NewPlan, now: number): Promise<number> {
  const { id } = await tx
    .insertInto('plans_plans')
    .values({
      kind: plan.kind,
      subject: plan.subject,
      state: 'draft',
      title: JSON.stringify(plan.title),
      made_by: plan.actor,
      made_at: now,
      operation_count: plan.operations.length,
      run_id: null,
      applied_by: null,
      settled_at: null,
      undo_run_id: null,
      undone_at: null,
      data: JSON.stringify(plan.data ?? {}),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const rows = plan.operations.map((operation, position) => ({ operation, position }))
  await inChunks(rows, CHUNK, (chunk) =>
    tx
      .insertInto('plans_operations')
      .values(chunk.map(({ operation, position }) => toOperationRow(id, operation, position)))
      .execute(),
  )
  return id
}

function toOperationRow(planId: number, operation: PlannedOperation, position: number) {
  return {
    plan_id: planId,
    position,
    group_key: operation.group,
    kind: operation.kind,
    params: JSON.stringify(operation.params),
    before: JSON.stringify(operation.before),
    after: JSON.stringify(operation.after),
    reason: JSON.stringify(operation.reason),
    state: 'planned' as const,
    error_code: null,
    error_params: null,
    inverse: null,
  }
}

export async function findPlan(reader: Reader, planId: number): Promise<Plan | undefined> {
  const row = await reader.selectFrom('plans_plans').selectAll().where('id', '=', planId).executeTakeFirst()
  return row === undefined ? undefined : toPlan(row)
}

export interface PlanFilter {
  kind?: string
  /** `archive.` */
  kindPrefix?: string
  subject?: string
  states?: readonly PlanState[]
  ids?: readonly number[]
  runId?: number
  before?: number
  limit: number
}

/** Newest first. */
export async function listPlans(reader: Reader, filter: PlanFilter): Promise<Plan[]> {
  let query = reader.selectFrom('plans_plans').selectAll().orderBy('id', 'desc').limit(filter.limit)
  if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind)
  if (filter.kindPrefix !== undefined)
    query = query.where('kind', '>=', filter.kindPrefix).where('kind', '<', `${filter.kindPrefix}\uffff`)
  if (filter.subject !== undefined) query = query.where('subject', '=', filter.subject)
  if (filter.states !== undefined) query = query.where('state', 'in', filter.states)
  if (filter.ids !== undefined) query = query.where('id', 'in', filter.ids)
  if (filter.runId !== undefined) query = query.where('run_id', '=', filter.runId)
  if (filter.before !== undefined) query = query.where('id', '<', filter.before)
  return (await query.execute()).map(toPlan)
}

/** Compare-and-set of the state. @returns false when the plan was in none of `from` */
export async function movePlan(
  tx: Tx,
  planId: number,
  change: { from: readonly PlanState[]; to: PlanState } & Partial<
    Pick<PlanTables['plans_plans'], 'run_id' | 'applied_by' | 'settled_at' | 'undo_run_id' | 'undone_at'>
  >,
): Promise<boolean> {
  const { from, to, ...columns } = change
  const { numUpdatedRows } = await tx
    .updateTable('plans_plans')
    .set({ ...columns, state: to })
    .where('id', '=', planId)
    .where('state', 'in', from)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** First and last position of each group that has an operation in one of the states, in order. */
export async function listGroups(reader: Reader, planId: number, states: readonly OperationState[]) {
  return reader
    .selectFrom('plans_operations')
    .select(({ fn }) => ['group_key', fn.min('position').as('first'), fn.max('position').as('last')])
    .where('plan_id', '=', planId)
    .where('state', 'in', states)
    .groupBy('group_key')
    .orderBy('first')
    .execute()
}

export interface OperationFilter {
  states?: readonly OperationState[]
  kind?: string
  /** Inclusive. */
  from?: number
  to?: number
  text?: string
  withError?: true
  limit?: number
}

/** In the order of the plan. */
export async function listOperations(reader: Reader, planId: number, filter: OperationFilter): Promise<Operation[]> {
  let query = reader.selectFrom('plans_operations').selectAll().where('plan_id', '=', planId).orderBy('position')
  if (filter.states !== undefined) query = query.where('state', 'in', filter.states)
  if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind)
  if (filter.from !== undefined) query = query.where('position', '>=', filter.from)
  if (filter.to !== undefined) query = query.where('position', '<=', filter.to)
  if (filter.withError === true) query = query.where('error_code', 'is not', null)
  if (filter.text !== undefined) {
    const pattern = `%${filter.text.replaceAll(/[\\%_]/g, '\\$&')}%`
    query = query.where(({ or, eb }) => or([likeText(eb, 'before', pattern), likeText(eb, 'after', pattern)]))
  }
  if (filter.limit !== undefined) query = query.limit(filter.limit)
  return (await query.execute()).map(toOperation)
}

const likeText = (eb: ExpressionBuilder<Tables, 'plans_operations'>, column: 'before' | 'after', pattern: string) =>
  sql<boolean>`lower(${eb.ref(column)}) like lower(${pattern}) escape '\\'`

export async function countOperations(reader: Reader, planId: number) {
  const rows = await reader
    .selectFrom('plans_operations')
    .select(({ fn }) => ['kind', 'state', fn.countAll<number>().as('count')])
    .where('plan_id', '=', planId)
    .groupBy(['kind', 'state'])
    .execute()
  return rows.map((row) => ({ kind: row.kind, state: row.state, count: Number(row.count) }))
}

export type OutcomeRow = Pick<Operation, 'operationId' | 'state'> & { error?: SaidCode }

/** Writes what came of the operations, many rows in one statement. */
export async function saveOutcomes(tx: Tx, outcomes: readonly OutcomeRow[]): Promise<void> {
  await inChunks(outcomes, CHUNK, (chunk) => {
    const rows = chunk.map((outcome) => {
      const error = outcome.error ?? null
      const params = error === null ? null : JSON.stringify(error.params)
      return sql`(cast(${outcome.operationId} as bigint), cast(${outcome.state} as text), cast(${error?.code ?? null} as text), cast(${params} as text))`
    })
    return sql`
      with came(id, state, error_code, error_params) as (values ${sql.join(rows)})
      update plans_operations set state = came.state, error_code = came.error_code, error_params = came.error_params
      from came where plans_operations.id = came.id`.execute(tx)
  })
}

/** Keeps what an executor needs to find its own journal again. */
export async function saveInverses(tx: Tx, kept: readonly { operationId: number; inverse: Details }[]): Promise<void> {
  await inChunks(kept, CHUNK, (chunk) => {
    const rows = chunk.map(
      ({ operationId, inverse }) => sql`(cast(${operationId} as bigint), cast(${JSON.stringify(inverse)} as text))`,
    )
    return sql`
      with kept(id, inverse) as (values ${sql.join(rows)})
      update plans_operations set inverse = kept.inverse from kept where plans_operations.id = kept.id`.execute(tx)
  })
}

/** Which of these plans there are. */
export async function findKnownPlans(reader: Reader, planIds: readonly number[]): Promise<Set<number>> {
  if (planIds.length === 0) return new Set()
  const rows = await reader.selectFrom('plans_plans').select('id').where('id', 'in', planIds).execute()
  return new Set(rows.map(({ id }) => id))
}

/** Plans looked at in one step of forgetting. */
const PRUNED = 50

/**
 * One step of forgetting plans that can no longer be undone or were never applied, the oldest first: some of their
 * operations, and those plans that have none left.
 */
export async function deletePlansBefore(tx: Tx, settledBefore: number): Promise<{ plans: number; isLast: boolean }> {
  const doomed = await tx
    .selectFrom('plans_plans')
    .select('id')
    .where('state', 'in', ['applied', 'partial', 'undone', 'discarded', 'stale'])
    .where(({ eb, fn }) => eb(fn.coalesce('settled_at', 'made_at'), '<', settledBefore))
    .orderBy('id')
    .limit(PRUNED)
    .execute()
  const ids = doomed.map((row) => row.id)
  if (ids.length === 0) return { plans: 0, isLast: true }
  const gone = await tx
    .deleteFrom('plans_operations')
    .where('id', 'in', (from) =>
      from.selectFrom('plans_operations').select('id').where('plan_id', 'in', ids).limit(CHUNK),
    )
    .executeTakeFirst()
  if (gone.numDeletedRows >= CHUNK) return { plans: 0, isLast: false }
  await tx.deleteFrom('plans_plans').where('id', 'in', ids).execute()
  return { plans: ids.length, isLast: ids.length < PRUNED }
}

/** False when some of its operations are forgotten already. */
export async function isWhole(reader: Reader, { planId, operationCount }: Plan): Promise<boolean> {
  const { count } = await reader
    .selectFrom('plans_operations')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('plan_id', '=', planId)
    .executeTakeFirstOrThrow()
  return Number(count) === operationCount
}
