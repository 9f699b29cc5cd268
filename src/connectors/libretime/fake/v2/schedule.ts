import { type Answer, djangoPage, json } from '../answer.ts'
import type { Incoming } from '../request.ts'
import type { InstanceRow, ScheduleRow } from '../rows.ts'
import type { World } from '../world.ts'
import { duration, instant, must } from './field.ts'
import { readInstant } from './formats.ts'
import type { Resource } from './resource.ts'
import { SCHEDULE } from './resources/programme.ts'
import { rowOut } from './write-row.ts'

/**
 * As GET, PUT and PATCH see it.
 * QUIRK(libretime 4.5): the end and the cue-out cannot be changed; what is sent for them is dropped with a 200.
 */
export const SCHEDULE_AS_READ: Resource = {
  ...SCHEDULE,
  fields: {
    ...SCHEDULE.fields,
    ends_at: { ...must(instant()), readOnly: true },
    cue_out: { ...must(duration()), readOnly: true },
  },
}

/** The end and the cue-out that a reader gets. */
export function clip(row: ScheduleRow, instance: InstanceRow | undefined): { ends_at: number; cue_out: number } {
  const end = instance?.ends_at
  // QUIRK(libretime 4.5): both are computed on read, clipped to the end of the instance; the cue-in is forgotten.
  if (end === undefined || !(row.starts_at < end && end < row.ends_at)) return row
  return { ends_at: end, cue_out: end - row.starts_at }
}

export function scheduleOut(world: World, row: ScheduleRow): Record<string, unknown> {
  return rowOut(SCHEDULE, { ...row, ...clip(row, world.tables['show-instances'].get(row.instance)) })
}

const BOUNDS: readonly [string, (row: ScheduleRow, at: number) => boolean][] = [
  ['starts_after', (row, at) => row.starts_at >= at],
  ['starts_before', (row, at) => row.starts_at <= at],
  ['ends_after', (row, at) => row.ends_at >= at],
  ['ends_before', (row, at) => row.ends_at <= at],
]

export function isOverbooked(world: World, row: ScheduleRow): boolean {
  const instance = world.tables['show-instances'].get(row.instance)
  return instance !== undefined && row.starts_at >= instance.ends_at
}

type Test = (row: ScheduleRow) => boolean

/** The filters that exist. QUIRK(libretime 4.5): every other parameter is ignored, and the whole station comes back. */
function readFilters(world: World, query: URLSearchParams): Test[] | Answer {
  const tests: Test[] = []
  for (const [name, holds] of BOUNDS) {
    const wire = query.get(name)
    if (wire === null || wire === '') continue
    const at = readInstant(wire)
    if (at === undefined) return json(400, { [name.split('_')[0] ?? '']: ['Enter a valid date/time.'] })
    tests.push((row) => holds(row, at))
  }
  for (const name of ['position_status', 'broadcasted'] as const) {
    const wire = query.get(name)
    if (wire === null || wire === '') continue
    if (!/^-?\d+$/.test(wire)) return json(400, { [name]: ['Enter a number.'] })
    tests.push((row) => row[name] === Number(wire))
  }
  const overbooked = query.get('overbooked')?.toLowerCase()
  if (overbooked === 'true') tests.push((row) => isOverbooked(world, row))
  if (overbooked === 'false') tests.push((row) => !isOverbooked(world, row))
  return tests
}

export function listSchedule(world: World, request: Incoming): Answer {
  const tests = readFilters(world, request.query)
  if (!Array.isArray(tests)) return tests
  const rows = world.tables.schedule.where((row) => tests.every((test) => test(row)))
  return json(
    200,
    rows.map((row) => scheduleOut(world, row)),
  )
}

/** What PUT and PATCH answer after they have written. */
export function answerChanged(world: World, row: ScheduleRow, changes: object): Answer {
  // QUIRK(libretime 4.5): a new start is saved, and then answering breaks on comparing it with the old times: 500.
  return 'starts_at' in changes ? djangoPage(500) : json(200, scheduleOut(world, row))
}
