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

/** Once all is brought in: one track for each episode, and the episode tells of it. */
export async function judgeSettled(app: SpawnedApp, station: Station): Promise<RadioVerdict> {
  const verdict = await judgeNow(app, station)
  const { library, dropped } = station
  const count = library.rows.files.all().length
  if (count > dropped.length) verdict.doubled.push(`${count} tracks for ${dropped.length} episodes`)
  for (const one of dropped) {
    const wrong = wrongOf(station, one)
    if (wrong !== undefined) verdict.misplaced.push(wrong)
  }
  return verdict
}

function wrongOf({ library, cms }: Station, { episodeId, title }: Dropped): string | undefined {
  const episode: Record<string, unknown> = { ...cms.rows('episodes').get(episodeId) }
  const { airStatus, libretimeTrackId, libretimeFilepathRelative } = episode
  const track = library.rows.files.get(Number(libretimeTrackId))
  if (track === undefined) return `episode ${episodeId} (${String(airStatus)}) has no track ${String(libretimeTrackId)}`
  const facts = {
    airStatus,
    path: libretimeFilepathRelative,
    state: track['import_status'],
    title: track['track_title'],
  }
  const wanted = { airStatus: 'queued', path: track['filepath'], state: 0, title }
  const [is, must] = [JSON.stringify(facts), JSON.stringify(wanted)]
  return is === must ? undefined : `episode ${episodeId}: ${is}, not ${must}`
}

function lostOf({ dataFolder, dropped }: Station): string[] {
  const found = readdirSync(dataFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.wav'))
    .map((entry) => join(entry.parentPath, entry.name))
  const isThere = ({ bytes }: Dropped): boolean =>
    found.some((path) => statSync(path).size === bytes.length && readFileSync(path).equals(bytes))
  return dropped.filter((one) => !isThere(one)).map(({ path }) => path)
}

async function liesOf(app: SpawnedApp, { library, cms }: Station): Promise<string[]> {
  const { items } = await app.get<{ items: DeliveryView[] }>('api/v1/deliveries?state=verified&limit=200')
  return items
    .filter(({ kind, remoteRef }) =>
      kind === 'radio.complete-episode'
        ? cms.rows('episodes').get(Number(remoteRef))?.['airStatus'] !== 'queued'
        : library.rows.files.get(Number(remoteRef))?.['import_status'] !== 0,
    )
    .map(({ kind, label, remoteRef }) => `${kind} ${label}: ${remoteRef}`)
}
