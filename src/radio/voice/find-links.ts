import { hoursOf } from '../../kernel/hours.ts'
import { type Log, type LogEntry, timeEntries, type Timing, listEntries, findLogOfDay } from '../logs/index.ts'
import { say } from '../../kernel/words.ts'
import { findTracks, type Track } from '../tracks/index.ts'
import { getStation } from '../stations/index.ts'
import type { VoiceDeps } from './deps.ts'
import { type Take, takesOfPlaces } from './model.ts'
import { listTakes } from './store.ts'

/** What is heard before or after a link. Epoch ms. */
export interface Neighbour {
  entry: LogEntry
  startsAt: number
  endsAt: number
  /** Until somebody sings, from its start; null where nobody has said it. */
  introMs: number | null
  /** Of the library that the station has now, as of its last sync. */
  isKnown: boolean
}

export interface Link {
  entry: LogEntry
  title: string
  startsAt: number
  endsAt: number
  before: Neighbour | null
  after: Neighbour | null
  /** Of the entry, and what stands right before it. */
  notes: string[]
  takes: Take[]
}

export interface LinksOfDay {
  /** Undefined where the day has no log. */
  log: Log | undefined
  links: Link[]
  withoutPlace: Take[]
}

export const isLink = ({ what }: Pick<LogEntry, 'what'>): boolean => what === 'voice'

/** A link that nobody gave a name is called by its number. */
export const titleOfLink = (entries: readonly LogEntry[], entry: LogEntry): string =>
  entry.title !== '' ? entry.title : say('voice.link', { number: entries.filter(isLink).indexOf(entry) + 1 })

/** The links of a day, with what is heard around them and all that was recorded for them. */
export async function findLinks(deps: VoiceDeps, stationId: number, airDate: string): Promise<LinksOfDay> {
  const { read } = deps.db
  const [log, all] = await Promise.all([findLogOfDay(read, stationId, airDate), listTakes(read, stationId, airDate)])
  if (log === undefined) return { log, links: [], withoutPlace: all }
  const [entries, taken] = await Promise.all([listEntries(read, log.logId), deps.logs.outside.peek(log)])
  const timing = timeEntries(entries, { ...log, hours: hoursOf(log, log.timeZone) }, taken)
  const tracks = await tracksOf(deps, stationId, entries)
  const { byEntry, withoutPlace } = takesOfPlaces(entries.filter(isLink), all)
  const links = entries.flatMap((entry, index) =>
    isLink(entry) ? [linkOf({ entries, timing, tracks }, index, byEntry.get(entry.entryId) ?? [])] : [],
  )
  return { log, links, withoutPlace }
}

interface Day {
  entries: readonly LogEntry[]
  timing: Timing
  tracks: ReadonlyMap<number, Track>
}

function linkOf(day: Day, index: number, takes: Take[]): Link {
  const { entries, timing } = day
  const entry = entries[index] as LogEntry
  const { startsAt, endsAt } = timing.times[index] as Timing['times'][number]
  return {
    entry,
    title: titleOfLink(entries, entry),
    startsAt,
    endsAt,
    before: neighbourOf(day, index, -1),
    after: neighbourOf(day, index, 1),
    notes: notesOf(entries, index),
    takes,
  }
}

/** The next one in that direction that is heard. */
function neighbourOf({ entries, timing, tracks }: Day, index: number, step: -1 | 1): Neighbour | null {
  for (let at = index + step; at >= 0 && at < entries.length; at += step) {
    const [entry, time] = [entries[at] as LogEntry, timing.times[at]]
    if (time === undefined || time.endsAt <= time.startsAt) continue
    const track = tracks.get(entry.trackId ?? 0)
    const isKnown = track !== undefined && track.goneAt === null
    return { entry, startsAt: time.startsAt, endsAt: time.endsAt, introMs: track?.introMs ?? null, isKnown }
  }
  return null
}

function notesOf(entries: readonly LogEntry[], index: number): string[] {
  const notes: string[] = []
  for (let at = index - 1; entries[at]?.what === 'note'; at--) notes.unshift(entries[at]?.title ?? '')
  return [...notes, entries[index]?.note ?? ''].filter((text) => text !== '')
}

async function tracksOf(
  { db }: VoiceDeps,
  stationId: number,
  entries: readonly LogEntry[],
): Promise<ReadonlyMap<number, Track>> {
  const { libraryConnectionId } = await getStation(db.read, stationId)
  const ids = new Set<number>()
  for (const [index, entry] of entries.entries())
    if (isLink(entry))
      for (const { trackId } of entries.slice(Math.max(0, index - AROUND), index + AROUND + 1))
        if (trackId !== null) ids.add(trackId)
  return libraryConnectionId === null ? new Map() : findTracks(db.read, stationId, [...ids])
}

/** Notes and links that nobody recorded may stand between. */
const AROUND = 8
