import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../db/db.ts'
import type { DeliveryTables } from '../db/tables/deliveries.ts'
import type { Params } from '../kernel/errors.ts'
import { DeliveryId } from './contract.ts'
import {
  CHOICES,
  type Delivery,
  type DeliveryState,
  type Fields,
  type NewDelivery,
  type ProofField,
  type Reason,
  stableJson,
  type Step,
  type StepWhat,
} from './model.ts'

type Row = Selectable<DeliveryTables['deliveries_effects']>

const IDS_IN_A_QUERY = 500

/** What a change writes: what is left out stays as it is. */
export interface Change {
  to: DeliveryState
  step: { what: StepWhat; reason: Reason | null; actor?: string }
  reason?: Reason | null
  proof?: readonly ProofField[] | null
  remoteRef?: string | null
  candidates?: readonly string[]
  /** Counts an attempt that begins to leave now. */
  isSending?: boolean
  /** It is known that the newest request did nothing at the other side. */
  isUnsent?: boolean
  lookedAt?: number
  verifiedAt?: number | null
  /** Patchbay made what the remote ref names. */
  owns?: boolean
}

const reasonOf = (code: string | null, params: string | null): Reason | null =>
  code === null ? null : { code, params: params === null ? {} : (JSON.parse(params) as Params) }

function toDelivery(row: Row): Delivery {
  return {
    deliveryId: DeliveryId.parse(row.id),
    key: row.key,
    kind: row.kind,
    connectionId: row.connection_id,
    target: row.target,
    place: row.place,
    label: row.label,
    subject: row.subject,
    runId: row.run_id,
    jobId: row.job_id,
    actor: row.actor,
    params: JSON.parse(row.params) as unknown,
    meant: JSON.parse(row.meant) as Fields,
    state: row.state,
    attempts: row.attempts,
    remoteRef: row.remote_ref,
    candidates: JSON.parse(row.candidates) as string[],
    proof: row.proof === null ? null : (JSON.parse(row.proof) as ProofField[]),
    reason: reasonOf(row.reason_code, row.reason_params),
    plannedAt: row.planned_at,
    sentAt: row.sent_at,
    lookedAt: row.looked_at,
    verifiedAt: row.verified_at,
    changedAt: row.changed_at,
  }
}

export async function insertDelivery(tx: Tx, planned: NewDelivery, now: number): Promise<Delivery> {
  const row = await tx
    .insertInto('deliveries_effects')
    .values({
      key: planned.key,
      kind: planned.kind,
      connection_id: planned.connectionId ?? null,
      target: planned.target,
      place: planned.place,
      label: planned.label,
      subject: planned.subject,
      run_id: planned.runId ?? null,
      job_id: planned.jobId ?? null,
      actor: planned.actor,
      params: stableJson(planned.params),
      meant: JSON.stringify(planned.meant),
      state: 'planned',
      attempts: 0,
      remote_ref: null,
      candidates: '[]',
      proof: null,
      reason_code: null,
      reason_params: null,
      planned_at: now,
      sent_at: null,
      looked_at: null,
      verified_at: null,
      changed_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return toDelivery(row)
}

export async function findDelivery(reader: Reader, deliveryId: number): Promise<Delivery | undefined> {
  const row = await reader.selectFrom('deliveries_effects').selectAll().where('id', '=', deliveryId).executeTakeFirst()
  return row === undefined ? undefined : toDelivery(row)
}

/** In no order. */
export async function listDeliveriesById(reader: Reader, ids: readonly number[]): Promise<Delivery[]> {
  const found: Delivery[] = []
  for (let from = 0; from < ids.length; from += IDS_IN_A_QUERY) {
    const some = ids.slice(from, from + IDS_IN_A_QUERY)
    const rows = await reader.selectFrom('deliveries_effects').selectAll().where('id', 'in', some).execute()
    found.push(...rows.map(toDelivery))
  }
  return found
}

export async function findDeliveryByKey(reader: Reader, key: string): Promise<Delivery | undefined> {
  const row = await reader.selectFrom('deliveries_effects').selectAll().where('key', '=', key).executeTakeFirst()
  return row === undefined ? undefined : toDelivery(row)
}

/**
 * Compare-and-set on state and attempts.
 * @returns the delivery afterwards; undefined when somebody else moved it since `before` was read
 */
export async function moveDelivery(
  tx: Tx,
  before: Delivery,
  change: Change & { now: number },
): Promise<Delivery | undefined> {
  const { reason, proof, now } = change
  const isMoved = change.to !== before.state
  const row = await tx
    .updateTable('deliveries_effects')
    .set({
      state: change.to,
      ...(isMoved ? { changed_at: now } : {}),
      ...(reason === undefined
        ? {}
        : { reason_code: reason?.code ?? null, reason_params: reason === null ? null : JSON.stringify(reason.params) }),
      ...(proof === undefined ? {} : { proof: proof === null ? null : JSON.stringify(proof) }),
      ...(change.remoteRef === undefined ? {} : { remote_ref: change.remoteRef }),
      ...(change.candidates === undefined ? {} : { candidates: JSON.stringify(change.candidates) }),
      ...(change.isSending === true ? { attempts: before.attempts + 1, sent_at: now } : {}),
      ...(change.isUnsent === true ? { sent_at: null } : {}),
      ...(change.lookedAt === undefined ? {} : { looked_at: change.lookedAt }),
      ...(change.verifiedAt === undefined ? {} : { verified_at: change.verifiedAt }),
    })
    .where('id', '=', before.deliveryId)
    .where('state', '=', before.state)
    .where('attempts', '=', before.attempts)
    .returningAll()
    .executeTakeFirst()
  return row === undefined ? undefined : toDelivery(row)
}

/** The same as the newest step, by nobody in person, is counted instead of written once more. */
export async function addStep(tx: Tx, deliveryId: number, step: Change['step'] & { now: number }): Promise<void> {
  const { what, now } = step
  const code = step.reason?.code ?? null
  const params = step.reason === null ? null : JSON.stringify(step.reason.params)
  const last = await tx
    .selectFrom('deliveries_steps')
    .selectAll()
    .where('delivery_id', '=', deliveryId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  const isSame = last?.what === what && last.code === code && last.params === params && last.actor === null
  if (isSame && step.actor === undefined) {
    await tx
      .updateTable('deliveries_steps')
      .set({ at: now, times: last.times + 1 })
      .where('id', '=', last.id)
      .execute()
    return
  }
  const row = { what, code, params, actor: step.actor ?? null, first_at: now, at: now, times: 1 }
  await tx
    .insertInto('deliveries_steps')
    .values({ delivery_id: deliveryId, ...row })
    .execute()
}

/** Newest first. */
export async function listSteps(reader: Reader, deliveryId: number): Promise<Step[]> {
  const rows = await reader
    .selectFrom('deliveries_steps')
    .selectAll()
    .where('delivery_id', '=', deliveryId)
    .orderBy('id', 'desc')
    .execute()
  return rows.map((row) => ({
    what: row.what as StepWhat,
    reason: reasonOf(row.code, row.params),
    actor: row.actor,
    firstAt: row.first_at,
    at: row.at,
    times: row.times,
  }))
}

export interface DeliveryFilter {
  state?: DeliveryState
  kind?: string
  connectionId?: number
  target?: string
  subject?: string
  runId?: number
  before?: number
  limit: number
}

/** Newest first. */
export async function listDeliveries(reader: Reader, filter: DeliveryFilter): Promise<Delivery[]> {
  let query = reader.selectFrom('deliveries_effects').selectAll().orderBy('id', 'desc').limit(filter.limit)
  if (filter.state !== undefined) query = query.where('state', '=', filter.state)
  if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind)
  if (filter.connectionId !== undefined) query = query.where('connection_id', '=', filter.connectionId)
  if (filter.target !== undefined) query = query.where('target', '=', filter.target)
  if (filter.subject !== undefined) query = query.where('subject', '=', filter.subject)
  if (filter.runId !== undefined) query = query.where('run_id', '=', filter.runId)
  if (filter.before !== undefined) query = query.where('id', '<', filter.before)
  return (await query.execute()).map(toDelivery)
}

export interface DeliveryCount {
  kind: string
  state: DeliveryState
  count: number
}

export async function countDeliveries(reader: Reader): Promise<DeliveryCount[]> {
  const rows = await reader
    .selectFrom('deliveries_effects')
    .select(({ fn }) => ['kind', 'state', fn.countAll<number>().as('count')])
    .groupBy(['state', 'kind'])
    .orderBy('kind')
    .orderBy('state')
    .execute()
  return rows.map((row) => ({ ...row, count: Number(row.count) }))
}

/** What needs a person at one target: how many of a sort, and the first of them. */
export interface Trouble {
  count: number
  first: Delivery
}

export type TroubleSort = 'rejected' | 'differs' | 'choice' | 'uncertain'

/**
 * @param since only those whose state has not changed after this instant
 * @param except kinds that are left out
 */
export async function findTrouble(
  reader: Reader,
  { target, sort, since, except }: { target: string; sort: TroubleSort; since: number; except: readonly string[] },
): Promise<Trouble | undefined> {
  let query = reader
    .selectFrom('deliveries_effects')
    .where('target', '=', target)
    .where('changed_at', '<=', since)
    .where('state', '=', sort === 'rejected' ? 'rejected' : sort === 'differs' ? 'sent' : 'uncertain')
  if (except.length > 0) query = query.where('kind', 'not in', except)
  if (sort === 'differs') query = query.where('reason_code', 'is not', null)
  if (sort === 'choice') query = query.where('reason_code', 'in', CHOICES)
  if (sort === 'uncertain') query = query.where('reason_code', 'not in', CHOICES)
  const found = await query
    .select(({ fn }) => [fn.countAll<number>().as('count'), fn.min('id').as('first')])
    .executeTakeFirstOrThrow()
  const first = found.first === null ? undefined : await findDelivery(reader, Number(found.first))
  return first === undefined ? undefined : { count: Number(found.count), first }
}

/** When the youngest uncertain delivery of a target became so; undefined when there is none. */
export async function findNewestUncertain(reader: Reader, target: string): Promise<number | undefined> {
  const { at } = await reader
    .selectFrom('deliveries_effects')
    .where('target', '=', target)
    .where('state', '=', 'uncertain')
    .select(({ fn }) => fn.max('changed_at').as('at'))
    .executeTakeFirstOrThrow()
  return at === null ? undefined : Number(at)
}

/** A thing at the other side. */
export interface Remote {
  target: string
  remoteKind: string
  remoteId: string
}

export async function ownRemote(tx: Tx, { target, remoteKind, remoteId }: Remote, by: { id: number; now: number }) {
  await tx
    .insertInto('deliveries_owned')
    .values({ target, remote_kind: remoteKind, remote_id: remoteId, delivery_id: by.id, since: by.now })
    .onConflict((conflict) => conflict.columns(['target', 'remote_kind', 'remote_id']).doNothing())
    .execute()
}

export async function disownRemote(tx: Tx, { target, remoteKind, remoteId }: Remote): Promise<void> {
  await tx
    .deleteFrom('deliveries_owned')
    .where('target', '=', target)
    .where('remote_kind', '=', remoteKind)
    .where('remote_id', '=', remoteId)
    .execute()
}

const NAMED = 500

/** Who had these made, by what the other side calls them; what Patchbay did not make is left out. */
export async function listMakers(
  reader: Reader,
  { target, remoteKind, remoteIds }: Omit<Remote, 'remoteId'> & { remoteIds: readonly string[] },
): Promise<Map<string, string>> {
  const makers = new Map<string, string>()
  for (let from = 0; from < remoteIds.length; from += NAMED) {
    const rows = await reader
      .selectFrom('deliveries_owned')
      .innerJoin('deliveries_effects', 'deliveries_effects.id', 'deliveries_owned.delivery_id')
      .select(['deliveries_owned.remote_id', 'deliveries_effects.actor'])
      .where('deliveries_owned.target', '=', target)
      .where('deliveries_owned.remote_kind', '=', remoteKind)
      .where('deliveries_owned.remote_id', 'in', remoteIds.slice(from, from + NAMED))
      .execute()
    for (const { remote_id, actor } of rows) makers.set(remote_id, actor)
  }
  return makers
}

export async function isOwned(reader: Reader, { target, remoteKind, remoteId }: Remote): Promise<boolean> {
  const row = await reader
    .selectFrom('deliveries_owned')
    .select('id')
    .where('target', '=', target)
    .where('remote_kind', '=', remoteKind)
    .where('remote_id', '=', remoteId)
    .executeTakeFirst()
  return row !== undefined
}

/** @param settled.kinds of which proofs go too @returns how many went, at most `limit` */
export async function deleteSettled(
  tx: Tx,
  { before, kinds, limit }: { before: number; kinds: readonly string[]; limit: number },
): Promise<number> {
  const rows = await tx
    .selectFrom('deliveries_effects')
    .select('id')
    .where('changed_at', '<', before)
    .where(({ eb, and, or, not, exists, selectFrom }) =>
      or([
        and([
          // One that was sent, has nothing against it and is this old can't be asked about: others are uncertain by then.
          eb('state', 'in', ['verified', 'sent']),
          eb('reason_code', 'is', null),
          eb('kind', 'in', kinds.length === 0 ? [''] : kinds),
        ]),
        and([
          eb('state', '=', 'undone'),
          not(
            exists(
              selectFrom('deliveries_owned')
                .select('deliveries_owned.id')
                .whereRef('deliveries_owned.delivery_id', '=', 'deliveries_effects.id'),
            ),
          ),
        ]),
      ]),
    )
    .orderBy('id')
    .limit(limit)
    .execute()
  const ids = rows.map(({ id }) => id)
  if (ids.length === 0) return 0
  await tx.deleteFrom('deliveries_owned').where('delivery_id', 'in', ids).execute()
  await tx.deleteFrom('deliveries_steps').where('delivery_id', 'in', ids).execute()
  await tx.deleteFrom('deliveries_effects').where('id', 'in', ids).execute()
  return ids.length
}
