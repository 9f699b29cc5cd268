import type { FileRow, InstanceRow, ScheduleRow } from '../rows.ts'
import type { World } from '../world.ts'

export interface Neighbours<R> {
  previous: R | undefined
  current: R | undefined
  next: R[]
}

/** Instances that the legacy application shows: `modified` means deleted there. */
export function shownInstances(world: World): InstanceRow[] {
  return world.tables['show-instances']
    .where((row) => !row.modified)
    .toSorted((a, b) => a.starts_at - b.starts_at || a.id - b.id)
}

export function instancesAround(world: World, now: number): Neighbours<InstanceRow> {
  const shown = shownInstances(world)
  return {
    previous: shown.findLast((row) => row.ends_at <= now),
    current: shown.findLast((row) => row.starts_at <= now && row.ends_at > now),
    next: shown.filter((row) => row.starts_at > now),
  }
}

/** By plan, not by what is heard; the current one only of the instance that is on. */
export function rowsAround(world: World, now: number, current: InstanceRow | undefined): Neighbours<ScheduleRow> {
  const rows = world.tables.schedule
    .where((row) => row.position_status > 0)
    .toSorted((a, b) => a.starts_at - b.starts_at || a.id - b.id)
  return {
    previous: rows.findLast((row) => row.ends_at < now),
    current: rows.findLast((row) => row.instance === current?.id && row.starts_at <= now && row.ends_at >= now),
    next: rows.filter((row) => row.starts_at > now).slice(0, 1),
  }
}

const escapeHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#039;')

/** QUIRK(libretime 4.5): the live feeds escape their strings for HTML, inside of JSON. */
export function escaped(value: unknown): unknown {
  if (typeof value === 'string') return escapeHtml(value)
  if (Array.isArray(value)) return value.map(escaped)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, escaped(each)]))
}

export function nameOf(world: World, row: ScheduleRow): string {
  const file = row.file === null ? undefined : world.tables.files.get(row.file)
  if (file !== undefined) return `${file.artist_name ?? ''} - ${file.track_title ?? ''}`
  const stream = row.stream === null ? undefined : world.tables.webstreams.get(row.stream)
  return String(stream?.['name'] ?? '')
}

export const fileOf = (world: World, row: ScheduleRow): FileRow | undefined =>
  row.file === null ? undefined : world.tables.files.get(row.file)
