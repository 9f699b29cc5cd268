import { z } from 'zod'
import { isSameForeign, namesBelow, splitForeign } from '../../kernel/foreign-path.ts'
import type { MediaKind } from '../../library/players/ports.ts'
import type { KodiClient } from './client.ts'

export type ItemType = 'movie' | 'episode' | 'tvshow' | 'song'

export interface KodiItem {
  type: ItemType
  id: number
  title: string
  /** Of a show its folder. */
  file: string
  plays: number
  lastPlayed: string
  rating: number
  resume: { position: number; total: number }
  art: Readonly<Record<string, string>>
}

/** A folder as Kodi's filters want it. */
export function folderText(path: string): string {
  const { separator } = splitForeign(path)
  return path.endsWith(separator) ? path : `${path}${separator}`
}

const Row = z.object({
  movieid: z.number().optional(),
  episodeid: z.number().optional(),
  tvshowid: z.number().optional(),
  songid: z.number().optional(),
  label: z.string().catch(''),
  file: z.string(),
  playcount: z.number().catch(0),
  lastplayed: z.string().catch(''),
  userrating: z.number().catch(0),
  resume: z.object({ position: z.number(), total: z.number() }).catch({ position: 0, total: 0 }),
  art: z.record(z.string(), z.string()).catch({}),
})
type Row = z.output<typeof Row>

/** QUIRK(kodi 20.1): of an empty list the key is sent, of no list it may be missing. */
const Limits = z.object({ total: z.number() })
const Movies = z.object({ limits: Limits, movies: z.array(Row).optional() })
const Shows = z.object({ limits: Limits, tvshows: z.array(Row).optional() })
const Episodes = z.object({ limits: Limits, episodes: z.array(Row).optional() })
const Songs = z.object({ limits: Limits, songs: z.array(Row).optional() })

const SEEN = ['file', 'playcount', 'lastplayed', 'userrating', 'art']

/** Everything in Kodi's list that lies in the folder or below it. */
export async function listItems(
  client: KodiClient,
  { folder, kind }: { folder: string; kind: MediaKind },
  signal: AbortSignal,
): Promise<KodiItem[]> {
  // QUIRK(kodi 20.1): `startswith` takes % and _ for any signs, and the case of ASCII letters for none.
  const filter = { field: 'path', operator: 'startswith', value: folderText(folder) }
  const params = (properties: readonly string[]) => ({ params: { properties, filter }, signal })
  const rows = (found: readonly Row[] | undefined, type: ItemType): KodiItem[] =>
    (found ?? []).flatMap((row) => toItem(row, type)).filter(({ file }) => isBelow(file, folder))
  if (kind === 'films')
    return rows((await client.call('VideoLibrary.GetMovies', Movies, params([...SEEN, 'resume']))).movies, 'movie')
  if (kind === 'music') return rows((await client.call('AudioLibrary.GetSongs', Songs, params(['file']))).songs, 'song')
  const shows = await client.call('VideoLibrary.GetTVShows', Shows, params(SEEN))
  const episodes = await client.call('VideoLibrary.GetEpisodes', Episodes, params([...SEEN, 'resume']))
  return [...rows(shows.tvshows, 'tvshow'), ...rows(episodes.episodes, 'episode')]
}

/** QUIRK(kodi 20.1): several files of one film are `stack://first , second`. */
const firstOf = (file: string): string => file.replace(/^stack:\/\//, '').split(' , ')[0] ?? file

const isBelow = (file: string, folder: string): boolean => namesBelow(folder, file) !== undefined

function toItem(row: Row, type: ItemType): KodiItem[] {
  const id = { movie: row.movieid, episode: row.episodeid, tvshow: row.tvshowid, song: row.songid }[type]
  if (id === undefined) return []
  const { label: title, playcount: plays, lastplayed: lastPlayed, userrating: rating, resume, art } = row
  return [{ type, id, title, file: firstOf(row.file), plays, lastPlayed, rating, resume, art }]
}

export const refOf = ({ type, id }: Pick<KodiItem, 'type' | 'id'>): string => `${type}:${id}`

export const isShowOf = (item: KodiItem, folder: string): boolean =>
  item.type === 'tvshow' && isSameForeign(item.file, folder)

interface Calls {
  idName: string
  set: string
  refresh: string
  remove: string
}

/** How Kodi calls what can be done to each; songs are read from their files alone. */
export const CALLS: Readonly<Record<Exclude<ItemType, 'song'>, Calls>> = {
  movie: {
    idName: 'movieid',
    set: 'VideoLibrary.SetMovieDetails',
    refresh: 'VideoLibrary.RefreshMovie',
    remove: 'VideoLibrary.RemoveMovie',
  },
  episode: {
    idName: 'episodeid',
    set: 'VideoLibrary.SetEpisodeDetails',
    refresh: 'VideoLibrary.RefreshEpisode',
    remove: 'VideoLibrary.RemoveEpisode',
  },
  tvshow: {
    idName: 'tvshowid',
    set: 'VideoLibrary.SetTVShowDetails',
    refresh: 'VideoLibrary.RefreshTVShow',
    remove: 'VideoLibrary.RemoveTVShow',
  },
}
