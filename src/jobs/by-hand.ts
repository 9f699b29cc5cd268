import { sql } from 'kysely'
import { breathe } from '../kernel/breathe.ts'
import type { Db } from '../db/db.ts'
import { NotFoundError } from '../kernel/errors.ts'
import { cancelledBy } from './control.ts'
import type { ChangedSchedule, LedgerDeps } from './ledger/ledger-tx.ts'
import { inRepeatedTx } from './ledger/repeated-tx.ts'
import {
  changeSchedule,
  findSchedule,
  lockSchedule,
  runSchedule,
  type ScheduleChange,
  type ScheduleRow,
  stateOf,
} from './ledger/schedules.ts'
import { cancelJobs } from './ledger/settle.ts'

interface Deps {
  db: Db
  ledger: LedgerDeps
}

const BATCH = 500

/** Cancels what waits in a queue when it is called, in small transactions. @returns how many */
export async function drainQueue(deps: Deps, queue: string, actor: string): Promise<number> {
  const newest = await deps.db.read
    .selectFrom('job_queue')
    .select(({ fn }) => fn.max('id').as('id'))
    .executeTakeFirst()
  const upTo = newest?.id ?? 0
  let after = 0
  let cancelled = 0
  for (;;) {
    const ids = await inRepeatedTx(deps, async (open) => {
      const { rows } = await sql<{ id: number }>`select id from job_queue
        where queue = ${queue} and state in ('ready', 'held', 'scheduled', 'blocked') and id > ${after} and id <= ${upTo}
        order by id limit ${BATCH}`.execute(open.tx)
      const found = rows.map((row) => row.id)
      await cancelJobs(open, found, cancelledBy(actor))
      return found
    })
    cancelled += ids.length
    if (ids.length < BATCH) return cancelled
    after = ids.at(-1) ?? upTo
    await breathe()
  }
}

/** @throws NotFoundError */
export async function getSchedule(db: Db, id: number): Promise<ScheduleRow> {
  const schedule = await findSchedule(db.read, id)
  if (schedule === undefined) throw new NotFoundError('jobs/no-such-schedule', { params: { scheduleId: id } })
  return schedule
}

/** @returns the job that it started, or the active one that stands for it */
export async function runScheduleNow(deps: Deps, id: number, actor: string): Promise<number> {
  const schedule = await getSchedule(deps.db, id)
  const jobId = await inRepeatedTx(deps, (open) => runSchedule(open, schedule, actor))
  if (jobId === null) throw new NotFoundError('jobs/no-handler', { params: { kind: schedule.kind } })
  return jobId
}

/** @throws NotFoundError, InvalidInputError when it could not run so */
export async function changeScheduleByHand(
  deps: Deps,
  { id, change, by }: { id: number; change: ScheduleChange; by: ChangedSchedule['by'] },
): Promise<ScheduleRow> {
  return inRepeatedTx(deps, async (open) => {
    const before = await lockSchedule(open, id)
    if (before === undefined) throw new NotFoundError('jobs/no-such-schedule', { params: { scheduleId: id } })
    const after = await changeSchedule(open, before, change)
    if (after === before) return after
    const { name, kind } = after
    open.say({ kind: 'job.schedule.changed', actor: by.actor, subject: `schedule:${id}`, data: { name, kind } })
    await open.hooks.scheduleChanged?.(open.tx, { name, by, before: stateOf(before), after: stateOf(after) })
    return after
  })
}
