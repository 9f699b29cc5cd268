import { type FileRow, type ScheduleRow, US_PER_SECOND } from '../rows.ts'
import { writeDuration } from '../v2/formats.ts'
import { isOverbooked } from '../v2/schedule.ts'
import type { World } from '../world.ts'
import { legacyInstant } from './file-columns.ts'
import { shownInstances } from './on-air.ts'
import { stationText, zoneOf } from './station-time.ts'

const DAY_US = 86_400 * US_PER_SECOND
const key = (us: number): string => legacyInstant(us).replace(/[ :]/g, '-')

/** What the legacy application thinks that playout has to do in the next 24 hours, by `YYYY-MM-DD-HH-MM-SS` in UTC. */
export function plannedMedia(world: World): unknown {
  const now = world.nowUs()
  const rows = world.tables.schedule
    .where((row) => row.ends_at > now && row.starts_at < now + DAY_US && row.position_status > 0)
    .filter((row) => !isOverbooked(world, row))
    .toSorted((a, b) => a.starts_at - b.starts_at)
  return { media: Object.fromEntries(rows.map((row) => [key(row.starts_at), mediaOut(world, row)])) }
}

function mediaOut(world: World, row: ScheduleRow): Record<string, unknown> {
  const file = row.file === null ? undefined : world.tables.files.get(row.file)
  const instance = world.tables['show-instances'].get(row.instance)
  return {
    id: row.file ?? row.stream,
    type: row.file === null ? 'stream_buffer_start' : 'file',
    row_id: row.id,
    uri: file?.filepath ?? '',
    fade_in: row.fade_in,
    fade_out: row.fade_out,
    cue_in: row.cue_in / US_PER_SECOND,
    cue_out: row.cue_out / US_PER_SECOND,
    start: key(row.starts_at),
    end: key(row.ends_at),
    show_name: instance === undefined ? '' : (world.tables.shows.get(instance.show)?.name ?? ''),
  }
}

export function showInfos(world: World, query: URLSearchParams): unknown[] {
  const id = query.get('show_id')
  return world.tables.shows
    .where((show) => id === null || show.id === Number(id))
    .map(({ id: show, name, description, genre, url }) => ({ id: show, name, description, genre, url }))
}

/** Instances of a show; in UTC whatever is asked for. */
export function showSchedules(world: World, query: URLSearchParams): unknown[] {
  const id = query.get('show_id')
  return shownInstances(world)
    .filter((row) => id === null || row.show === Number(id))
    .map((row) => ({
      starts: legacyInstant(row.starts_at),
      ends: legacyInstant(row.ends_at),
      show_id: row.show,
      instance_id: row.id,
      record: 0,
      rebroadcast: row.rebroadcast ?? 0,
      name: world.tables.shows.get(row.show)?.name ?? '',
    }))
}

/** QUIRK(libretime 4.5): `id` is the number of the line, not an id; an empty instance is an error with status 200. */
export function showTracks(world: World, query: URLSearchParams): unknown {
  const instance = world.tables['show-instances'].get(Number(query.get('instance_id')))
  if (instance === undefined) return undefined
  const zone = zoneOf(query.get('timezone'), world.station.timezone)
  const rows = world.tables.schedule
    .where((row) => row.instance === instance.id && row.file !== null)
    .toSorted((a, b) => a.starts_at - b.starts_at)
  if (rows.length === 0) return { jsonrpc: '2.0', error: { code: 204, message: 'no tracks' } }
  return rows.map((row, index) => {
    const file = world.tables.files.get(row.file ?? 0) as FileRow
    return {
      title: file.track_title ?? '',
      artist: file.artist_name ?? '',
      position: row.position,
      id: index + 1,
      mime: file.mime,
      starts: stationText(row.starts_at, zone),
      length: row.length === null ? '' : writeDuration(row.length),
      file_id: file.id,
    }
  })
}
