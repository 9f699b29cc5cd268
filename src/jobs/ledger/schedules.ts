import type { Reader } from '../../db/db.ts'
import type { EngineTables } from '../../db/tables/engine.ts'
import type { JobId } from '../../kernel/ids.ts'
import { nextTime } from '../cron/next-time.ts'
import { readTiming, type Timing } from '../cron/timing.ts'
import { enqueueJobs, prepareJob } from './enqueue.ts'
import type { LedgerTx, ScheduleState } from './ledger-tx.ts'

export type ScheduleRow = Omit<EngineTables['schedules'], 'id' | 'is_enabled'> & { id: number; is_enabled: number }

const DAY_MS = 24 * 60 * 60 * 1000

export interface Declared {
  name: string
  kind: string
  payload: string
  cron: string
  timeZone: string
}

/** What a person chose, else as the code declares it. */
export const timingOf = (row: Pick<ScheduleRow, 'cron' | 'time_zone' | 'own_cron' | 'own_time_zone'>): Timing => ({
  cron: row.own_cron ?? row.cron,
  timeZone: row.own_time_zone ?? row.time_zone,
})

const nextAfter = ({ cron, timeZone }: Timing, at: number): number | null => nextTime(cron, timeZone, at)
const isSameTiming = (a: Timing, b: Timing): boolean => a.cron === b.cron && a.timeZone === b.timeZone

/** Writes a schedule down as the code declares it; what a person switched off or changed stays so. */
export async function declareSchedule(
  ledger: LedgerTx,
  { name, kind, payload, cron, timeZone }: Declared,
): Promise<void> {
  const known = await ledger.tx.selectFrom('schedules').selectAll().where('name', '=', name).executeTakeFirst()
  const own = { own_cron: known?.own_cron ?? null, own_time_zone: known?.own_time_zone ?? null }
  const timing = timingOf({ cron, time_zone: timeZone, ...own })
  const isSame = known !== undefined && isSameTiming(timingOf(known), timing)
  const isClockBack = (known?.last_at ?? 0) - ledger.now > DAY_MS
  const next_at = isSame && !isClockBack ? known.next_at : nextAfter(timing, ledger.now)
  const facts = { kind, payload, cron, time_zone: timeZone, next_at }
  await ledger.tx
    .insertInto('schedules')
    .values({ name, ...facts })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(facts))
    .execute()
}

/** As `declareSchedule`, at once; what a person chose for another cron or zone than this one goes. */
export async function replaceSchedule(ledger: LedgerTx, wanted: Declared): Promise<void> {
  const known = await ledger.tx.selectFrom('schedules').selectAll().where('name', '=', wanted.name).executeTakeFirst()
  if (known !== undefined && !isSameTiming({ cron: known.cron, timeZone: known.time_zone }, wanted))
    await ledger.tx
      .updateTable('schedules')
      .set({ own_cron: null, own_time_zone: null, is_enabled: 1 })
      .where('id', '=', known.id)
      .execute()
  await declareSchedule(ledger, wanted)
  ledger.later(() => ledger.signals.due(ledger.now))
}

export async function dropSchedules(ledger: LedgerTx, names: readonly string[]): Promise<void> {
  if (names.length > 0)
    await ledger.tx
      .deleteFrom('schedules')
      .where('name', 'in', [...names])
      .execute()
}

/** By their names. */
export async function listSchedulesNamed(reader: Reader, names: readonly string[]): Promise<ScheduleRow[]> {
  if (names.length === 0) return []
  return reader
    .selectFrom('schedules')
    .selectAll()
    .where('name', 'in', [...names])
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
    .set({ next_at: nextAfter(timingOf(schedule), ledger.now), last_at: ledger.now, last_job_id: jobId })
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

/** How the schedule of that name stands. */
export async function findScheduleState(reader: Reader, name: string): Promise<ScheduleState | undefined> {
  const row = await reader.selectFrom('schedules').selectAll().where('name', '=', name).executeTakeFirst()
  return row === undefined ? undefined : stateOf(row)
}

export const stateOf = (row: ScheduleRow): ScheduleState => ({ ...timingOf(row), isEnabled: row.is_enabled === 1 })

/** Nobody else changes it until the transaction ends. */
export async function lockSchedule(ledger: LedgerTx, id: number): Promise<ScheduleRow | undefined> {
  const query = ledger.tx.selectFrom('schedules').selectAll().where('id', '=', id)
  return query.$if(ledger.isPostgres, (locking) => locking.forUpdate()).executeTakeFirst()
}

export async function findSchedule(reader: Reader, id: number): Promise<ScheduleRow | undefined> {
  return reader.selectFrom('schedules').selectAll().where('id', '=', id).executeTakeFirst()
}

export interface ScheduleChange {
  isEnabled?: boolean | undefined
  /** Null: as the code declares it. */
  cron?: string | null | undefined
  timeZone?: string | null | undefined
}

/**
 * Switched on again, or at another time, it goes on with the next tick; those in between are gone.
 * @returns the row as it is now; the same one when nothing changes
 * @throws InvalidInputError of `readTiming`
 */
export async function changeSchedule(
  ledger: LedgerTx,
  schedule: ScheduleRow,
  change: ScheduleChange,
): Promise<ScheduleRow> {
  const before = timingOf(schedule)
  const asked: Timing = {
    cron: change.cron === undefined ? before.cron : (change.cron ?? schedule.cron),
    timeZone: change.timeZone === undefined ? before.timeZone : (change.timeZone ?? schedule.time_zone),
  }
  const wanted = isSameTiming(before, asked) ? before : readTiming(asked, ledger.now)
  const is_enabled = change.isEnabled === undefined ? schedule.is_enabled : Number(change.isEnabled)
  const isSame = isSameTiming(before, wanted)
  if (isSame && is_enabled === schedule.is_enabled) return schedule
  const isKept = isSame && is_enabled === 0
  const changed = {
    own_cron: wanted.cron === schedule.cron ? null : wanted.cron,
    own_time_zone: wanted.timeZone === schedule.time_zone ? null : wanted.timeZone,
    is_enabled,
    next_at: isKept ? schedule.next_at : nextAfter(wanted, ledger.now),
  }
  await ledger.tx.updateTable('schedules').set(changed).where('id', '=', schedule.id).execute()
  ledger.later(() => ledger.signals.due(changed.next_at ?? ledger.now))
  return { ...schedule, ...changed }
}
