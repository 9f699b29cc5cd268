import type { Writer } from './effects.ts'
import { populate } from './legacy/populate.ts'
import type { Playout } from './playout/playout.ts'
import { type InstanceRow, type ScheduleRow, US_PER_MS, US_PER_SECOND } from './rows.ts'
import type { World } from './world.ts'

/** A page of the legacy application: its status, and what it shows when that is 200. */
export type Page<T> = { status: 200; shows: T } | { status: 500 }

export interface CalendarEntry {
  instanceId: number
  showId: number
  /** Epoch ms. */
  startsAt: number
  endsAt: number
}

/** What a person at the station does with the mouse while we think that we own the schedule. */
export interface WebInterface {
  removeRow(rowId: number): void
  /** @param position 0 puts it first */
  addTrack(instanceId: number, fileId: number, position: number): void
  /** Scrolling to a time makes instances from the rules up to it. */
  calendar(fromMs: number, toMs: number): Page<CalendarEntry[]>
  /** The form of a show: the days that its rules name. */
  editShow(showId: number): Page<{ weekDays: string[] }>
  /** Plays the part of "delete this instance". */
  removeInstance(instanceId: number): void
}

const VIA = 'web interface'
const DEFAULT_FADE = '00:00:00.500000'
const WEEK_DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

const rowsOf = (world: World, instanceId: number): ScheduleRow[] =>
  world.tables.schedule
    .where((row) => row.instance === instanceId)
    .toSorted((a, b) => a.starts_at - b.starts_at || a.position - b.position)

function statusOf(starts: number, ends: number, instance: InstanceRow): number {
  if (starts >= instance.ends_at) return 0
  return ends > instance.ends_at ? 2 : 1
}

/** QUIRK(libretime 4.5): every edit puts all rows of the instance back to back from its start; gaps are gone. */
function closeGaps(writer: Writer, instance: InstanceRow, rows: readonly ScheduleRow[]): void {
  let at = instance.starts_at
  for (const [position, row] of rows.entries()) {
    const ends_at = at + (row.length ?? row.cue_out - row.cue_in)
    const position_status = statusOf(at, ends_at, instance)
    writer.change('schedule', row.id, { starts_at: at, ends_at, position, position_status })
    at = ends_at
  }
  writer.change('show-instances', instance.id, { filled_time: at - instance.starts_at })
}

/** What `recalculate-schedule` does to the future. */
export function recalculateAll(world: World): void {
  const writer = world.writer('recalculate-schedule')
  for (const instance of world.tables['show-instances'].where((row) => row.ends_at > world.nowUs()))
    closeGaps(writer, instance, rowsOf(world, instance.id))
}

function calendar(world: World, fromMs: number, toMs: number): Page<CalendarEntry[]> {
  populate(world, toMs * US_PER_MS)
  const seen = world.tables['show-instances'].where(
    (row) => !row.modified && row.starts_at < toMs * US_PER_MS && row.ends_at > fromMs * US_PER_MS,
  )
  // QUIRK(libretime 4.5): one instance with a fraction of a second, and nobody sees the calendar any more.
  if (seen.some((row) => row.starts_at % US_PER_SECOND !== 0 || row.ends_at % US_PER_SECOND !== 0))
    return { status: 500 }
  const shows = seen.map((row) => ({
    instanceId: row.id,
    showId: row.show,
    startsAt: row.starts_at / US_PER_MS,
    endsAt: row.ends_at / US_PER_MS,
  }))
  return { status: 200, shows }
}

function editShow(world: World, showId: number): Page<{ weekDays: string[] }> {
  const rules = world.tables['show-days'].where((row) => row.show === showId)
  // QUIRK(libretime 4.5): the form needs a rule; without one it is a 500.
  if (rules.length === 0) return { status: 500 }
  // QUIRK(libretime 4.5): v2 calls day 0 Monday; the database and this form mean Sunday.
  return { status: 200, shows: { weekDays: rules.map(({ week_day }) => WEEK_DAYS[week_day ?? 0] ?? '') } }
}

export function createWebInterface(world: World, playout: Playout): WebInterface {
  const writer = world.writer(VIA)
  const edit = (instanceId: number, arrange: (rows: ScheduleRow[]) => ScheduleRow[]): void => {
    const instance = world.tables['show-instances'].get(instanceId)
    if (instance === undefined) throw new Error(`there is no instance ${instanceId}`)
    closeGaps(writer, instance, arrange(rowsOf(world, instanceId)))
    playout.message('update_schedule')
  }
  const insertTrack = (instance: number, fileId: number): ScheduleRow => {
    const length = world.tables.files.get(fileId)?.length ?? 0
    const times = { starts_at: 0, ends_at: length, length, cue_in: 0, cue_out: length }
    const marks = { fade_in: DEFAULT_FADE, fade_out: DEFAULT_FADE, position: 0, position_status: 1 }
    const id = writer.insert('schedule', {
      ...times,
      ...marks,
      broadcasted: 0,
      played: false,
      instance,
      file: fileId,
      stream: null,
    })
    return world.tables.schedule.get(id) as ScheduleRow
  }
  return {
    removeRow(rowId) {
      const row = world.tables.schedule.get(rowId)
      if (row === undefined) throw new Error(`there is no row ${rowId}`)
      writer.remove('schedule', rowId)
      edit(row.instance, (rows) => rows)
    },
    addTrack(instanceId, fileId, position) {
      const before = rowsOf(world, instanceId)
      const added = insertTrack(instanceId, fileId)
      edit(instanceId, () => before.toSpliced(position, 0, added))
    },
    calendar: (fromMs, toMs) => calendar(world, fromMs, toMs),
    editShow: (showId) => editShow(world, showId),
    removeInstance(instanceId) {
      writer.change('show-instances', instanceId, { modified: true })
      playout.message('update_schedule')
    },
  }
}
