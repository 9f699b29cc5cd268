import { createHash } from 'node:crypto'
import { type Reply, startFakeHttp } from '../../../test/fake-http.ts'

export interface FakeFolder {
  name: string
  type: 'movies' | 'tvshows' | 'music'
  locations: readonly string[]
}

export interface FakeJellyfinOptions {
  port?: number
  key?: string
  version?: string
  folders?: readonly FakeFolder[]
  /** Whether the key is an administrator's. */
  isAdmin?: boolean
  /** Until it acts on what it was told; by hand, with `act`, unless said. */
  actsAfterMs?: number
}

interface Item {
  id: string
  type: 'Movie' | 'Series' | 'Episode' | 'MusicAlbum' | 'Audio'
  name: string
  path: string
  parentId: string
  saved: number
}

/** A double of Jellyfin on a real socket of the loopback, with its traps; all in memory. Nothing of it was recorded: no real one runs here. */
export interface FakeJellyfin extends AsyncDisposable {
  readonly url: string
  readonly key: string
  /** `POST Library/Media/Updated`, oldest first. */
  readonly told: readonly { Path: string; UpdateType: string }[]
  readonly requests: readonly string[]
  /** Files as they are on its disk. */
  readonly disk: Set<string>
  /** Does what it was told, as it would after its delay. */
  act(): void
  play(title: string | undefined): void
}

const idOf = (path: string): string => createHash('md5').update(path).digest('hex')
const parts = (path: string): string[] => path.split(/[\\/]+/).filter(Boolean)
const isBelow = (path: string, folder: string): boolean => {
  const [inner, outer] = [parts(path), parts(folder)]
  return outer.every((name, at) => inner[at] === name)
}
const json = (value: unknown): Reply => ({
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(value),
})

export async function startFakeJellyfin(options: FakeJellyfinOptions = {}): Promise<FakeJellyfin> {
  const { key = 'fake-key', folders = [], isAdmin = true, version = '12.0.0', actsAfterMs } = options
  const disk = new Set<string>()
  const told: { Path: string; UpdateType: string }[] = []
  const requests: string[] = []
  const open: string[] = []
  const state: { items: Item[]; playing: string[]; saves: number } = { items: [], playing: [], saves: 0 }
  const act = (): void => {
    for (const path of open.splice(0)) lookAt(state, { disk, folders, path })
  }
  const http = await startFakeHttp(options.port ?? 0, async ({ method, path, query, header, body }) => {
    requests.push(`${method} ${path}`)
    if (path === '/System/Info/Public') return json(about(version))
    // QUIRK(jellyfin 12): the legacy headers and `api_key` are not read.
    if (!header('authorization').includes(`Token="${key}"`) && query.get('ApiKey') !== key) return { status: 401 }
    if (path === '/System/Info') return json(about(version))
    if (path === '/Sessions')
      return json(state.playing.map((Name) => ({ Id: 's', NowPlayingItem: { Name }, PlayState: { IsPaused: false } })))
    if (path === '/Items') return json(itemsFor(state.items, query))
    if (path === '/Library/VirtualFolders') return isAdmin ? json(folders.map(toVirtual)) : { status: 403 }
    if (path === '/Library/Refresh')
      // QUIRK(jellyfin): it is answered when the scan of everything has ended.
      return new Promise<never>(() => {})
    if (method === 'POST' && path === '/Library/Media/Updated') {
      const { Updates = [] } = JSON.parse(body === '' ? '{}' : body) as {
        Updates?: { Path: string; UpdateType: string }[]
      }
      told.push(...Updates)
      open.push(...Updates.map(({ Path }) => Path))
      if (actsAfterMs !== undefined) setTimeout(act, actsAfterMs)
      // QUIRK(jellyfin): 204 for a path that it does not know, too.
      return { status: 204 }
    }
    return { status: 404 }
  })
  return {
    url: http.url,
    key,
    told,
    requests,
    disk,
    act,
    play: (title) => void (state.playing = title === undefined ? [] : [title]),
    [Symbol.asyncDispose]: () => http[Symbol.asyncDispose](),
  }
}

const about = (Version: string) => ({ ServerName: 'den', Version, ProductName: 'Jellyfin Server', Id: 'a' })

const toVirtual = ({ name, type, locations }: FakeFolder) => ({
  Name: name,
  Locations: locations,
  CollectionType: type,
  ItemId: idOf(name),
})

interface Told {
  disk: ReadonlySet<string>
  folders: readonly FakeFolder[]
  path: string
}

/** Whatever the path is told for, the files on the disk count. */
function lookAt(state: { items: Item[]; saves: number }, { disk, folders, path }: Told): void {
  const folder = folders.find(({ locations }) => locations.some((location) => isBelow(path, location)))
  if (folder === undefined) return
  state.saves += 1
  const location = folder.locations.find((one) => isBelow(path, one)) ?? ''
  const top = path.slice(0, location.length) + path.slice(location.length).replace(/^([\\/]+[^\\/]+).*/, '$1')
  const files = [...disk].filter((file) => isBelow(file, top))
  const others = state.items.filter((item) => !isBelow(item.path, top))
  state.items = [...others, ...itemsOf(folder, { top, files, saved: state.saves })]
}

function itemsOf(folder: FakeFolder, { top, files, saved }: { top: string; files: string[]; saved: number }): Item[] {
  const parentId = idOf(folder.name)
  const name = parts(top).at(-1) ?? ''
  const of = (type: Item['type'], path: string, parent: string): Item => ({
    id: idOf(path),
    type,
    name: (parts(path).at(-1) ?? '').replace(/( \(\d{4}\))?(\.\w+)?$/, ''),
    path,
    parentId: parent,
    saved,
  })
  if (folder.type === 'movies') return files.map((file) => of('Movie', file, parentId))
  if (files.length === 0) return []
  const whole = { ...of(folder.type === 'tvshows' ? 'Series' : 'MusicAlbum', top, parentId), name }
  return [whole, ...files.map((file) => of(folder.type === 'tvshows' ? 'Episode' : 'Audio', file, whole.id))]
}

function itemsFor(items: readonly Item[], query: URLSearchParams): unknown {
  const types = (query.get('includeItemTypes') ?? '').split(',').filter(Boolean)
  const parent = query.get('parentId')
  const term = query.get('searchTerm')?.toLowerCase()
  const found = items.filter(
    (item) =>
      (types.length === 0 || types.includes(item.type)) &&
      (parent === null || item.parentId === parent) &&
      (term === undefined || item.name.toLowerCase().includes(term)),
  )
  const start = Number(query.get('startIndex') ?? 0)
  const page = found.slice(start, start + Number(query.get('limit') ?? found.length))
  const fields = (query.get('fields') ?? '').split(',')
  return {
    Items: page.map(({ id, name, path, type, saved }) => ({
      Id: id,
      Name: name,
      Type: type,
      ...(fields.includes('Path') ? { Path: path } : {}),
      ...(fields.includes('Etag') ? { Etag: `${id}-${saved}` } : {}),
    })),
    TotalRecordCount: found.length,
    StartIndex: start,
  }
}
