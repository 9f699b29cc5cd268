import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { DeliveryView } from '../../../src/deliveries/contract.ts'
import type { SpawnedApp } from '../../spawn-app.ts'
import type { Dropped, Station } from './station.ts'

/** What is not as it must be, in words. */
export interface RadioVerdict {
  /** Audio that is nowhere below the inbox's folder, its trash included. */
  lost: string[]
  /** Tracks beyond one an episode. */
  doubled: string[]
  /** Episodes that do not say what is true. */
  misplaced: string[]
  /** Deliveries that say they are verified, and are not there. */
  lies: string[]
}

/** At any moment: nothing lost, nothing twice, and what is called verified is there. */
export async function judgeNow(app: SpawnedApp, station: Station): Promise<RadioVerdict> {
  const doubled = station.library.effects.duplicates()
  return { lost: lostOf(station), doubled, misplaced: [], lies: await liesOf(app, station) }
}

/** Once all is brought in: one track for each episode, one row for each airing, and the episode tells of both. */
export async function judgeSettled(app: SpawnedApp, station: Station): Promise<RadioVerdict> {
  const verdict = await judgeNow(app, station)
  const { library, dropped } = station
  const count = library.rows.files.all().length
  if (count > dropped.length) verdict.doubled.push(`${count} tracks for ${dropped.length} episodes`)
  const rows = library.rows.schedule.all().length
  if (rows > station.planned.length) verdict.doubled.push(`${rows} rows for ${station.planned.length} airings`)
  for (const one of dropped) {
    const wrong = wrongOf(station, one)
    if (wrong !== undefined) verdict.misplaced.push(wrong)
  }
  return verdict
}

function wrongOf(station: Station, { episodeId, title }: Dropped): string | undefined {
  const { library, cms } = station
  const episode: Record<string, unknown> = { ...cms.rows('episodes').get(episodeId) }
  const { airStatus, libretimeTrackId, libretimeFilepathRelative } = episode
  const track = library.rows.files.get(Number(libretimeTrackId))
  if (track === undefined) return `episode ${episodeId} (${String(airStatus)}) has no track ${String(libretimeTrackId)}`
  const airing = station.planned.find((one) => one.episodeId === episodeId)
  const facts = {
    airStatus,
    path: libretimeFilepathRelative,
    state: track['import_status'],
    title: track['track_title'],
    airing: airingOf(station, episode),
  }
  const wanted = {
    airStatus: airing === undefined ? 'queued' : 'scheduled',
    path: track['filepath'],
    state: 0,
    title,
    airing: airing && { at: airing.startsAt, track: track.id, starts: airing.startsAt },
  }
  const [is, must] = [JSON.stringify(facts), JSON.stringify(wanted)]
  return is === must ? undefined : `episode ${episodeId}: ${is}, not ${must}`
}

/** The double counts microseconds, as PostgreSQL does. */
const US_PER_MS = 1000

/** By what the episode says of its row. */
function airingOf({ library }: Station, episode: Record<string, unknown>): object | undefined {
  const row = library.rows.schedule.get(Number(episode['libretimePlayoutId']))
  if (row === undefined) return undefined
  return { at: episode['scheduledAt'], track: row.file, starts: new Date(row.starts_at / US_PER_MS).toISOString() }
}

function lostOf({ dataFolder, dropped }: Station): string[] {
  const found = readdirSync(dataFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.wav'))
    .map((entry) => join(entry.parentPath, entry.name))
  const isThere = ({ bytes }: Dropped): boolean =>
    found.some((path) => statSync(path).size === bytes.length && readFileSync(path).equals(bytes))
  return dropped.filter((one) => !isThere(one)).map(({ path }) => path)
}

/** What is called verified is looked for at the doubles. */
async function liesOf(app: SpawnedApp, { library, cms }: Station): Promise<string[]> {
  const { items } = await app.get<{ items: DeliveryView[] }>('api/v1/deliveries?state=verified&limit=200')
  const isThere: Record<string, (ref: number) => boolean> = {
    'radio.upload-track': (ref) => library.rows.files.get(ref)?.['import_status'] === 0,
    'radio.correct-title': (ref) => library.rows.files.get(ref) !== undefined,
    'radio.complete-episode': (ref) => Boolean(cms.rows('episodes').get(ref)?.['libretimeTrackId']),
    'radio.make-row': (ref) => library.rows.schedule.get(ref) !== undefined,
    'radio.make-window': (ref) => library.rows['show-instances'].get(ref) !== undefined,
    'radio.make-show': (ref) => library.rows.shows.get(ref) !== undefined,
  }
  return items
    .filter(({ kind, remoteRef }) => isThere[kind]?.(Number(remoteRef)) === false)
    .map(({ kind, label, remoteRef }) => `${kind} ${label}: ${remoteRef}`)
}
