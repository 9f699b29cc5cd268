import { z } from 'zod'
import type { LibraryTrack, TrackType } from '../../radio/tracks/ports.ts'
import { parseDuration } from './durations.ts'

const SUCCESS = 0
const PENDING = 1

const text = z.string().nullish()
const FileRow = z.object({
  id: z.number().int(),
  import_status: z.number().int(),
  hidden: z.boolean().nullish(),
  exists: z.boolean().nullish(),
  size: z.number().nullish(),
  mime: text,
  length: text,
  md5: text,
  filepath: text,
  track_title: text,
  artist_name: text,
  album_title: text,
  genre: text,
  date: text,
  cue_in: text,
  cue_out: text,
  last_played_at: text,
  library: z.number().int().nullish(),
})
type FileRow = z.output<typeof FileRow>

/**
 * QUIRK(libretime 4.5): `import_status` 0 and `exists` alone prove nothing: a text file named as audio ends with length
 * 0 and no mime.
 */
export function stateOf({
  import_status,
  hidden,
  exists,
  size,
  mime,
  length,
}: Pick<FileRow, 'import_status' | 'hidden' | 'exists' | 'size' | 'mime' | 'length'>): LibraryTrack['state'] {
  if (import_status === PENDING) return 'pending'
  const isAudio = (mime ?? '') !== '' && (parseDuration(length ?? '') ?? 0) > 0
  if (import_status !== SUCCESS || hidden === true || !isAudio) return 'failed'
  return exists === true && (size ?? 0) > 0 ? 'usable' : 'missing'
}

const durationOf = (given: string | null | undefined): number | null => parseDuration(given ?? '') ?? null

function instantOf(given: string | null | undefined): number | null {
  const at = Date.parse(given ?? '')
  return Number.isNaN(at) ? null : at
}

export const Track = FileRow.transform((row): LibraryTrack => {
  const state = stateOf(row)
  return {
    trackId: row.id,
    state,
    title: row.track_title ?? '',
    artist: row.artist_name ?? '',
    album: row.album_title ?? '',
    genre: row.genre ?? '',
    year: row.date ?? '',
    lengthMs: state === 'pending' ? null : durationOf(row.length),
    cueInMs: state === 'pending' ? null : durationOf(row.cue_in),
    cueOutMs: state === 'pending' ? null : durationOf(row.cue_out),
    md5: row.md5 ?? null,
    sizeBytes: row.size ?? 0,
    relPath: row.filepath ?? '',
    typeId: row.library ?? null,
    playedAt: instantOf(row.last_played_at),
  }
})

/** QUIRK(libretime 4.5): lists come in no order. */
export const inOrder = (tracks: readonly LibraryTrack[]): LibraryTrack[] =>
  tracks.toSorted((a, b) => a.trackId - b.trackId)

/** The older door answers with the columns of its table. */
export const Uploaded = z
  .object({
    id: z.number().int(),
    import_status: z.number().int(),
    md5: text,
    track_title: text,
    track_type_id: z.number().int().nullish(),
  })
  .transform((row): LibraryTrack => ({
    trackId: row.id,
    state: row.import_status === PENDING ? 'pending' : 'failed',
    title: row.track_title ?? '',
    artist: '',
    album: '',
    genre: '',
    year: '',
    lengthMs: null,
    cueInMs: null,
    cueOutMs: null,
    md5: row.md5 ?? null,
    sizeBytes: 0,
    relPath: '',
    typeId: row.track_type_id ?? null,
    playedAt: null,
  }))

const TypeRow = z.object({
  id: z.number().int(),
  code: text,
  name: text,
  enabled: z.boolean().nullish(),
  analyze_cue_points: z.boolean().nullish(),
})

export const Types = z.array(TypeRow).transform((rows): TrackType[] =>
  rows
    .map((row) => ({
      typeId: row.id,
      code: row.code ?? '',
      name: row.name ?? '',
      isEnabled: row.enabled !== false,
      analyzesCuePoints: row.analyze_cue_points === true,
    }))
    .toSorted((a, b) => a.typeId - b.typeId),
)
