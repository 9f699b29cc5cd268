import type { Reader } from '../../db/db.ts'
import type { BoundRoute } from '../../kernel/routes.ts'
import { loadUsableTracks, type UsableTrack } from '../tracks/index.ts'
import type { HeardItem, PoolTrack } from './generate/model.ts'
import { gridRoutesOf } from './grid/routes.ts'
import type { MusicSources } from './ports.ts'
import type { MusicDeps } from './shelf/edit-shelf.ts'
import { shelfRoutesOf } from './shelf/routes.ts'

/** What one room knows to be heard or planned between two instants. */
export type HeardSource = (
  reader: Reader,
  stationId: number,
  between: { from: number; to: number },
) => Promise<HeardItem[]>

export interface MusicSetup extends MusicDeps {
  heard: readonly HeardSource[]
}

const toPoolTrack = (track: UsableTrack): PoolTrack => ({
  ...track,
  cueInMs: track.cueInMs ?? 0,
  cueOutMs: track.cueOutMs ?? track.lengthMs,
  year: /^\d{4}/.test(track.year) ? Number(track.year.slice(0, 4)) : null,
  addedAt: track.firstSeenAt,
})

/** Of a station's tracks as they were last read, and of what other rooms know. */
export function musicSources({ db, heard }: Pick<MusicSetup, 'db' | 'heard'>): MusicSources {
  return {
    listPool: async (stationId) => (await loadUsableTracks(db.read, stationId)).map(toPoolTrack),
    listHeard: async (stationId, between) =>
      (await Promise.all(heard.map((list) => list(db.read, stationId, between)))).flat(),
    async lastHeard(stationId) {
      const tracks = await loadUsableTracks(db.read, stationId)
      return new Map(
        tracks.flatMap(({ trackId, playedAt }) => (playedAt === null ? [] : [[trackId, playedAt] as const])),
      )
    },
  }
}

export function setUpMusic(deps: MusicSetup): BoundRoute[] {
  const sources = musicSources(deps)
  return [...shelfRoutesOf({ ...deps, sources }), ...gridRoutesOf({ ...deps, sources })]
}
