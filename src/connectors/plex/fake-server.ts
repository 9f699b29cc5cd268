import { type Reply, startFakeHttp } from '../../../test/fake-http.ts'

export interface FakeSection {
  key: string
  type: 'movie' | 'show' | 'artist'
  title: string
  locations: readonly string[]
}

export interface FakePlexOptions {
  port?: number
  token?: string
  sections?: readonly FakeSection[]
  /** The version that takes refreshes by POST alone. */
  refusesGetWith?: 404 | 405
  /** Answers as old versions do. */
  isOld?: boolean
  actsAfterMs?: number
}

interface Item {
  ratingKey: string
  title: string
  file: string
  section: string
  updatedAt: number
}

/** A double of Plex Media Server on a real socket of the loopback, with its traps; all in memory. Nothing of it was recorded: no real one runs here. */
export interface FakePlex extends AsyncDisposable {
  readonly url: string
  readonly token: string
  /** `section path`, oldest first. */
  readonly told: readonly string[]
  readonly disk: Set<string>
  act(): void
  play(title: string | undefined): void
}

const json = (value: unknown): Reply => ({
  status: 200,
  headers: { 'content-type': 'application/json', 'x-plex-protocol': '1.0' },
  body: JSON.stringify(value),
})
const xml = (body: string): Reply => ({
  status: 200,
  headers: { 'content-type': 'text/xml;charset=utf-8', 'x-plex-protocol': '1.0' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
})
const UNAUTHORIZED: Reply = {
  status: 401,
  headers: { 'content-type': 'text/html', 'x-plex-protocol': '1.0' },
  body: '<html><head><title>Unauthorized</title></head><body><h1>401 Unauthorized</h1></body></html>',
}
const REFRESH = /^\/library\/sections\/([^/]+)\/refresh$/
const ALL = /^\/library\/sections\/([^/]+)\/all$/

export async function startFakePlex(options: FakePlexOptions = {}): Promise<FakePlex> {
  const { token = 'fake-token', sections = [], refusesGetWith, isOld = false, actsAfterMs } = options
  const disk = new Set<string>()
  const told: string[] = []
  const open: { section: FakeSection; path: string }[] = []
  const state: { items: Item[]; playing: string[]; looks: number } = { items: [], playing: [], looks: 0 }
  const act = (): void => {
    for (const { section, path } of open.splice(0)) lookAt(state, { disk, section, path })
  }
  const http = await startFakeHttp(options.port ?? 0, async ({ method, path, query, header }) => {
    const asksJson = header('accept').includes('application/json')
    const identity = { size: 0, machineIdentifier: 'machine', version: '1.41.0.1' }
    if (path === '/identity') return asksJson ? json({ MediaContainer: identity }) : xml('<MediaContainer size="0"/>')
    if (header('x-plex-token') !== token && query.get('X-Plex-Token') !== token) return UNAUTHORIZED
    if (!asksJson) return xml('<MediaContainer size="0"/>')
    if (path === '/status/sessions')
      return json({
        MediaContainer: { size: state.playing.length, Metadata: state.playing.map((title) => ({ title })) },
      })
    if (path === '/library/sections') return json(toSections(sections, isOld))
    const all = sections.find(({ key }) => key === ALL.exec(path)?.[1])
    if (all !== undefined)
      return json(
        pageOf(
          state.items.filter(({ section }) => section === all.key),
          query,
        ),
      )
    const section = sections.find(({ key }) => key === REFRESH.exec(path)?.[1])
    if (section === undefined) return { status: 404 }
    if (method === 'GET' && refusesGetWith !== undefined) return { status: refusesGetWith }
    told.push(`${section.key} ${query.get('path') ?? ''}`)
    open.push({ section, path: query.get('path') ?? '' })
    if (actsAfterMs !== undefined) setTimeout(act, actsAfterMs)
    return { status: 200, headers: { 'x-plex-protocol': '1.0' } }
  })
  return {
    url: http.url,
    token,
    told,
    disk,
    act,
    play: (title) => void (state.playing = title === undefined ? [] : [title]),
    [Symbol.asyncDispose]: () => http[Symbol.asyncDispose](),
  }
}

function toSections(sections: readonly FakeSection[], isOld: boolean): unknown {
  const list = sections.map(({ key, type, title, locations }) => ({
    key,
    type,
    title,
    Location: locations.map((path, id) => ({ id, path })),
  }))
  return isOld
    ? { _elementType: 'MediaContainer', _children: list }
    : { MediaContainer: { size: list.length, Directory: list } }
}

function pageOf(items: readonly Item[], query: URLSearchParams): unknown {
  const title = query.get('title')?.toLowerCase()
  const found = items.filter((item) => title === undefined || item.title.toLowerCase().includes(title))
  const start = Number(query.get('X-Plex-Container-Start') ?? 0)
  const page = found.slice(start, start + Number(query.get('X-Plex-Container-Size') ?? found.length))
  return {
    MediaContainer: {
      size: page.length,
      totalSize: found.length,
      Metadata: page.map(({ ratingKey, title: name, file, updatedAt }) => ({
        ratingKey,
        title: name,
        updatedAt,
        Media: [{ Part: [{ file }] }],
      })),
    },
  }
}

interface Told {
  disk: ReadonlySet<string>
  section: FakeSection
  path: string
}

/** QUIRK(plex): the text of the path counts: with a doubled or another separator nothing is found there, and what was known goes. */
function lookAt(state: { items: Item[]; looks: number }, { disk, section, path }: Told): void {
  state.looks += 1
  const files = [...disk].filter((file) => file.startsWith(`${path}/`) || file.startsWith(`${path}\\`))
  const others = state.items.filter((item) => item.section !== section.key || !isLoosely(item.file, path))
  const seen = files.map((file): Item => ({
    ratingKey: String([...disk].indexOf(file) + 100),
    title: (file.split(/[\\/]/).at(-1) ?? '').replace(/( \(\d{4}\))?(\.\w+)?$/, ''),
    file,
    section: section.key,
    updatedAt: state.looks,
  }))
  state.items = [...others, ...seen]
}

const isLoosely = (file: string, path: string): boolean => {
  const names = (text: string): string =>
    `${text
      .split(/[\\/]+/)
      .filter(Boolean)
      .join('/')}/`
  return names(file).startsWith(names(path))
}
