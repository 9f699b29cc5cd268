/** A stretch of a path that a rule understood. */
export interface NamePiece {
  text: string
  /** Index in the path. */
  at: number
  /** What it was taken for: `title`, `year`, `season`, `episode`, `group`, `resolution`, … */
  as: string
  /** The rule that took it; `docs/names.md` lists them. */
  rule: string
}

export interface Quality {
  /** Lines of the picture: `1080p`, `2160p`. */
  resolution: string | null
  /** `bluray`, `web-dl`, `webrip`, `hdtv`, `dvd`, … */
  source: string | null
  /** `h264`, `h265`, `xvid`, … */
  codec: string | null
}

export interface NameIds {
  imdb?: string
  tmdb?: string
  tvdb?: string
}

interface Common {
  title: string
  year: number | null
  edition: string | null
  group: string | null
  quality: Quality
  ids: NameIds
  /** By place in the path. */
  pieces: readonly NamePiece[]
}

export interface MovieName extends Common {
  is: 'movie'
  /** Of a film in several files: `cd2` is 2. */
  part: number | null
}

export interface EpisodeName extends Common {
  is: 'episode'
  /** The title as written, with its year when it has one; null when neither the name nor a folder tells it. */
  series: string | null
  /** 0 are the specials; null when the name counts through the whole series, or by date. */
  season: number | null
  /** Within the season, rising. */
  episodes: readonly number[]
  /** Counted through the whole series, as anime is; 17.5 is a recap between two. */
  absolute: readonly number[]
  /** `YYYY-MM-DD` */
  airDate: string | null
  isSeasonPack: boolean
  episodeTitle: string | null
}

export interface Unreadable {
  is: 'unreadable'
  why: UnreadableReason
}

export type UnreadableReason =
  | 'empty'
  | 'too-long'
  | 'obfuscated'
  | 'password'
  | 'impossible-date'
  | 'episode'
  | 'no-number'
  | 'nothing-tells'

/** One line of a table of rules: they are tried in order. */
export interface Rule {
  id: string
  /** Always global and with the `u` flag; linear in the length of the name. */
  pattern: RegExp
  why: string
}
