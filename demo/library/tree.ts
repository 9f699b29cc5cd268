import { appendFile, copyFile, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Clips } from './clips.ts'

/** What lies in a made library, and what must be read from it. */
export interface MadeLibrary {
  root: string
  titles: readonly MadeTitle[]
}

export interface MadeTitle {
  /** Below the root. */
  folder: string
  file: string
  title: string
  year: number | null
  tmdb: string | null
  hasNfo: boolean
  /** It can't be probed. */
  isBroken: boolean
  /** Beside it, as `poster.jpg`. */
  poster: 'usual' | 'other' | null
  hasFanart: boolean
  /** Subtitles beside it. */
  hasForcedWords: boolean
}

const NAMES = [
  'The Salt Road',
  'A Quiet Orbit',
  'Northern Line',
  'Paper Kingdom',
  'Winter Ferry',
  'Copper Season',
  'The Long Tide',
  'Glass Gardens',
  'Eleven Bridges',
  'Harvest of Wires',
  'Low Light',
  'Blue Hour Cafe',
  'Orchard Street',
  'Station Elm',
  'Wild Margins',
  'Room 9',
  'Open Harbour',
  'Marble Station',
  'Ünder Öl',
  'L’Heure d’Été',
] as const

export type Style = (title: string, year: number) => { folder: string; file: string }

const dotted = (title: string): string => title.replaceAll(/[’' ]+/g, '.')

/** Ways in which people and programs name a film. */
export const STYLES: readonly Style[] = [
  (title, year) => ({ folder: `${title} (${year})`, file: `${title} (${year}).mkv` }),
  (title, year) => ({
    folder: `${title} (${year})`,
    file: `${dotted(title)}.${year}.1080p.BluRay.x264-GRP.mkv`,
  }),
  (title, year) => ({ folder: `${dotted(title)}.${year}.2160p.WEB-DL.H265`, file: 'film.mp4' }),
]

/**
 * 60 films: each of 20 names in three years and ways of naming. Every second has an NFO with its id, two thirds have
 * artwork, two share a poster, two can't be read.
 */
export function sixtyFilms(): MadeTitle[] {
  return STYLES.flatMap((style, which) =>
    NAMES.map((title, at) => {
      const number = which * NAMES.length + at + 1
      const year = 1960 + which * 20 + at
      const id = 1000 + number
      return {
        ...style(title, year),
        title,
        year,
        tmdb: String(id),
        hasNfo: number % 2 === 1,
        isBroken: number === 8 || number === 41,
        poster: id % 3 === 0 ? null : id % 6 === 1 ? 'other' : 'usual',
        hasFanart: id % 3 === 1,
        hasForcedWords: id % 10 === 0,
      }
    }),
  )
}

/** Films as they were planned, sixty unless said, and what else lies about in such a folder. */
export async function makeFilms(root: string, clips: Clips, titles = sixtyFilms()): Promise<MadeLibrary> {
  for (const made of titles) await writeFilm(root, clips, made)
  await writeFile(join(root, 'notes.txt'), 'not a film\n')
  await writeFile(join(root, titles[0]?.folder ?? '', 'sample-notes.zip'), 'PK')
  return { root, titles }
}

async function writeFilm(root: string, clips: Clips, made: MadeTitle): Promise<void> {
  const folder = join(root, made.folder)
  await mkdir(folder, { recursive: true })
  const from = made.isBroken ? clips.broken : made.file.endsWith('.mp4') ? clips.mp4 : clips.mkv
  await copyOther(from, join(folder, made.file))
  if (made.hasNfo) await writeFile(join(folder, 'movie.nfo'), nfoOf(made))
  if (made.poster !== null)
    await copyFile(made.poster === 'other' ? clips.otherPoster : clips.poster, join(folder, 'poster.jpg'))
  if (made.hasFanart) await copyFile(clips.fanart, join(folder, 'fanart.jpg'))
  if (made.hasForcedWords) await writeFile(join(folder, made.file.replace(/\.\w+$/, '.en.forced.srt')), '1\n')
}

const nfoOf = ({ title, year, tmdb }: MadeTitle): string => `<?xml version="1.0" encoding="UTF-8"?>
<movie>
  <title>${title}</title>
  <year>${year}</year>
  <uniqueid type="tmdb" default="true">${tmdb}</uniqueid>
  <mytool>kept</mytool>
</movie>
`

/** The same media with other bytes behind, so that no two files are equal. */
async function copyOther(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  await copyFile(from, to)
  await appendFile(to, `\n${to}`)
}

/** Three series with names as they come, one in folders by season, one flat, one counted through. */
export async function makeSeries(root: string, clips: Clips): Promise<MadeLibrary> {
  const files = [
    ...[1, 2, 3].map((n) => `Harbour (2015)/Season 1/Harbour - s01e0${n} - Part ${n}.mkv`),
    ...[1, 2].map((n) => `Harbour (2015)/Season 02/0${n}.mkv`),
    'Harbour (2015)/Specials/Harbour S00E01.mkv',
    ...[1, 2, 3].map((n) => `Night.Train.2020/Night.Train.S01E0${n}.720p.WEB.mkv`),
    'Night.Train.2020/Night.Train.S01E04E05.720p.WEB.mkv',
    ...[1, 2, 3].map((n) => `Moon Garden/[Group] Moon Garden - 0${n} [1080p].mkv`),
  ]
  for (const file of files) await copyOther(clips.mkv, join(root, file))
  await copyFile(clips.poster, join(root, 'Harbour (2015)', 'poster.jpg'))
  await writeFile(
    join(root, 'Harbour (2015)', 'tvshow.nfo'),
    '<tvshow><title>Harbour</title><year>2015</year><uniqueid type="tmdb">2001</uniqueid></tvshow>',
  )
  const made = { file: '', hasNfo: false, isBroken: false, poster: null, hasFanart: false, hasForcedWords: false }
  return {
    root,
    titles: [
      { ...made, folder: 'Harbour (2015)', title: 'Harbour', year: 2015, tmdb: '2001', hasNfo: true },
      { ...made, folder: 'Night.Train.2020', title: 'Night Train', year: 2020, tmdb: '2002' },
      { ...made, folder: 'Moon Garden', title: 'Moon Garden', year: null, tmdb: '2003' },
    ],
  }
}
