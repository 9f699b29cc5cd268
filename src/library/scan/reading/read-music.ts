import { findNfo } from '../../../media/nfo/nfo-names.ts'
import type { TitleFacts } from '../../titles/index.ts'
import { isPartFolder } from '../tree/folder-names.ts'
import type { NamedFile } from './classify.ts'
import { BARE } from './bare.ts'
import type { ReadFile, ReadTitle } from './model.ts'
import { readNfoFile, withoutDocument } from './nfo-file.ts'
import { artFor, direct, folderName, type OpenPlace, toReadFile } from './place-reader.ts'

interface Tags {
  title?: string
  artist?: string
  albumArtist?: string
  album?: string
  track?: number
  disc?: number
  year?: number
  date?: string
  genres?: readonly string[]
  durationMs?: number
}

interface Song {
  file: NamedFile
  tags: Tags
  artist: string
  album: string
  year: number | null
  number: number | null
}

/** Songs of one disc stand before those of the next. */
const DISC = 1000

export async function readMusic(place: OpenPlace): Promise<{ titles: ReadTitle[]; files: ReadFile[] }> {
  const audio =
    place.word.isIgnored === true
      ? []
      : place.files.filter(({ kind, companion }) => kind === 'audio' && companion.is !== 'theme')
  const songs: Song[] = []
  for (const file of audio) songs.push(songOf(place, file, await readTags(place, file)))
  const isArtist = place.relPath === place.unit && place.relPath !== '' && songs.length === 0
  const albums = albumTitles(place, songs)
  const artists = isArtist ? [artistTitle(place)] : []
  const titles = [...artists, ...artistsOf(songs), ...albums, ...songs.map(songTitle)]
  return { titles, files: filesOf(place, { songs, isArtist }) }
}

/** What the file itself says; without tags its names are all there is. */
async function readTags({ rootPath, notes }: OpenPlace, { relPath }: NamedFile): Promise<Tags> {
  const { parseFile } = await import('music-metadata')
  try {
    const { common, format } = await parseFile(`${rootPath}/${relPath}`, { duration: false, skipCovers: true })
    const told = {
      title: common.title,
      artist: common.artist,
      albumArtist: common.albumartist,
      album: common.album,
      track: common.track.no ?? undefined,
      disc: common.disk.no ?? undefined,
      year: common.year,
      date: /^\d{4}-\d{2}-\d{2}$/.test(common.date ?? '') ? common.date : undefined,
      genres: common.genre,
      durationMs: format.duration === undefined ? undefined : Math.round(format.duration * 1000),
    }
    return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined && value !== '')) as Tags
  } catch (error) {
    notes.push({
      level: 'warn',
      code: 'library.tags-unreadable',
      params: { path: relPath, problem: error instanceof Error ? error.name : '' },
    })
    return {}
  }
}

const NUMBERED = /^(?:(\d{1,2})[-.])?(\d{1,3})[\s._-]+(?=\S)/
const DATED = /^(.*?)\s*[[(](\d{4})[\])]\s*$/

function songOf(place: OpenPlace, file: NamedFile, tags: Tags): Song {
  const folder = folderName(place.relPath)
  const [, plain = folder, year] = DATED.exec(folder) ?? []
  const [, ofDash, rest] = /^(.+?) - (.+)$/.exec(plain) ?? []
  const isOwnUnit = place.relPath === place.unit
  const above = isOwnUnit ? (ofDash ?? (place.relPath === '' ? 'Unknown' : plain)) : folderName(place.unit)
  const inDisc = file.inPlace.split('/').findLast(isPartFolder)
  const [, discInName, track] = NUMBERED.exec(file.stem) ?? []
  const disc = tags.disc ?? Number(discInName ?? /\d+/.exec(inDisc ?? '')?.[0] ?? 1)
  const own = tags.track ?? (track === undefined ? undefined : Number(track))
  return {
    file,
    tags,
    artist: tags.albumArtist ?? (isOwnUnit && ofDash === undefined ? tags.artist : undefined) ?? above,
    album: tags.album ?? (isOwnUnit ? (rest ?? plain) : plain),
    year: tags.year ?? (year === undefined ? null : Number(year)),
    number: own === undefined ? null : disc > 1 ? disc * DISC + own : own,
  }
}

function artistTitle(place: OpenPlace): ReadTitle {
  const nfo = findNfo(
    { is: 'artist' },
    direct(place.files).map(({ name }) => name),
  )
  return {
    ...BARE,
    key: 'artist',
    kind: 'artist',
    named: { title: place.word.title ?? folderName(place.relPath) },
    nfos: nfo === undefined ? [] : readNfoFile(place, `${place.relPath}/${nfo}`, 'artist').map(withoutDocument),
    art: artFor(place, { stem: null, stems: [], isFoldersTitle: true }),
  }
}

const artistsOf = (songs: readonly Song[]): ReadTitle[] =>
  [...new Set(songs.map(({ artist }) => artist))].map((name) => ({
    ...BARE,
    key: `artist:${name}`,
    kind: 'artist',
    named: { title: name },
  }))

const albumKey = ({ artist, album }: Song): string => `album:${artist}:${album}`

function albumTitles(place: OpenPlace, songs: readonly Song[]): ReadTitle[] {
  const groups = [...Map.groupBy(songs, albumKey)]
  return groups.map(([key, group]): ReadTitle => {
    const [first] = group as [Song, ...Song[]]
    const isAlone = groups.length === 1
    const nfo = isAlone
      ? findNfo(
          { is: 'album' },
          direct(place.files).map(({ name }) => name),
        )
      : undefined
    const path = nfo === undefined ? '' : place.relPath === '' ? nfo : `${place.relPath}/${nfo}`
    return {
      ...BARE,
      key,
      kind: 'album',
      above: { kind: 'artist', name: first.artist },
      named: { title: first.album, ...(first.year === null ? {} : { year: first.year }) },
      tagged: albumFacts(group),
      nfos: nfo === undefined ? [] : readNfoFile(place, path, 'album').map(withoutDocument),
      art: isAlone ? artFor(place, { stem: null, stems: [], isFoldersTitle: true }) : [],
    }
  })
}

function albumFacts(songs: readonly Song[]): TitleFacts {
  const genres = [...new Set(songs.flatMap(({ tags }) => tags.genres ?? []))]
  const date = songs.find(({ tags }) => tags.date !== undefined)?.tags.date
  return { ...(genres.length === 0 ? {} : { genres }), ...(date === undefined ? {} : { premiered: date }) }
}

/** What a file says of itself counts more than its name; both are told as one. */
function songTitle({ file, tags, artist, album, year, number }: Song): ReadTitle {
  const name = file.stem.replace(NUMBERED, '')
  const facts: TitleFacts = {
    ...(tags.genres === undefined ? {} : { genres: tags.genres }),
    ...(tags.artist === undefined ? {} : { actors: [{ name: tags.artist }] }),
  }
  return {
    ...BARE,
    key: file.relPath,
    kind: 'song',
    above: { kind: 'album', artist, name: album, year },
    number,
    named: {
      title: tags.title ?? (name === '' ? file.stem : name),
      ...(tags.year === undefined ? {} : { year: tags.year }),
    },
    main: file.relPath,
    tagged: facts,
    durationMs: tags.durationMs ?? null,
  }
}

function filesOf(place: OpenPlace, { songs, isArtist }: { songs: readonly Song[]; isArtist: boolean }): ReadFile[] {
  const albums = [...new Set(songs.map(albumKey))]
  const foldersKey = isArtist ? 'artist' : albums.length === 1 ? (albums[0] ?? null) : null
  return place.files.map((file) => {
    const song = songs.find((one) => one.file === file)
    if (song !== undefined) return toReadFile(file, { use: 'main', titleKey: file.relPath })
    return toReadFile(file, { titleKey: foldersKey })
  })
}
