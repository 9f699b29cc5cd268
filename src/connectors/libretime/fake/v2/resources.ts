import type { PlainTable } from '../tables.ts'
import { type Resource, resource } from './resource.ts'
import * as collections from './resources/collections.ts'
import * as files from './resources/files.ts'
import * as programme from './resources/programme.ts'
import * as records from './resources/records.ts'

/** Known to exist, of no use to a planner: they list what they hold, which is nothing, and take nothing. */
const EMPTY: readonly [string, PlainTable][] = [
  ['ImportedPodcast', 'imported-podcasts'],
  ['LoginAttempt', 'login-attempts'],
  ['PodcastEpisode', 'podcast-episodes'],
  ['ServiceRegister', 'service-registers'],
  ['StationPodcast', 'station-podcasts'],
  ['ThirdPartyTrackReference', 'third-party-track-references'],
  ['UserToken', 'user-tokens'],
]

const ALL: readonly Resource[] = [
  ...Object.values(files),
  ...Object.values(programme),
  ...Object.values(collections),
  ...Object.values(records),
  ...EMPTY.map(([model, table]) => resource(model, table, {})),
]

/** By the last part of their path. */
export const RESOURCES: ReadonlyMap<string, Resource> = new Map(ALL.map((each) => [each.table, each]))

// QUIRK(libretime 4.5): these two read columns that the real schema does not have; every request is a 500.
export const BROKEN: ReadonlySet<string> = new Set(['podcasts', 'celery-tasks'])

/** What points at a table's rows, and what the database does with it when one of them goes. */
export function referencesTo(table: string): { from: Resource; field: string; onDelete: string }[] {
  return ALL.flatMap((from) =>
    Object.entries(from.fields)
      .filter(([, { of }]) => of === table)
      .map(([field, { onDelete = 'cascade' }]) => ({ from, field, onDelete })),
  )
}
