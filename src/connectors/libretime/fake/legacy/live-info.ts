import { clockAt } from '../../../../kernel/time.ts'
import { type InstanceRow, type ScheduleRow, US_PER_MS } from '../rows.ts'
import type { World } from '../world.ts'
import { fileColumns, legacyInstant } from './file-columns.ts'
import { escaped, fileOf, instancesAround, type Neighbours, nameOf, rowsAround } from './on-air.ts'
import { stationText } from './station-time.ts'

type Write = (us: number) => string

function trackOut(world: World, row: ScheduleRow | undefined, write: Write): Record<string, unknown> | null {
  if (row === undefined) return null
  const file = fileOf(world, row)
  const instance = world.tables['show-instances'].get(row.instance)
  return {
    starts: write(row.starts_at),
    ends: write(Math.min(row.ends_at, instance?.ends_at ?? row.ends_at)),
    type: row.file !== null ? 'track' : row.stream !== null ? 'webstream' : null,
    name: nameOf(world, row),
    media_item_played: row.played === true,
    metadata: file === undefined ? null : fileColumns(file),
    record: '0',
  }
}

function showOut(world: World, row: InstanceRow, write: Write): Record<string, unknown> {
  const show = world.tables.shows.get(row.show)
  return {
    start_timestamp: write(row.starts_at),
    end_timestamp: write(row.ends_at),
    starts: write(row.starts_at),
    ends: write(row.ends_at),
    name: show?.name ?? '',
    description: show?.description ?? '',
    genre: show?.genre ?? '',
    id: row.show,
    instance_id: row.id,
    record: 0,
    url: show?.url ?? '',
    image_path: '',
    image_cloud_file_id: null,
    auto_dj: false,
  }
}

function around(world: World): { now: number; shows: Neighbours<InstanceRow>; tracks: Neighbours<ScheduleRow> } {
  const now = world.nowUs()
  const shows = instancesAround(world, now)
  return { now, shows, tracks: rowsAround(world, now, shows.current) }
}

/** QUIRK(libretime 4.5): tracks are in UTC, shows and the clock in station time, and nothing says so. */
export function liveInfo(world: World, zone: string): unknown {
  const { now, shows, tracks } = around(world)
  const local: Write = (us) => stationText(us, zone)
  const listed = (rows: InstanceRow[]): unknown[] => rows.map((row) => showOut(world, row, local))
  return escaped({
    env: 'production',
    schedulerTime: local(now),
    previous: trackOut(world, tracks.previous, legacyInstant),
    current: trackOut(world, tracks.current, legacyInstant),
    next: trackOut(world, tracks.next[0], legacyInstant),
    currentShow: listed(shows.current === undefined ? [] : [shows.current]),
    nextShow: listed(shows.next.slice(0, 1)),
    source_enabled: 'Scheduled',
    timezone: zone,
    timezoneOffset: String(clockAt(now / US_PER_MS, zone).offsetMinutes * 60),
    AIRTIME_API_VERSION: '1.1',
  })
}

/** One zone throughout; only the times inside of `metadata` stay UTC. */
export function liveInfoV2(world: World, zone: string, shown: number): unknown {
  const { now, shows, tracks } = around(world)
  const local: Write = (us) => stationText(us, zone)
  const listed = (rows: InstanceRow[]): unknown[] => rows.map((row) => showOut(world, row, local))
  return escaped({
    station: { env: 'production', schedulerTime: local(now), source_enabled: 'Scheduled', timezone: zone },
    tracks: {
      previous: trackOut(world, tracks.previous, local),
      current: trackOut(world, tracks.current, local),
      next: trackOut(world, tracks.next[0], local),
    },
    shows: {
      previous: listed(shows.previous === undefined ? [] : [shows.previous]),
      // QUIRK(libretime 4.5): an object when a show is on, an empty list when none is.
      current: shows.current === undefined ? [] : showOut(world, shows.current, local),
      next: listed(shows.next.slice(0, shown)),
    },
    sources: { livedj: 'off', masterdj: 'off', scheduledplay: 'on' },
  })
}
