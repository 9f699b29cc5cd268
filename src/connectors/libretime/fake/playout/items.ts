import { type ScheduleRow, US_PER_MS } from '../rows.ts'
import { writeDuration } from '../v2/formats.ts'
import { clip, isOverbooked } from '../v2/schedule.ts'
import type { World } from '../world.ts'

export const POLL_MS = 400_000
const WINDOW_MS = 24 * 3_600_000

/** One track as it is heard; instants are epoch ms. */
export interface Airing {
  rowId: number
  instanceId: number
  fileId: number | null
  streamId: number | null
  title: string
  /** By the row, in whole seconds. */
  startsAt: number
  endsAt: number
  /** Offsets into the file. */
  cueInMs: number
  cueOutMs: number
  /** From the start, or from when playout learnt of it; to the cue-out or the end of the file, whichever comes first. */
  heardFrom: number
  heardTo: number
  /** The audio is not there: nothing is heard. */
  isMissing: boolean
}

/** QUIRK(libretime 4.5): only what ends within a day is asked for; position_status and played make no difference. */
function isSeen(world: World, row: ScheduleRow, atMs: number): boolean {
  const endsAt = row.ends_at / US_PER_MS
  return endsAt >= atMs && endsAt <= atMs + WINDOW_MS && !isOverbooked(world, row)
}

const hasDay = (us: number): boolean => writeDuration(us).includes(' ')

/** Whether playout, fetching at that instant, breaks on the row. */
export function isPoison(world: World, row: ScheduleRow, atMs: number): boolean {
  const breaks =
    row.fade_in === null || row.fade_out === null || hasDay(row.cue_in) || hasDay(clipped(world, row).cue_out)
  return breaks && isSeen(world, row, atMs)
}

const clipped = (world: World, row: ScheduleRow): { ends_at: number; cue_out: number } =>
  clip(row, world.tables['show-instances'].get(row.instance))

const wholeSecond = (us: number): number => Math.floor(us / 1_000_000) * 1000

function toAiring(world: World, row: ScheduleRow): Airing {
  const { ends_at, cue_out } = clipped(world, row)
  const file = row.file === null ? undefined : world.tables.files.get(row.file)
  const startsAt = wholeSecond(row.starts_at)
  const endsAt = wholeSecond(ends_at)
  const cueInMs = row.cue_in / US_PER_MS
  const lengthMs = file?.length == null ? Number.POSITIVE_INFINITY : file.length / US_PER_MS
  const cueOutMs = cue_out / US_PER_MS
  // QUIRK(libretime 4.5): a file is heard to its cue-out, whatever the row says about its end, and over what follows.
  const heardMs = file === undefined ? endsAt - startsAt : Math.max(0, Math.min(cueOutMs, lengthMs) - cueInMs)
  return {
    rowId: row.id,
    instanceId: row.instance,
    fileId: row.file,
    streamId: row.stream,
    title: file?.track_title ?? '',
    startsAt,
    endsAt,
    cueInMs,
    cueOutMs,
    heardFrom: startsAt,
    heardTo: startsAt + heardMs,
    isMissing: file !== undefined && (file.filepath === null || !world.disk.has(file.filepath)),
  }
}

/** What a fetch at that instant takes over; rows with neither file nor stream are passed over. */
export function itemsAt(world: World, atMs: number): Airing[] {
  return world.tables.schedule
    .where((row) => isSeen(world, row, atMs) && (row.file !== null || row.stream !== null))
    .map((row) => toAiring(world, row))
}
