import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'

export type Kind = 'movie' | 'tvshow' | 'episode' | 'song'

export interface Row {
  id: number
  kind: Kind
  title: string
  file: string
  showId: number | null
  playcount: number
  lastplayed: string
  userrating: number
  resume: { position: number; total: number }
  art: Record<string, string>
}

export interface FakeRoot {
  /** A real folder. */
  path: string
  holds: 'movies' | 'tvshows' | 'music'
}

/** Kodi's video database over real folders, with what it remembers of them. */
export interface FakeLibrary {
  rows: Row[]
  readonly roots: readonly FakeRoot[]
  /** QUIRK(kodi 20.1): listings are remembered, and a scan of a folder goes by that of the folder above. */
  readonly remembered: Map<string, string[]>
}

const VIDEO = new Set(['.mkv', '.mp4', '.avi'])
const slash = (path: string): string => (path.endsWith('/') ? path : `${path}/`)
const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory()
const textIn = (name: string, xml: string): string => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? ''

/** Null when there is no such folder. */
export function listFolder({ remembered }: FakeLibrary, folder: string): string[] | null {
  if (!isFolder(folder)) return null
  const names = readdirSync(folder)
  remembered.set(slash(folder), names)
  return names
}

export const findRow = ({ rows }: FakeLibrary, kind: Kind, id: number): Row | undefined =>
  rows.find((row) => row.kind === kind && row.id === id)

const newestOf = ({ rows }: FakeLibrary, kind: Kind): number =>
  Math.max(0, ...rows.filter((row) => row.kind === kind).map(({ id }) => id))

function add(library: FakeLibrary, row: Pick<Row, 'kind' | 'title' | 'file' | 'showId'> & Partial<Row>): Row {
  const fresh = { playcount: 0, lastplayed: '', userrating: 0, resume: { position: 0, total: 0 }, art: {} }
  const made = { ...fresh, id: newestOf(library, row.kind) + 1, ...row }
  library.rows.push(made)
  return made
}

const songsOf = (library: FakeLibrary, folder: string): string[] =>
  (listFolder(library, folder) ?? []).filter((name) => extname(name) === '.flac').map((name) => join(folder, name))

const videosOf = (library: FakeLibrary, folder: string): string[] =>
  (listFolder(library, folder) ?? []).filter((name) => VIDEO.has(extname(name))).map((name) => join(folder, name))

function nfoOf({ kind, file }: Pick<Row, 'kind' | 'file'>): string | undefined {
  const own = kind === 'tvshow' ? join(file, 'tvshow.nfo') : `${file.slice(0, -extname(file).length)}.nfo`
  const names = kind === 'movie' ? [join(dirname(file), 'movie.nfo'), own] : [own]
  const found = names.find((name) => existsSync(name))
  return found === undefined ? undefined : readFileSync(found, 'utf8')
}

const factsOf = (xml: string) => ({
  title: textIn('title', xml),
  playcount: Number(textIn('playcount', xml)),
  userrating: Number(textIn('userrating', xml)),
})

/** QUIRK(kodi 20.1): with "local information only" what has no NFO is passed over. */
function take(library: FakeLibrary, row: Pick<Row, 'kind' | 'file' | 'showId'>): Row | undefined {
  const known = library.rows.find(({ file }) => file === row.file)
  const nfo = nfoOf(row)
  return known ?? (nfo === undefined ? undefined : add(library, { ...row, ...factsOf(nfo) }))
}

function takeFolder(library: FakeLibrary, { holds, path }: FakeRoot, folder: string): void {
  if (holds === 'tvshows') {
    const root = slash(path)
    const file = slash(join(root, folder.slice(root.length).split('/')[0] ?? ''))
    const show = take(library, { kind: 'tvshow', file, showId: null })
    if (show !== undefined) takeEpisodes(library, show)
    return
  }
  if (holds === 'music') return takeSongs(library, folder)
  for (const file of videosOf(library, folder)) take(library, { kind: 'movie', file, showId: null })
}

function takeSongs(library: FakeLibrary, folder: string): void {
  for (const file of songsOf(library, folder))
    if (!library.rows.some((row) => row.file === file))
      add(library, { kind: 'song', title: basename(file), file, showId: null })
}

function takeEpisodes(library: FakeLibrary, { id: showId, file: show }: Row): void {
  const folders = [show, ...(listFolder(library, show) ?? []).map((name) => join(show, name))]
  for (const folder of folders.filter(isFolder))
    for (const file of videosOf(library, folder)) take(library, { kind: 'episode', file, showId })
}

/** @param folder all of them unless said */
export function scan(library: FakeLibrary, folder: string | undefined): void {
  for (const root of library.roots) {
    const path = slash(root.path)
    if (folder === undefined || slash(folder) === path) {
      if (root.holds === 'movies') takeFolder(library, root, root.path)
      const inside = (listFolder(library, path) ?? []).map((name) => join(path, name))
      for (const one of inside.filter(isFolder)) takeFolder(library, root, one)
    } else if (slash(folder).startsWith(path)) scanOne(library, root, slash(folder).slice(0, -1))
  }
}

function scanOne(library: FakeLibrary, root: FakeRoot, folder: string): void {
  const above = library.remembered.get(slash(dirname(folder)))
  // QUIRK(kodi 20.1): "Process directory … does not exist - skipping scan", and the answer was OK.
  if (above !== undefined && !above.includes(basename(folder))) return
  if (isFolder(folder)) takeFolder(library, root, folder)
}

const drop = (library: FakeLibrary, gone: (row: Row) => boolean): void =>
  void (library.rows = library.rows.filter((row) => !gone(row)))

/** QUIRK(kodi 20.1): the row is made anew: what people did is lost, but for where they stopped, and its id changes. */
function readAnew(library: FakeLibrary, row: Row): Row {
  const { kind, file, showId, resume, title } = row
  const isNewest = row.id === newestOf(library, kind)
  const id = isNewest || kind === 'tvshow' ? row.id : newestOf(library, kind) + 1
  drop(library, (one) => one === row)
  const nfo = nfoOf(row)
  return add(library, { kind, file, showId, resume, id, ...(nfo === undefined ? { title } : factsOf(nfo)) })
}

export function refresh(library: FakeLibrary, row: Row, { episodes }: { episodes: boolean }): void {
  const anew = readAnew(library, row)
  if (row.kind !== 'tvshow') return
  // QUIRK(kodi 20.1): a show that is read anew alone keeps its artwork.
  if (!episodes) return void Object.assign(anew.art, row.art)
  for (const one of library.rows.filter(({ showId }) => showId === row.id)) readAnew(library, one)
  takeEpisodes(library, anew)
}

/** Songs whose files are gone. */
export const clean = (library: FakeLibrary): void =>
  drop(library, ({ kind, file }) => kind === 'song' && !existsSync(file))

export function remove(library: FakeLibrary, kind: Kind, id: number): void {
  drop(library, (row) => (row.kind === kind && row.id === id) || (kind === 'tvshow' && row.showId === id))
}

/** QUIRK(kodi 20.1): % and _ stand for any signs, and the case of ASCII letters for none. */
export function rowsBelow({ rows }: FakeLibrary, kind: Kind, start: string): Row[] {
  const escaped = start
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.')
  const form = new RegExp(`^${escaped}`, 'i')
  return rows.filter((row) => row.kind === kind && form.test(row.file))
}
