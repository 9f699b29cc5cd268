import { foldText } from '../../../kernel/fold-text.ts'
import type { TypeCode } from '../contract.ts'
import type { LibraryTrack, StationLibrary, TrackType } from '../model.ts'
import type { LibraryFacts } from './store.ts'

/** What the codes of a library stand for. */
export interface TypesNow {
  codeOf(typeId: number | null): string | null
  standsFor(code: string): TypeCode | null
}

export function typesNow(types: readonly TrackType[], stands: ReadonlyMap<string, TypeCode | null>): TypesNow {
  const codes = new Map(types.map(({ typeId, code }) => [typeId, code]))
  return {
    codeOf: (typeId) => (typeId === null ? '' : (codes.get(typeId) ?? null)),
    standsFor: (code) => stands.get(code) ?? null,
  }
}

export function factsOf(
  track: LibraryTrack,
  { stationId, connectionId, types, now }: StationLibrary & { types: TypesNow; now: number },
): LibraryFacts {
  const code = types.codeOf(track.typeId)
  return {
    station_id: stationId,
    connection_id: connectionId,
    track_id: track.trackId,
    title: track.title,
    artist: track.artist,
    album: track.album,
    genre: track.genre,
    year: track.year,
    title_key: foldText(track.title),
    artist_key: foldText(track.artist),
    genre_key: foldText(track.genre),
    library_type_id: track.typeId,
    library_code: code,
    type_code: code === null ? null : types.standsFor(code),
    state: track.state,
    length_ms: track.lengthMs,
    cue_in_ms: track.cueInMs,
    cue_out_ms: track.cueOutMs,
    md5: track.md5,
    size: track.sizeBytes,
    rel_path: track.relPath,
    played_at: track.playedAt,
    first_seen_at: now,
    changed_at: now,
    gone_at: null,
  }
}

/** That it was played is no change of a track; its keys follow from what they are keys of. */
const TOLD = [
  'title',
  'artist',
  'album',
  'genre',
  'year',
  'library_type_id',
  'library_code',
  'type_code',
  'state',
  'length_ms',
  'cue_in_ms',
  'cue_out_ms',
  'md5',
  'size',
  'rel_path',
] as const satisfies readonly (keyof LibraryFacts)[]

export interface Compared {
  what: 'created' | 'changed' | 'returned' | 'played' | 'same'
  row: LibraryFacts
  hasOtherBytes: boolean
}

export function compareFacts(former: LibraryFacts | undefined, found: LibraryFacts): Compared {
  if (former === undefined) return { what: 'created', row: found, hasOtherBytes: false }
  const isChanged = TOLD.some((name) => former[name] !== found[name])
  const hasOtherBytes = former.md5 !== found.md5
  const row = { ...found, first_seen_at: former.first_seen_at }
  if (former.gone_at !== null) return { what: 'returned', row, hasOtherBytes }
  if (isChanged) return { what: 'changed', row, hasOtherBytes }
  const wasPlayed = former.played_at !== found.played_at
  return { what: wasPlayed ? 'played' : 'same', row: { ...row, changed_at: former.changed_at }, hasOtherBytes }
}
