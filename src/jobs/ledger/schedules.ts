import type { Reader } from '../../db/db.ts'
import type { EngineTables } from '../../db/tables/engine.ts'
import type { JobId } from '../../kernel/ids.ts'
import { nextTime } from '../cron/next-time.ts'
import { enqueueJobs, prepareJob } from './enqueue.ts'
import type { LedgerTx } from './ledger-tx.ts'

export type ScheduleRow = Omit<EngineTables['schedules'], 'id' | 'is_enabled'> & { id: number; is_enabled: number }

const DAY_MS = 24 * 60 * 60 * 1000

export interface Declared {
  name: string
  kind: string
  payload: string
  cron: string
  timeZone: string
}

/** Writes a schedule down as the code declares it; what a person switched off stays off. */
export async function declareSchedule(
  ledger: LedgerTx,
  { name, kind, payload, cron, timeZone }: Declared,
): Promise<void> {
  const known = await ledger.tx.selectFrom('schedules').selectAll().where('name', '=', name).executeTakeFirst()
  const isSame = known !== undefined && known.cron === cron && known.time_zone === timeZone
  const isClockBack = (known?.last_at ?? 0) - ledger.now > DAY_MS
  const next_at = isSame && !isClockBack ? known.next_at : nextTime(cron, timeZone, ledger.now)
  const facts = { kind, payload, cron, time_zone: timeZone, next_at }
  await ledger.tx
    .insertInto('schedules')
    .values({ name, ...facts })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(facts))
    .execute()
}

/** Forgets schedules that the code no longer declares. */
export async function dropSchedulesExcept(ledger: LedgerTx, names: readonly string[]): Promise<void> {
  const drop = ledger.tx.deleteFrom('schedules')
  await (names.length === 0 ? drop : drop.where('name', 'not in', [...names])).execute()
}

/**
 * Enqueues what is due, each tick in the transaction that moves its schedule on, so that several servers fire it once.
 * Ticks missed while nothing ran count as one.
 * @returns when the next one is due
 */
export async function fireDue(ledger: LedgerTx): Promise<number | null> {
  const due = await ledger.tx
    .selectFrom('schedules')
    .selectAll()
    .where('is_enabled', '=', 1)
    .where('next_at', '<=', ledger.now)
    .orderBy('id')
    .$if(ledger.isPostgres, (query) => query.forUpdate().skipLocked())
    .execute()
  for (const schedule of due) await fire(ledger, schedule)
  const { at } = await ledger.tx
    .selectFrom('schedules')
    .select(({ fn }) => fn.min('next_at').as('at'))
    .where('is_enabled', '=', 1)
    .executeTakeFirstOrThrow()
  return at
}

async function fire(ledger: LedgerTx, schedule: ScheduleRow): Promise<void> {
  const jobId = await runSchedule(ledger, schedule, 'system')
  await ledger.tx
    .updateTable('schedules')
    .set({ next_at: nextTime(schedule.cron, schedule.time_zone, ledger.now), last_at: ledger.now, last_job_id: jobId })
    .where('id', '=', schedule.id)
    .execute()
}

/** Enqueues the schedule's job; one that still waits or runs, and has a dedupe key, stands for it. */
export async function runSchedule(ledger: LedgerTx, schedule: ScheduleRow, actor: string): Promise<JobId | null> {
  const contract = ledger.contractOf(schedule.kind)
  if (contract === undefined) return null
  const job = prepareJob(contract, JSON.parse(schedule.payload))
  const [enqueued] = await enqueueJobs(ledger, { contract, jobs: [job] }, { actor, label: schedule.name })
  return enqueued?.jobId ?? null
}

export async function listSchedules(reader: Reader): Promise<ScheduleRow[]> {
  return reader.selectFrom('schedules').selectAll().orderBy('name').execute()
}

export async function findSchedule(reader: Reader, id: number): Promise<ScheduleRow | undefined> {
  return reader.selectFrom('schedules').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Switched on again it goes on with the next tick; those in between are gone. */
export async function enableSchedule(ledger: LedgerTx, schedule: ScheduleRow, isEnabled: boolean): Promise<void> {
  const next_at = isEnabled ? nextTime(schedule.cron, schedule.time_zone, ledger.now) : schedule.next_at
  await ledger.tx
    .updateTable('schedules')
    .set({ is_enabled: isEnabled ? 1 : 0, next_at })
    .where('id', '=', schedule.id)
    .execute()
  ledger.later(() => ledger.signals.due(next_at ?? ledger.now))
}
