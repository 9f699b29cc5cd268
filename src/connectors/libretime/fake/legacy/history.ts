import type { HistoryRow, ScheduleRow } from '../rows.ts'
import { US_PER_SECOND } from '../rows.ts'
import type { World } from '../world.ts'
import { readStationText, stationText, zoneOf } from './station-time.ts'

const DAY_US = 86_400 * US_PER_SECOND

/** What liquidsoap's report of a start writes. */
export function recordStart(world: World, row: ScheduleRow): void {
  const writer = world.writer('notify-media-item-start-play')
  writer.change('schedule', row.id, { played: true, broadcasted: 1 })
  if (row.file !== null) writer.change('files', row.file, { last_played_at: world.nowUs() })
  const instance = world.tables['show-instances'].get(row.instance)
  const ends = Math.min(row.ends_at, instance?.ends_at ?? row.ends_at)
  // QUIRK(libretime 4.5): history holds the planned times, not the true ones, and the same again is not added.
  const isKnown = world.tables['playout-history'].where(
    (known) => known.starts === row.starts_at && known.ends === ends && known.file === row.file,
  )
  if (isKnown.length > 0) return
  const history = writer.insert('playout-history', {
    starts: row.starts_at,
    ends,
    file: row.file,
    instance: row.instance,
  })
  const showName = instance === undefined ? undefined : world.tables.shows.get(instance.show)?.name
  writer.insert('playout-history-metadata', { key: 'showname', value: showName ?? '', history })
}

/** A stream has no file; what it was called stands beside the history. */
function nameOf(world: World, row: HistoryRow, key: string): unknown {
  const rows = world.tables['playout-history-metadata'].where((one) => one['history'] === row.id && one['key'] === key)
  return rows[0]?.['value'] ?? null
}

function entry(world: World, row: HistoryRow): Record<string, unknown> {
  const { timezone } = world.station
  const file = row.file === null ? undefined : world.tables.files.get(row.file)
  return {
    starts: stationText(row.starts, timezone),
    ends: row.ends === null ? null : stationText(row.ends, timezone),
    history_id: row.id,
    instance_id: row.instance,
    track_title: file?.track_title ?? nameOf(world, row, 'track_title'),
    artist_name: file?.artist_name ?? nameOf(world, row, 'artist_name'),
    checkbox: '',
  }
}

/** QUIRK(libretime 4.5): the range is read in the zone that is asked for, the answer is always in station time. */
export function historyFeed(world: World, query: URLSearchParams): unknown[] {
  const zone = zoneOf(query.get('timezone'), world.station.timezone)
  const now = world.nowUs()
  const from = readStationText(query.get('start') ?? '', zone) ?? now - DAY_US
  const to = readStationText(query.get('end') ?? '', zone) ?? now
  const instance = query.get('instance_id')
  return world.tables['playout-history']
    .where(
      (row) =>
        row.starts >= from &&
        row.starts < to &&
        (instance === null || instance === '' || row.instance === Number(instance)),
    )
    .toSorted((a, b) => a.starts - b.starts)
    .map((row) => entry(world, row))
}
