import type { Tx } from '../../db/db.ts'
import { type JobContract, type Jobs, listSchedulesNamed, type ScheduleSpec } from '../../jobs/index.ts'
import type { Reader } from '../../db/db.ts'
import { type Library, TASK_NAMES, type TaskName } from './model.ts'
import { listLibraries } from './store.ts'

/** What a task does to a library. */
export interface LibraryTask {
  name: TaskName
  contract: JobContract
  payloadOf(libraryId: number): object
}

export interface TaskDeps {
  jobs: Jobs
  timeZone: string
  tasks: readonly LibraryTask[]
}

/** Stands in rows, so it stays. */
const scheduleName = (task: TaskName, libraryId: number): string => `library.${task}:${libraryId}`
const namesOf = (libraryId: number): string[] => TASK_NAMES.map((task) => scheduleName(task, libraryId))

function specsOf({ tasks, timeZone }: TaskDeps, library: Library): ScheduleSpec<JobContract>[] {
  if (!library.isEnabled) return []
  return tasks.flatMap(({ name, contract, payloadOf }) => {
    const cron = library.settings.schedules[name]
    if (cron === null) return []
    return [
      { name: scheduleName(name, library.libraryId), contract, payload: payloadOf(library.libraryId), cron, timeZone },
    ]
  })
}

/** Of all libraries; before the engine starts. */
export async function declareTasks(deps: TaskDeps, reader: Reader): Promise<void> {
  for (const library of await listLibraries(reader)) for (const spec of specsOf(deps, library)) deps.jobs.schedule(spec)
}

/** Brings the schedules of a library in line with its settings. */
export async function putTasks(deps: TaskDeps, tx: Tx, library: Library): Promise<void> {
  const wanted = specsOf(deps, library)
  const names = wanted.map(({ name }) => name)
  await deps.jobs.dropSchedules(
    tx,
    namesOf(library.libraryId).filter((name) => !names.includes(name)),
  )
  for (const spec of wanted) await deps.jobs.putSchedule(tx, spec)
}

export const dropTasks = (deps: Pick<TaskDeps, 'jobs'>, tx: Tx, libraryId: number): Promise<void> =>
  deps.jobs.dropSchedules(tx, namesOf(libraryId))

export interface TaskState {
  task: TaskName
  scheduleId: number | null
  cron: string | null
  nextAt: number | null
  lastAt: number | null
  lastJobId: number | null
}

/** Of several libraries at once; those that nothing carries out yet are left out. */
export async function listTasks(
  { tasks }: Pick<TaskDeps, 'tasks'>,
  reader: Reader,
  libraryIds: readonly number[],
): Promise<Map<number, TaskState[]>> {
  const rows = await listSchedulesNamed(reader, libraryIds.flatMap(namesOf))
  const byName = new Map(rows.map((row) => [row.name, row]))
  return new Map(
    libraryIds.map((libraryId) => [
      libraryId,
      tasks.map(({ name }): TaskState => {
        const row = byName.get(scheduleName(name, libraryId))
        return {
          task: name,
          scheduleId: row?.id ?? null,
          cron: row === undefined || row.is_enabled === 0 ? null : (row.own_cron ?? row.cron),
          nextAt: row === undefined || row.is_enabled === 0 ? null : row.next_at,
          lastAt: row?.last_at ?? null,
          lastJobId: row?.last_job_id ?? null,
        }
      }),
    ]),
  )
}
