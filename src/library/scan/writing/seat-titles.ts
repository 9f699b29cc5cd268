import { foldText } from '../../../kernel/fold-text.ts'
import type { Above, PlaceReading, ReadTitle } from '../reading/model.ts'
import { BARE } from '../reading/bare.ts'
import { listTitlesAt, listTitlesBelow, listTitlesNamed, type TitleRow } from './store.ts'
import { folderIdOf, freeTitles, isSameName, seatAll, seatKey, type Shelf, take, type Wish } from './shelf.ts'

/** Finds or makes the row of every title that was read: those above first. */
export async function seatTitles(shelf: Shelf): Promise<void> {
  const { kind } = shelf.batch.library
  if (kind === 'films') return seatFilms(shelf)
  if (kind === 'series') return seatSeries(shelf)
  return seatMusic(shelf)
}

function wishesOf(shelf: Shelf, kind: ReadTitle['kind']): Wish[] {
  return shelf.batch.readings.flatMap((reading) =>
    reading.titles
      .filter((title) => title.kind === kind)
      .map((title) => ({ reading, title, folderId: folderIdOf(shelf, reading.relPath), parentId: null })),
  )
}

const filesOf = (title: ReadTitle): readonly string[] => [
  ...(title.main === null ? [] : [title.main]),
  ...title.parts,
  ...(title.choice?.candidates ?? []),
]

async function seatFilms(shelf: Shelf): Promise<void> {
  const wishes = wishesOf(shelf, 'movie')
  await takeMoved(shelf, wishes)
  await seatAll(shelf, wishes, (wish) => findFilm(shelf, wish))
}

function findFilm(shelf: Shelf, wish: Wish): TitleRow | undefined {
  const free = freeTitles(shelf, 'movie')
  const here = free.filter((row) => row.folder_id === wish.folderId)
  return (
    here.find((row) => holdsFile(shelf, row, wish.title)) ??
    here.find((row) => isSameName(row.title, wish.title.named.title ?? '') && isSameYear(row, wish.title)) ??
    (here.length === 1 && filmsIn(wish.reading) === 1 ? here[0] : undefined) ??
    free.find((row) => isMovedTo(shelf, row, wish))
  )
}

const filmsIn = ({ titles }: PlaceReading): number => titles.filter(({ kind }) => kind === 'movie').length
const isSameYear = (row: TitleRow, { named }: ReadTitle): boolean =>
  row.year === null || named.year === undefined || row.year === named.year

function holdsFile(shelf: Shelf, row: TitleRow, title: ReadTitle): boolean {
  return filesOf(title).some((path) => shelf.files.get(path)?.id === row.main_file_id && row.main_file_id !== null)
}

/** Titles whose folders are gone, which may be what is new here; with all that hangs below them. */
async function takeMoved(shelf: Shelf, wishes: readonly Wish[]): Promise<void> {
  if (shelf.batch.movable.length === 0 || wishes.length === 0) return
  const ids = shelf.batch.movable.map(({ titleId }) => titleId)
  const rows = await listTitlesAt(shelf.tx, ids)
  take(shelf, rows)
  if (rows.every(({ kind }) => kind !== 'series')) return
  const seasons = await listTitlesBelow(shelf.tx, ids)
  take(shelf, seasons)
  take(
    shelf,
    await listTitlesBelow(
      shelf.tx,
      seasons.map(({ id }) => id),
    ),
  )
}

/** The same file at another place, or the same ids, or the same name of file and title. */
function isMovedTo(shelf: Shelf, row: TitleRow, { reading, title }: Wish): boolean {
  const old = shelf.batch.movable.find(({ titleId }) => titleId === row.id)
  if (old === undefined) return false
  const ids = { ...title.namedIds, ...Object.assign({}, ...title.nfos.map((nfo) => nfo.ids)) } as ReadTitle['namedIds']
  const isSameId = [
    [ids.tmdb, row.tmdb_id],
    [ids.imdb, row.imdb_id],
    [ids.tvdb, row.tvdb_id],
  ].some(([told, known]) => told !== undefined && told === known)
  const isSameFile = reading.files.some(
    ({ relPath, inode, size, mtimeMs }) =>
      filesOf(title).includes(relPath) &&
      size === old.size &&
      mtimeMs === old.mtimeMs &&
      (inode === old.inode || nameOf(relPath) === nameOf(old.relPath)),
  )
  // A series has no file; its folder's name is what it is known by.
  const isSameFolder = old.size < 0 && nameOf(old.relPath) === nameOf(reading.unit)
  return isSameFile || isSameId || isSameFolder
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

async function seatSeries(shelf: Shelf): Promise<void> {
  const told = wishesOf(shelf, 'series')
  const series = [...told, ...unreadSeries(shelf, told)]
  await takeMoved(shelf, series)
  await seatAll(shelf, series, (wish) => findSeries(shelf, wish))
  const seasons = wishesOf(shelf, 'season')
    .map((wish) => ({ ...wish, parentId: seriesIdOf(shelf, wish) }))
    .filter((wish) => hasEpisodes(shelf, wish))
  await seatEach(shelf, seasons, (wish, row) => row.kind === 'season' && row.number === wish.title.number)
  const episodes = wishesOf(shelf, 'tv-episode').map((wish) => ({ ...wish, parentId: seasonIdOf(shelf, wish) }))
  await seatAll(shelf, episodes, (wish) =>
    freeTitles(shelf, 'tv-episode').find((row) => row.parent_id === wish.parentId && row.number === wish.title.number),
  )
}

/** A picture alone makes no season. */
function hasEpisodes(shelf: Shelf, { reading, title, parentId }: Wish): boolean {
  const isKnown = [...shelf.titles.values()].some(
    (row) => row.kind === 'season' && row.parent_id === parentId && row.number === title.number,
  )
  return (
    isKnown ||
    shelf.batch.readings.some(
      ({ unit, titles }) =>
        unit === reading.unit && titles.some(({ above }) => above?.kind === 'season' && above.season === title.number),
    )
  )
}

/** A season that was read without its series, whose folder had not changed; normally the series has its row. */
function unreadSeries(shelf: Shelf, told: readonly Wish[]): Wish[] {
  const have = new Set(told.map(({ reading }) => reading.unit))
  const units = new Map(shelf.batch.readings.map((reading) => [reading.unit, reading]))
  return [...units.values()]
    .filter(
      (reading) =>
        !have.has(reading.unit) && reading.unit !== '' && reading.titles.some(({ above }) => above?.kind === 'series'),
    )
    .map((reading) => ({
      reading: { ...reading, relPath: reading.unit },
      title: { ...BARE, key: 'series', kind: 'series', named: { title: nameOf(reading.unit) } },
      folderId: folderIdOf(shelf, reading.unit),
      parentId: null,
    }))
}

function findSeries(shelf: Shelf, wish: Wish): TitleRow | undefined {
  const free = freeTitles(shelf, 'series')
  const here = free.filter((row) => row.folder_id === wish.folderId)
  const isLoose = wish.reading.unit === ''
  const same = isLoose ? here.find((row) => isSameName(row.title, wish.title.named.title ?? '')) : here[0]
  return same ?? free.find((row) => isMovedTo(shelf, row, wish))
}

const seriesKeyOf = (above: Above | null): string | null =>
  above?.kind === 'series' ? above.name : above?.kind === 'season' ? above.series : null

function seriesIdOf(shelf: Shelf, { reading, title }: Wish): number | null {
  const name = seriesKeyOf(title.above)
  const key = name === null ? 'series' : `series:${name}`
  return shelf.seated.get(seatKey({ relPath: reading.unit }, key))?.id ?? null
}

function seasonIdOf(shelf: Shelf, wish: Wish): number | null {
  const { above } = wish.title
  if (above?.kind !== 'season') return null
  const seriesId = seriesIdOf(shelf, wish)
  const season = [...shelf.titles.values()].find(
    (row) => row.kind === 'season' && row.parent_id === seriesId && row.number === above.season,
  )
  return season?.id ?? null
}

/** As `seatAll` for titles that several folders may tell: the first makes the row, the others find it. */
async function seatEach(
  shelf: Shelf,
  wishes: readonly Wish[],
  isSame: (wish: Wish, row: TitleRow) => boolean,
): Promise<void> {
  for (const group of Map.groupBy(
    wishes,
    ({ parentId, title }) => `${parentId} ${title.number} ${foldText(title.named.title ?? '')}`,
  ).values()) {
    for (const wish of group)
      await seatAll(shelf, [wish], () =>
        [...shelf.titles.values()].find((row) => row.parent_id === wish.parentId && isSame(wish, row)),
      )
  }
}

async function seatMusic(shelf: Shelf): Promise<void> {
  const artists = wishesOf(shelf, 'artist')
  const keys = [...new Set(artists.map(({ title }) => foldText(title.named.title ?? '')))]
  take(shelf, await listTitlesNamed(shelf.tx, { libraryId: shelf.batch.library.libraryId, kind: 'artist' }, keys))
  await seatEach(
    shelf,
    artists,
    (wish, row) => row.kind === 'artist' && isSameName(row.title, wish.title.named.title ?? ''),
  )
  const albums = wishesOf(shelf, 'album').map((wish) => ({ ...wish, parentId: artistIdOf(shelf, wish) }))
  await seatEach(
    shelf,
    albums,
    (wish, row) => row.kind === 'album' && isSameName(row.title, wish.title.named.title ?? ''),
  )
  const songs = wishesOf(shelf, 'song').map((wish) => ({ ...wish, parentId: albumIdOf(shelf, wish) }))
  await takeMoved(shelf, songs)
  await seatAll(shelf, songs, (wish) => {
    const free = freeTitles(shelf, 'song')
    return free.find((row) => holdsFile(shelf, row, wish.title)) ?? free.find((row) => isMovedTo(shelf, row, wish))
  })
}

const artistIdOf = (shelf: Shelf, { reading, title }: Wish): number | null =>
  title.above?.kind === 'artist' ? (shelf.seated.get(seatKey(reading, `artist:${title.above.name}`))?.id ?? null) : null

const albumIdOf = (shelf: Shelf, { reading, title }: Wish): number | null =>
  title.above?.kind === 'album'
    ? (shelf.seated.get(seatKey(reading, `album:${title.above.artist}:${title.above.name}`))?.id ?? null)
    : null
