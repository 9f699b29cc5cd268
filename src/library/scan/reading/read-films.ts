import type { MovieName, Unreadable } from '../../../media/names/model.ts'
import { readMovieName } from '../../../media/names/read-movie-name.ts'
import { findNfo } from '../../../media/nfo/nfo-names.ts'
import { pathKey } from '../../../media/path-key.ts'
import type { TitleFacts } from '../../titles/index.ts'
import { type NamedFile, stemFor } from './classify.ts'
import type { MainChoice, ReadFile, ReadNfoFile, ReadTitle } from './model.ts'
import { readNfoFile, withoutDocument } from './nfo-file.ts'
import { artFor, direct, folderName, type OpenPlace, toReadFile } from './place-reader.ts'

/** Films that lie in one folder: one, several, or one of which there are several files. */
interface Film {
  key: string
  /** By name; the first is the main one unless there is a choice. */
  videos: readonly NamedFile[]
  /** In several files, all of which are needed. */
  isInParts: boolean
  choice: MainChoice | null
  /** Nothing else in the folder is a film. */
  isAlone: boolean
  name: MovieName | Unreadable
}

export function readFilms(place: OpenPlace): { titles: ReadTitle[]; files: ReadFile[] } {
  const films = place.word.isIgnored === true ? [] : findFilms(place)
  if (films.length === 0 && place.files.some(({ kind }) => kind === 'video') && place.word.isIgnored !== true)
    place.notes.push({ level: 'info', code: 'library.no-film', params: { path: place.relPath } })
  const stems = films.flatMap(({ videos }) => videos.map(({ stem }) => stem))
  const titles = films.map((film) => toTitle(place, film, stems))
  return { titles, files: filesOf(place, films, stems) }
}

/** What could be a film: no trailer, extra or sample, and of a disc its index. */
function candidatesOf({ files }: OpenPlace): NamedFile[] {
  const plain = files.filter(
    ({ kind, companion, isDisc, said }) =>
      kind === 'video' && !isDisc && (said === undefined ? companion.is === 'unknown' : said.use === 'main'),
  )
  const discs = files.filter(({ isDisc, name }) => isDisc && /^(?:video_ts\.ifo|index\.bdmv)$/i.test(name))
  return [...plain, ...discs.slice(0, 1)]
}

interface Reading {
  file: NamedFile
  name: MovieName | Unreadable
}

function findFilms(place: OpenPlace): Film[] {
  const readings = candidatesOf(place).map((file): Reading => ({ file, name: readMovieName(file.relPath) }))
  const [first] = readings
  if (first === undefined) return []
  const said = readings.filter(({ file }) => file.said?.use === 'main')
  if (readings.length === 1 || said.length === 1) return [filmOf(said[0] ?? first, { isAlone: true })]
  if (place.relPath !== '' && areParts(readings)) return [groupFilm(readings, true)]
  const groups = groupsOf(readings)
  if (groups.length === 1) return [groupFilm(readings, place.relPath !== '')]
  return holdsSeveral(place, groups) ? groups.map((group) => groupFilm(group, false)) : [chooseFilm(place, readings)]
}

/** By what the files themselves are called: the name of the folder says the same of all. */
function groupsOf(readings: readonly Reading[]): Reading[][] {
  const byTitle = Map.groupBy(readings, ({ file }) => {
    const own = readMovieName(file.name)
    return own.is === 'movie' ? pathKey(own.title) : `file:${file.inPlace}`
  })
  return [...byTitle.values()].flatMap((group) => {
    const years = new Set(group.flatMap((reading) => ownYear(reading) ?? []))
    return years.size < 2 ? [group] : [...Map.groupBy(group, ownYear).values()]
  })
}

function ownYear({ file }: Reading): number | null {
  const own = readMovieName(file.name)
  return own.is === 'movie' ? own.year : null
}

/** Each has a number of its own. */
function areParts(readings: readonly Reading[]): boolean {
  const numbers = new Set(readings.map(partOf))
  const titles = new Set(readings.map(({ name }) => (name.is === 'movie' ? pathKey(name.title) : '')))
  return readings.length > 1 && numbers.size === readings.length && !numbers.has(null) && titles.size === 1
}

/** Loose films in the root, or a folder that gathers some: each has a name of its own that says its year. */
function holdsSeveral(place: OpenPlace, groups: readonly Reading[][]): boolean {
  if (place.relPath === '') return true
  const own = groups.map((group) => readMovieName(folderless(group[0])))
  const areDated = own.every((name) => name.is === 'movie' && name.year !== null)
  const keys = new Set(own.map((name) => (name.is === 'movie' ? `${pathKey(name.title)}:${name.year ?? ''}` : '')))
  return areDated && keys.size === groups.length
}

const folderless = (reading: Reading | undefined): string => reading?.file.name ?? ''

function filmOf({ file, name }: Reading, { isAlone }: { isAlone: boolean }): Film {
  return { key: file.relPath, videos: [file], isInParts: false, choice: null, isAlone, name }
}

/** Files of one film: its parts, or versions of it, of which the largest stands for it. */
function groupFilm(group: readonly Reading[], isAlone: boolean): Film {
  const isInParts = areParts(group)
  const ordered = group.toSorted((a, b) =>
    isInParts
      ? (partOf(a) ?? 0) - (partOf(b) ?? 0)
      : b.file.size - a.file.size || (a.file.relPath < b.file.relPath ? -1 : 1),
  )
  const [first] = ordered as [Reading]
  const videos = ordered.map(({ file }) => file)
  return { key: first.file.relPath, videos, isInParts, choice: null, isAlone, name: first.name }
}

const PART = /^(?:cd|dvd|disc|disk|part|pt)[\s._-]?(\d{1,2})$/i

/** A part is told by the file's name, or by its folder. */
function partOf({ file, name }: Reading): number | null {
  if (name.is === 'movie' && name.part !== null) return name.part
  const told = PART.exec(file.stem) ?? PART.exec(file.inPlace.split('/').at(-2) ?? '')
  return told === null ? null : Number(told[1])
}

/** One folder, one film, but files whose names say different things. */
function chooseFilm(place: OpenPlace, readings: readonly Reading[]): Film {
  const folder = readMovieName(`${folderName(place.relPath)}/movie.mkv`)
  const wanted = folder.is === 'movie' ? pathKey(folder.title) : undefined
  const named = readings.filter(({ file }) => {
    const own = readMovieName(file.name)
    return own.is === 'movie' && pathKey(own.title) === wanted
  })
  const videos = readings.map(({ file }) => file)
  const choice = {
    candidates: videos.map(({ relPath }) => relPath),
    named: named.length === 1 ? (named[0]?.file.relPath ?? null) : null,
  }
  return { key: place.relPath, videos, isInParts: false, choice, isAlone: true, name: folder }
}

function toTitle(place: OpenPlace, film: Film, stems: readonly string[]): ReadTitle {
  const [video] = film.videos as [NamedFile]
  const { word } = place
  const wish = { stem: video.stem, stems: film.isAlone ? [] : stems, isFoldersTitle: film.isAlone }
  const { facts, ids } = namedBy(film.name, { video, place })
  const saidFacts = {
    ...(word.title === undefined ? {} : { title: word.title }),
    ...(word.year === undefined ? {} : { year: word.year }),
  }
  return {
    key: film.key,
    kind: 'movie',
    above: null,
    number: null,
    named: film.isAlone ? { ...facts, ...saidFacts } : facts,
    namedIds: film.isAlone ? { ...ids, ...place.toldIds, ...word.ids } : ids,
    said: film.isAlone && place.relPath !== '' ? word : null,
    main: film.choice === null ? video.relPath : null,
    choice: film.choice,
    parts: film.isInParts ? film.videos.map(({ relPath }) => relPath) : [],
    nfos: nfosOf(place, { video, isAlone: film.isAlone }),
    tagged: null,
    durationMs: null,
    art: artFor(place, wish),
    care:
      film.name.is === 'unreadable' && word.title === undefined
        ? { level: 'warn', code: 'library.name-unclear', params: { path: video.relPath, why: film.name.why } }
        : null,
  }
}

function namedBy(
  name: MovieName | Unreadable,
  { video, place }: { video: NamedFile; place: OpenPlace },
): { facts: TitleFacts; ids: ReadTitle['namedIds'] } {
  if (name.is === 'unreadable')
    return { facts: { title: place.relPath === '' ? video.stem : folderName(place.relPath) }, ids: {} }
  const { title, year, edition, ids } = name
  return {
    facts: { title, ...(year === null ? {} : { year }), ...(edition === null ? {} : { edition }) },
    ids: { ...ids },
  }
}

/** The one that players read first, then any other of a folder that has one film only: it may fill gaps. */
function nfosOf(place: OpenPlace, { video, isAlone }: { video: NamedFile; isAlone: boolean }): ReadNfoFile[] {
  const present = direct(place.files).filter(({ kind }) => kind === 'nfo')
  const first = findNfo(
    { is: 'movie', file: video.name, hasOwnFolder: isAlone },
    present.map(({ name }) => name),
  )
  const others = isAlone ? present.filter(({ name }) => name !== first).map(({ name }) => name) : []
  const names = [...(first === undefined ? [] : [first]), ...others]
  return names.flatMap((name) => {
    const file = present.find((one) => one.name === name) as NamedFile
    return readNfoFile(place, file.relPath, 'movie').map(withoutDocument)
  })
}

function filesOf(place: OpenPlace, films: readonly Film[], stems: readonly string[]): ReadFile[] {
  const alone = films.length === 1 ? films[0] : undefined
  const filmOfStem = (stem: string): Film | undefined => {
    const own = stemFor(stem, stems)
    return own === undefined ? alone : films.find(({ videos }) => videos.some((video) => video.stem === own))
  }
  return place.files.map((file) => {
    const film = films.find(({ videos }) => videos.includes(file))
    if (film !== undefined) return toReadFile(file, { use: useOfVideo(film, file), titleKey: film.key })
    const owner = alone ?? filmOfStem(file.stem)
    return toReadFile(file, { titleKey: owner?.key ?? null, stems })
  })
}

/** Until the main one is chosen, each could be it. */
function useOfVideo(film: Film, file: NamedFile): string {
  if (film.choice !== null) return 'candidate'
  if (film.videos[0] === file) return 'main'
  return film.isInParts ? 'part' : 'version'
}
