import type { z } from 'zod'
import type { TitleIds } from '../titles/model.ts'
import type { Arrival, ArrivalKind, Sender } from './model.ts'
import {
  AlbumDelete,
  ArtistDelete,
  EpisodeDownload,
  EpisodeFileDelete,
  EpisodeRename,
  MovieDelete,
  MovieDownload,
  MovieFileDelete,
  MovieRename,
  OfArtist,
  OfMovie,
  OfSeries,
  SeriesDelete,
  TrackRetag,
  TracksDownload,
  TracksRename,
} from './wire.ts'

/** What an event comes to, before anything is looked up. */
export type Meaning =
  /** `key` tells the same word said again from another; null where the same may be said anew. */
  | { is: 'arrival'; arrival: Arrival; key: string | null }
  /** Words: `webhook.why.<why>`. */
  | { is: 'nothing'; label: string; why: string }

type Reading = (body: unknown) => Meaning | undefined

const reading =
  <Schema extends z.ZodType>(schema: Schema, mean: (told: z.output<Schema>) => Meaning): Reading =>
  (body) => {
    const told = schema.safeParse(body)
    return told.success ? mean(told.data) : undefined
  }

const arrives = (arrival: Arrival, ...key: unknown[]): Meaning => ({
  is: 'arrival',
  arrival,
  key: key.length === 0 ? null : JSON.stringify(key),
})

/** The folder of a path of any system. */
const folderOf = (path: string): string => path.replace(/[\\/]+[^\\/]*$/, '')

const namesNothing = (label: string, why: string): Meaning => ({ is: 'nothing', label, why })

const idsOf = ({ tmdbId, imdbId, tvdbId }: { tmdbId?: string; imdbId?: string; tvdbId?: string }): TitleIds => ({
  ...(tmdbId === undefined ? {} : { tmdb: tmdbId }),
  ...(imdbId === undefined ? {} : { imdb: imdbId }),
  ...(tvdbId === undefined ? {} : { tvdb: tvdbId }),
})

const gained = (isUpgrade: boolean): ArrivalKind => (isUpgrade ? 'upgraded' : 'added')

const filesOf = (files: readonly { id: number; path: string }[]): unknown[] => files.map(({ id, path }) => [id, path])

const quiet = (schema: typeof OfMovie | typeof OfSeries | typeof OfArtist, why: string): Reading =>
  reading(schema as z.ZodType<Record<string, { title?: string; name?: string }>>, (told) => {
    const [named] = Object.values(told)
    return namesNothing(named?.title ?? named?.name ?? '', why)
  })

const RADARR: Readonly<Record<string, Reading>> = {
  Grab: quiet(OfMovie, 'not-there-yet'),
  MovieAdded: quiet(OfMovie, 'not-there-yet'),
  Download: reading(MovieDownload, ({ movie, movieFile, isUpgrade, downloadId }) =>
    arrives(
      { what: gained(isUpgrade), folders: [movie.folderPath], title: movie.title, ids: idsOf(movie) },
      ...filesOf([movieFile]),
      downloadId,
    ),
  ),
  Rename: reading(MovieRename, ({ movie, renamedMovieFiles }) =>
    arrives({
      what: 'renamed',
      folders: withFormer(movie.folderPath, renamedMovieFiles),
      title: movie.title,
      ids: idsOf(movie),
    }),
  ),
  MovieFileDelete: reading(MovieFileDelete, ({ movie, movieFile, deleteReason }) =>
    deleteReason === 'upgrade'
      ? namesNothing(movie.title, 'upgrade-follows')
      : arrives(
          { what: 'file-removed', folders: [movie.folderPath], title: movie.title, ids: idsOf(movie) },
          ...filesOf([movieFile]),
        ),
  ),
  MovieDelete: reading(MovieDelete, ({ movie, deletedFiles }) =>
    deletedFiles
      ? arrives({ what: 'removed', folders: [movie.folderPath], title: movie.title, ids: idsOf(movie) }, movie.id)
      : namesNothing(movie.title, 'files-stay'),
  ),
}

const SONARR: Readonly<Record<string, Reading>> = {
  Grab: quiet(OfSeries, 'not-there-yet'),
  SeriesAdd: quiet(OfSeries, 'not-there-yet'),
  Download: reading(EpisodeDownload, ({ series, episodeFile, episodeFiles, isUpgrade, downloadId }) =>
    arrives(
      { what: gained(isUpgrade), folders: [series.path], title: series.title, ids: idsOf(series) },
      ...filesOf(episodeFiles ?? (episodeFile === undefined ? [] : [episodeFile])),
      // Said for each file, and once more for all of them: two words about one import.
      episodeFiles === undefined ? 'file' : 'all',
      downloadId,
    ),
  ),
  Rename: reading(EpisodeRename, ({ series, renamedEpisodeFiles }) =>
    arrives({
      what: 'renamed',
      folders: withFormer(series.path, renamedEpisodeFiles),
      title: series.title,
      ids: idsOf(series),
    }),
  ),
  EpisodeFileDelete: reading(EpisodeFileDelete, ({ series, episodeFile, deleteReason }) =>
    deleteReason === 'upgrade'
      ? namesNothing(series.title, 'upgrade-follows')
      : arrives(
          { what: 'file-removed', folders: [series.path], title: series.title, ids: idsOf(series) },
          ...filesOf([episodeFile]),
        ),
  ),
  SeriesDelete: reading(SeriesDelete, ({ series, deletedFiles }) =>
    deletedFiles
      ? arrives({ what: 'removed', folders: [series.path], title: series.title, ids: idsOf(series) }, series.id)
      : namesNothing(series.title, 'files-stay'),
  ),
}

const LIDARR: Readonly<Record<string, Reading>> = {
  Grab: quiet(OfArtist, 'not-there-yet'),
  ArtistAdd: quiet(OfArtist, 'not-there-yet'),
  ImportFailure: quiet(OfArtist, 'not-there-yet'),
  Download: reading(TracksDownload, ({ artist, trackFiles, isUpgrade, downloadId }) =>
    arrives(
      { what: gained(isUpgrade), folders: [artist.path], title: artist.name, ids: {} },
      ...filesOf(trackFiles),
      downloadId,
    ),
  ),
  Rename: reading(TracksRename, ({ artist, renamedTrackFiles }) =>
    arrives({
      what: 'renamed',
      folders: withFormer(artist.path, renamedTrackFiles),
      title: artist.name,
      ids: {},
    }),
  ),
  Retag: reading(TrackRetag, ({ artist }) =>
    arrives({ what: 'renamed', folders: [artist.path], title: artist.name, ids: {} }),
  ),
  AlbumDelete: reading(AlbumDelete, ({ artist, album, deletedFiles }) =>
    deletedFiles
      ? arrives({ what: 'file-removed', folders: [artist.path], title: artist.name, ids: {} }, 'album', album.id)
      : namesNothing(artist.name, 'files-stay'),
  ),
  ArtistDelete: reading(ArtistDelete, ({ artist, deletedFiles }) =>
    deletedFiles
      ? arrives({ what: 'removed', folders: [artist.path], title: artist.name, ids: {} }, artist.id)
      : namesNothing(artist.name, 'files-stay'),
  ),
}

/** Where the files were is looked at, too, unless it is inside of the folder. */
function withFormer(folder: string, files: readonly { previousPath: string }[]): string[] {
  const isInside = (path: string): boolean => path === folder || /^[\\/]/.test(path.slice(folder.length))
  const former = files
    .map(({ previousPath }) => folderOf(previousPath))
    .filter((path) => !(path.startsWith(folder) && isInside(path)))
  return [folder, ...new Set(former)]
}

const EVENTS = { radarr: RADARR, sonarr: SONARR, lidarr: LIDARR }

/** Case of the name matters. @returns undefined for what is not known, and for what lacks what such events have */
export function meaningOf(sender: Sender, eventType: string, body: unknown): Meaning | undefined {
  const readings = EVENTS[sender]
  return Object.hasOwn(readings, eventType) ? readings[eventType]?.(body) : undefined
}
