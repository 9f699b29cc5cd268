import { AUDIO_EXTENSIONS, IMAGE_EXTENSIONS, SUBTITLE_EXTENSIONS, VIDEO_EXTENSIONS } from './extensions.ts'
import { splitPath } from './path-parts.ts'
import { readTrackWords, type TrackWords } from './track-words.ts'

export type ExtraKind =
  | 'behind-the-scenes'
  | 'deleted-scene'
  | 'interview'
  | 'scene'
  | 'short'
  | 'featurette'
  | 'clip'
  | 'backdrop'
  | 'other'
export type ArtworkKind =
  | 'poster'
  | 'fanart'
  | 'banner'
  | 'clearlogo'
  | 'clearart'
  | 'landscape'
  | 'discart'
  | 'keyart'
  | 'characterart'
  | 'thumb'
  | 'icon'
  | 'actor'

/** What a file beside a film or an episode is. */
export type Companion =
  | { is: 'trailer' | 'sample' | 'theme' | 'nfo' | 'unknown' }
  | { is: 'extra'; kind: ExtraKind }
  | ({ is: 'subtitle' | 'audio' } & TrackWords)
  | { is: 'artwork'; kind: ArtworkKind; season: number | 'all' | null }

type Film = Extract<Companion, { is: 'trailer' | 'sample' | 'theme' | 'extra' }>
const extra = (kind: ExtraKind): Film => ({ is: 'extra', kind })

/** Folders whose films belong to the title above. */
export const EXTRA_FOLDERS: readonly (readonly [name: string, what: Film])[] = [
  ['trailers', { is: 'trailer' }],
  ['sample', { is: 'sample' }],
  ['samples', { is: 'sample' }],
  ['theme-music', { is: 'theme' }],
  ['backdrops', extra('backdrop')],
  ['behind the scenes', extra('behind-the-scenes')],
  ['deleted scenes', extra('deleted-scene')],
  ['interviews', extra('interview')],
  ['scenes', extra('scene')],
  ['shorts', extra('short')],
  ['featurettes', extra('featurette')],
  ['clips', extra('clip')],
  ['extras', extra('other')],
  ['extra', extra('other')],
  ['other', extra('other')],
]

/** Ends of a film's name; before them stands one of ` - `, `-`, `.`, `_` or a space. */
export const EXTRA_ENDS: readonly (readonly [pattern: RegExp, what: Film])[] = [
  [/(?:^|[-._ ])trailer\d{0,2}$/iu, { is: 'trailer' }],
  [/(?:^|[-._ ])sample$/iu, { is: 'sample' }],
  [/^theme\d{0,2}$/iu, { is: 'theme' }],
  [/[-_]behindthescenes$/iu, extra('behind-the-scenes')],
  [/[-_]deleted(?:scene)?$/iu, extra('deleted-scene')],
  [/[-_]interview$/iu, extra('interview')],
  [/[-_]scene$/iu, extra('scene')],
  [/[-_]short$/iu, extra('short')],
  [/[-_]featurette$/iu, extra('featurette')],
  [/[-_]clip$/iu, extra('clip')],
  [/[-_](?:extra|other)$/iu, extra('other')],
]

const KINDS =
  'poster|fanart|banner|clearlogo|logo|clearart|landscape|discart|disc|keyart|characterart|thumb|icon|cover|folder|backdrop'
const OTHER_WORDS: Readonly<Record<string, ArtworkKind>> = {
  logo: 'clearlogo',
  disc: 'discart',
  cover: 'poster',
  folder: 'poster',
  backdrop: 'fanart',
  extrafanart: 'fanart',
  extrathumbs: 'thumb',
  '.actors': 'actor',
}
const ARTWORK = new RegExp(
  String.raw`^(?:season(?<season>\d{1,4}|-specials|-all)-)?(?:.*[-.])?(?<kind>${KINDS})\d{0,3}$`,
  'iu',
)

/**
 * What a file that lies beside a film is.
 * @param path below the library's root
 * @param filmStem the film's name without its extension: what a subtitle's name says beyond it is its own
 */
export function readCompanion(path: string, filmStem?: string): Companion {
  const { folders, stem, extension } = splitPath(path)
  const folder = folders.at(-1)?.text.toLowerCase() ?? ''
  if (SUBTITLE_EXTENSIONS.has(extension)) return { is: 'subtitle', ...readTrackWords(stem.text, filmStem) }
  if (IMAGE_EXTENSIONS.has(extension)) return readArtwork(stem.text, folder)
  if (extension === 'nfo' || (extension === 'xml' && stem.text.toLowerCase() === 'movie')) return { is: 'nfo' }
  const film = filmOf(stem.text, folder)
  if (VIDEO_EXTENSIONS.has(extension)) return film ?? { is: 'unknown' }
  if (!AUDIO_EXTENSIONS.has(extension)) return { is: 'unknown' }
  return film?.is === 'theme' ? film : { is: 'audio', ...readTrackWords(stem.text, filmStem) }
}

function filmOf(stem: string, folder: string): Film | undefined {
  const named = EXTRA_ENDS.find(([pattern]) => pattern.test(stem))
  return (named ?? EXTRA_FOLDERS.find(([name]) => name === folder))?.[1]
}

function readArtwork(stem: string, folder: string): Companion {
  const match = ARTWORK.exec(stem)
  const word = (OTHER_WORDS[folder] === undefined ? match?.groups?.['kind'] : folder)?.toLowerCase()
  if (word === undefined) return { is: 'unknown' }
  const said = match?.groups?.['season']?.toLowerCase()
  const season = said === undefined ? null : said === '-all' ? 'all' : said === '-specials' ? 0 : Number(said)
  return { is: 'artwork', kind: OTHER_WORDS[word] ?? (word as ArtworkKind), season }
}
