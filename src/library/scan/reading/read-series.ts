import type { EpisodeName } from '../../../media/names/model.ts'
import { readEpisodeName } from '../../../media/names/read-episode-name.ts'
import { readSeasonFolder } from '../../../media/names/season-folder.ts'
import { findNfo } from '../../../media/nfo/nfo-names.ts'
import type { TitleFacts } from '../../titles/index.ts'
import { type NamedFile, stemFor } from './classify.ts'
import { BARE } from './bare.ts'
import type { ReadFile, ReadTitle } from './model.ts'
import { type NfoDocument, readNfoFile, withoutDocument } from './nfo-file.ts'
import { artFor, direct, folderName, isArtOf, type OpenPlace, toReadFile } from './place-reader.ts'

export function readSeries(place: OpenPlace): { titles: ReadTitle[]; files: ReadFile[] } {
  if (place.word.isIgnored === true)
    return { titles: [], files: place.files.map((file) => toReadFile(file, { titleKey: null })) }
  const found = findEpisodes(place)
  const stems = found.map(({ file }) => file.stem)
  const episodes = episodeTitles(place, found, stems)
  const isSeries = place.relPath === place.unit && place.relPath !== ''
  const series = isSeries ? [seriesTitle(place, stems)] : looseSeries(place, found)
  const seasons = seasonTitles(place, found)
  return { titles: [...series, ...seasons, ...episodes], files: filesOf(place, { found, stems, seasons, isSeries }) }
}

interface Found {
  file: NamedFile
  name: EpisodeName
  season: number
  numbers: readonly number[]
  /** Of loose episodes in the root the series that the name tells. */
  series: string | null
}

function findEpisodes(place: OpenPlace): Found[] {
  const videos = place.files.filter(
    ({ kind, companion, isDisc, said }) =>
      kind === 'video' && !isDisc && (said === undefined ? companion.is === 'unknown' : said.use === 'main'),
  )
  return videos.flatMap((file): Found[] => {
    const name = readEpisodeName(file.relPath)
    if (name.is === 'unreadable') {
      place.notes.push({ level: 'warn', code: 'library.name-unclear', params: { path: file.relPath, why: name.why } })
      return []
    }
    return [{ file, name, ...numbersOf(name), series: place.relPath === '' ? name.series : null }]
  })
}

const MONTHS = 100

/** What counts through the series is in its first season; what is told by its day is in the season of the year. */
function numbersOf({ season, episodes, absolute, airDate }: EpisodeName): Pick<Found, 'season' | 'numbers'> {
  if (episodes.length > 0) return { season: season ?? 1, numbers: episodes }
  if (absolute.length > 0) return { season: season ?? 1, numbers: absolute.map(Math.floor) }
  const [year = 0, month = 0, day = 0] = (airDate ?? '').split('-').map(Number)
  return { season: season ?? year, numbers: [month * MONTHS + day] }
}

const seasonKey = (series: string | null, season: number): string => `season:${series ?? ''}:${season}`

/** `Night.Train.2020` is Night Train; a title that is nothing but a year stays. */
function withoutYear(title: string, year: number | null): string | undefined {
  const bare = year === null || !title.endsWith(` ${year}`) ? title : title.slice(0, -` ${year}`.length)
  return bare === '' ? undefined : bare
}

/** The folder's name, and its NFO. */
function seriesTitle(place: OpenPlace, stems: readonly string[]): ReadTitle {
  const name = readEpisodeName(`${folderName(place.unit)}/Season 01/S01E01.mkv`)
  const { word } = place
  const told = name.is === 'episode' ? name : undefined
  const nfo = findNfo(
    { is: 'show' },
    direct(place.files).map((file) => file.name),
  )
  const year = word.year ?? told?.year ?? null
  return {
    ...BARE,
    key: 'series',
    kind: 'series',
    named: {
      title: word.title ?? withoutYear(told?.title ?? '', year) ?? folderName(place.unit),
      ...(year === null ? {} : { year }),
    },
    namedIds: { ...told?.ids, ...place.toldIds, ...word.ids },
    said: word,
    nfos: nfo === undefined ? [] : readNfoFile(place, inPlace(place, nfo), 'tvshow').map(withoutDocument),
    art: artFor(place, { stem: null, stems, isFoldersTitle: true }),
  }
}

const inPlace = (place: OpenPlace, name: string): string => (place.relPath === '' ? name : `${place.relPath}/${name}`)

/** In the root, each series that the names tell. */
function looseSeries(place: OpenPlace, found: readonly Found[]): ReadTitle[] {
  if (place.relPath !== '') return []
  const names = new Set(found.flatMap(({ series }) => series ?? []))
  return [...names].map((name) => ({ ...BARE, key: `series:${name}`, kind: 'series', named: { title: name } }))
}

/** Those that have episodes here, and those that only have a picture. */
function seasonTitles(place: OpenPlace, found: readonly Found[]): ReadTitle[] {
  const folder = readSeasonFolder(folderName(place.relPath), folderName(place.unit))
  const pictured = place.files.flatMap(({ companion }) =>
    companion.is === 'artwork' && typeof companion.season === 'number' ? [companion.season] : [],
  )
  const wanted = new Map<string, { series: string | null; season: number }>()
  for (const one of found) wanted.set(seasonKey(one.series, one.season), one)
  if (place.relPath !== '' && place.relPath === place.unit)
    for (const season of pictured) wanted.set(seasonKey(null, season), { series: null, season })
  return [...wanted].map(([key, { series, season }]): ReadTitle => {
    const isOwnFolder = folder === season && place.relPath !== place.unit
    const nfo = isOwnFolder
      ? findNfo(
          { is: 'season' },
          direct(place.files).map(({ name }) => name),
        )
      : undefined
    return {
      ...BARE,
      key,
      kind: 'season',
      above: { kind: 'series', name: series },
      number: season,
      named: { title: season === 0 ? 'Specials' : `Season ${season}` },
      nfos: nfo === undefined ? [] : readNfoFile(place, inPlace(place, nfo), 'season').map(withoutDocument),
      art: [
        ...artFor(place, { stem: null, stems: found.map(({ file }) => file.stem), isFoldersTitle: true, season }),
        ...(isOwnFolder
          ? artFor(place, { stem: null, stems: found.map(({ file }) => file.stem), isFoldersTitle: true })
          : []),
      ],
    }
  })
}

const episodeKey = ({ series, season }: Found, number: number): string => `episode:${series ?? ''}:${season}:${number}`

/** Of several files of an episode the largest is the main one. */
function episodeTitles(place: OpenPlace, found: readonly Found[], stems: readonly string[]): ReadTitle[] {
  const all = found.flatMap((one) => one.numbers.map((number) => ({ ...one, number, key: episodeKey(one, number) })))
  const documents = new Map<NamedFile, NfoDocument[]>()
  const nfosOf = (one: Found): NfoDocument[] => {
    const known = documents.get(one.file)
    if (known !== undefined) return known
    const here = place.files.filter(
      ({ kind, inPlace: path }) => kind === 'nfo' && folderOf(path) === folderOf(one.file.inPlace),
    )
    const name = findNfo(
      { is: 'episode', file: one.file.name },
      here.map((file) => file.name),
    )
    const nfo = here.find((file) => file.name === name)
    const read = nfo === undefined ? [] : readNfoFile(place, nfo.relPath, 'episodedetails')
    documents.set(one.file, read)
    return read
  }
  return [...Map.groupBy(all, ({ key }) => key)].map(([key, group]): ReadTitle => {
    const [main] = group.toSorted((a, b) => b.file.size - a.file.size) as [(typeof group)[number]]
    const read = nfosOf(main)
    const fitting = read.filter(
      ({ document }) => document?.episode === main.number && (document.season ?? main.season) === main.season,
    )
    const nfos = fitting.length > 0 ? fitting : main.numbers.length === 1 ? read.slice(0, 1) : []
    return {
      ...BARE,
      key,
      kind: 'tv-episode',
      above: { kind: 'season', series: main.series, season: main.season },
      number: main.number,
      named: episodeFacts(main),
      namedIds: {},
      main: main.file.relPath,
      nfos: nfos.map(withoutDocument),
      art: artFor(place, { stem: main.file.stem, stems, isFoldersTitle: false }),
    }
  })
}

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

function episodeFacts({ name, number }: Found & { number: number }): TitleFacts {
  const { episodeTitle, airDate } = name
  return {
    title: episodeTitle === null || episodeTitle === '' ? (airDate ?? `Episode ${number}`) : episodeTitle,
    ...(airDate === null ? {} : { premiered: airDate }),
  }
}

interface Seats {
  found: readonly Found[]
  stems: readonly string[]
  seasons: readonly ReadTitle[]
  isSeries: boolean
}

function filesOf(place: OpenPlace, { found, stems, seasons, isSeries }: Seats): ReadFile[] {
  const mains = new Map<string, NamedFile>()
  for (const one of found)
    for (const number of one.numbers) {
      const key = episodeKey(one, number)
      const known = mains.get(key)
      if (known === undefined || one.file.size > known.size) mains.set(key, one.file)
    }
  const keyOf = (one: Found): string => episodeKey(one, one.numbers[0] ?? 0)
  const foldersKey = isSeries ? 'series' : (seasons[0]?.key ?? null)
  return place.files.map((file) => {
    const own = found.find((one) => one.file === file)
    if (own !== undefined) {
      const isMain = own.numbers.some((number) => mains.get(episodeKey(own, number)) === file)
      return toReadFile(file, { use: isMain ? 'main' : 'version', titleKey: keyOf(own) })
    }
    const stem = stemFor(file.stem, stems)
    const beside = found.find((one) => one.file.stem === stem)
    if (beside !== undefined) return toReadFile(file, { titleKey: keyOf(beside), stems })
    const season = seasons.find(
      ({ number }) => number !== null && isArtOf(file, { stem: null, stems, isFoldersTitle: true, season: number }),
    )
    return toReadFile(file, { titleKey: season?.key ?? foldersKey, stems })
  })
}
