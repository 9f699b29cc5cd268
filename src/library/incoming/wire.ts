import { z } from 'zod'

// Only what is read. Optional members are left out by the senders, never null; numbers of ids are 0 when there is none.
const Text = z.string().max(2000)
const Path = z.string().min(1).max(4000)
const Number_ = z.number().int()
const idText = (id: number | string | undefined): string | undefined =>
  id === undefined || id === 0 || id === '' ? undefined : String(id)
const NumberId = Number_.optional().transform(idText)
const TextId = Text.optional().transform(idText)

export const Told = z.object({ eventType: z.string().min(1).max(100), instanceName: Text.optional() })
export type Told = z.output<typeof Told>

const Movie = z.object({ id: Number_, title: Text, folderPath: Path, tmdbId: NumberId, imdbId: TextId })
const MediaFile = z.object({ id: Number_, path: Path })
const Renamed = MediaFile.extend({ previousPath: Path })

export const OfMovie = z.object({ movie: Movie })
export const MovieDownload = OfMovie.extend({
  movieFile: MediaFile,
  isUpgrade: z.boolean().default(false),
  downloadId: Text.optional(),
})
export const MovieRename = OfMovie.extend({ renamedMovieFiles: z.array(Renamed).max(10_000).default([]) })
export const MovieFileDelete = OfMovie.extend({ movieFile: MediaFile, deleteReason: Text.optional() })
export const MovieDelete = OfMovie.extend({ deletedFiles: z.boolean().default(false) })

const Series = z.object({ id: Number_, title: Text, path: Path, tvdbId: NumberId, tmdbId: NumberId, imdbId: TextId })
export const OfSeries = z.object({ series: Series })
/** One file, or all of an import together: the same event. */
export const EpisodeDownload = OfSeries.extend({
  episodeFile: MediaFile.optional(),
  episodeFiles: z.array(MediaFile).max(10_000).optional(),
  isUpgrade: z.boolean().default(false),
  downloadId: Text.optional(),
})
export const EpisodeRename = OfSeries.extend({ renamedEpisodeFiles: z.array(Renamed).max(10_000).default([]) })
export const EpisodeFileDelete = OfSeries.extend({ episodeFile: MediaFile, deleteReason: Text.optional() })
export const SeriesDelete = OfSeries.extend({ deletedFiles: z.boolean().default(false) })

const Artist = z.object({ id: Number_, name: Text, path: Path })
export const OfArtist = z.object({ artist: Artist })
export const TracksDownload = OfArtist.extend({
  trackFiles: z.array(MediaFile).max(10_000).default([]),
  isUpgrade: z.boolean().default(false),
  downloadId: Text.optional(),
})
export const TracksRename = OfArtist.extend({ renamedTrackFiles: z.array(Renamed).max(10_000).default([]) })
export const TrackRetag = OfArtist.extend({ trackFile: MediaFile.optional() })
export const AlbumDelete = OfArtist.extend({
  album: z.object({ id: Number_ }),
  deletedFiles: z.boolean().default(false),
})
export const ArtistDelete = OfArtist.extend({ deletedFiles: z.boolean().default(false) })

export const Health = z.object({ level: Text.default('warning'), message: Text.default(''), type: Text.default('') })
export const NeedsPerson = z.object({
  downloadInfo: z.object({ title: Text.optional() }).optional(),
  downloadStatusMessages: z
    .array(z.object({ title: Text.optional(), messages: z.array(Text).default([]) }))
    .default([]),
})
