import {
  clean,
  type FakeLibrary,
  findRow,
  type Kind,
  listFolder,
  refresh,
  remove,
  type Row,
  rowsBelow,
  scan,
} from './library.ts'

type Params = Record<string, unknown>

export interface World {
  library: FakeLibrary
  /** Titles of what plays. */
  playing: string[]
  notifications: { title: string; message: string; image: string; displaytime: number }[]
  /** Rights that are taken away. */
  refused: Set<string>
  /** How long a scan and a refresh take until they are done. */
  workMs: number
  isScanning: boolean
}

export interface Failure {
  code: number
  message: string
  data?: unknown
}
export class Refused extends Error {
  readonly failure: Failure
  constructor(failure: Failure) {
    super(failure.message)
    this.failure = failure
  }
}

const invalid = (data?: unknown): Refused =>
  new Refused({ code: -32602, message: 'Invalid params.', ...(data === undefined ? {} : { data }) })

const ID: Readonly<Record<Kind, string>> = {
  movie: 'movieid',
  tvshow: 'tvshowid',
  episode: 'episodeid',
  song: 'songid',
}
const LIST: Readonly<Record<Kind, string>> = { movie: 'movies', tvshow: 'tvshows', episode: 'episodes', song: 'songs' }

function shown(row: Row, kind: Kind): Record<string, unknown> {
  const { id, title, file, playcount, lastplayed, userrating, resume, art } = row
  const common = { [ID[kind]]: id, label: title, file, playcount, lastplayed, userrating, art }
  return kind === 'tvshow' ? common : { ...common, resume }
}

function listOf(kind: Kind) {
  return ({ library }: World, params: Params): unknown => {
    const filter = params['filter'] as { field: string; value: string } | undefined
    const rows =
      filter === undefined ? library.rows.filter((row) => row.kind === kind) : rowsBelow(library, kind, filter.value)
    const limits = { start: 0, end: rows.length, total: rows.length }
    return { limits, [LIST[kind]]: rows.map((row) => shown(row, kind)) }
  }
}

function setOf(kind: Kind) {
  return ({ library }: World, params: Params): unknown => {
    const row = findRow(library, kind, Number(params[ID[kind]]))
    if (row === undefined) throw invalid()
    const { art = {}, [ID[kind]]: _id, ...facts } = params
    Object.assign(row, facts)
    for (const [name, value] of Object.entries(art as Record<string, string>))
      row.art[name] = `image://${encodeURIComponent(value)}/`
    return 'OK'
  }
}

function refreshOf(kind: Kind) {
  return (world: World, params: Params): unknown => {
    const row = findRow(world.library, kind, Number(params[ID[kind]]))
    if (row === undefined) throw invalid()
    const episodes = params['refreshepisodes'] === true
    later(world, () => refresh(world.library, row, { episodes }))
    return 'OK'
  }
}

function removeOf(kind: Kind) {
  return ({ library }: World, params: Params): unknown => {
    // QUIRK(kodi 20.1): OK for unknown ones, too.
    remove(library, kind, Number(params[ID[kind]]))
    return 'OK'
  }
}

/** QUIRK(kodi 20.1): OK comes at once, whatever becomes of it. */
function later({ workMs }: World, work: () => void): void {
  setTimeout(work, workMs)
}

function startScan(world: World, params: Params): unknown {
  world.isScanning = true
  later(world, () => {
    scan(world.library, params['directory'] as string | undefined)
    world.isScanning = false
  })
  return 'OK'
}

function directory({ library }: World, params: Params): unknown {
  const path = String(params['directory'])
  const names = listFolder(library, path)
  if (names === null) throw invalid()
  const files = names.map((name) => ({ file: `${path}${name}`, filetype: 'directory', label: name, type: 'unknown' }))
  return { files, limits: { start: 0, end: files.length, total: files.length } }
}

function notify(world: World, params: Params): unknown {
  const defaults = { image: 'info', displaytime: 5000 }
  const { title, message, image, displaytime } = { ...defaults, ...params } as World['notifications'][number]
  if (typeof message !== 'string' || message === '') throw invalid({ method: 'GUI.ShowNotification' })
  if (displaytime < 1500)
    throw invalid({
      method: 'GUI.ShowNotification',
      stack: {
        message: `Value between 1500 (inclusive) and 2147483647 (inclusive) expected but ${displaytime} received`,
        name: 'displaytime',
        type: 'integer',
      },
    })
  world.notifications.push({ title, message, image, displaytime })
  return 'OK'
}

const PERMISSIONS = [
  'ControlGUI',
  'ControlNotify',
  'ControlPlayback',
  'ReadData',
  'RemoveData',
  'UpdateData',
  'WriteFile',
]

export const METHODS: Readonly<Record<string, (world: World, params: Params) => unknown>> = {
  'JSONRPC.Ping': () => 'pong',
  'JSONRPC.Version': () => ({ version: { major: 13, minor: 0, patch: 0 } }),
  'JSONRPC.Permission': ({ refused }) => Object.fromEntries(PERMISSIONS.map((name) => [name, !refused.has(name)])),
  'Application.GetProperties': () => ({
    name: 'Kodi',
    version: { major: 20, minor: 1, revision: '20230312-nogitfound', tag: 'stable' },
  }),
  'Player.GetActivePlayers': ({ playing }) =>
    playing.length === 0 ? [] : [{ playerid: 1, playertype: 'internal', type: 'video' }],
  'Player.GetItem': ({ playing: [title = ''] }) => ({ item: { label: title, title, type: 'movie' } }),
  'Files.GetSources': ({ library: { roots } }, { media }) => {
    const sources = roots
      .filter(({ holds }) => (holds === 'music') === (media === 'music'))
      .map(({ path, holds }) => ({ file: `${path.replace(/\/$/, '')}/`, label: holds }))
    return { limits: { start: 0, end: sources.length, total: sources.length }, sources }
  },
  'Files.GetDirectory': directory,
  'XBMC.GetInfoBooleans': ({ isScanning }, { booleans }) =>
    Object.fromEntries((booleans as string[]).map((name) => [name, name === 'Library.IsScanningVideo' && isScanning])),
  'VideoLibrary.Scan': startScan,
  'AudioLibrary.Scan': startScan,
  'AudioLibrary.Clean': (world) => {
    later(world, () => clean(world.library))
    return 'OK'
  },
  'AudioLibrary.GetSongs': listOf('song'),
  'VideoLibrary.GetMovies': listOf('movie'),
  'VideoLibrary.GetTVShows': listOf('tvshow'),
  'VideoLibrary.GetEpisodes': listOf('episode'),
  'VideoLibrary.SetMovieDetails': setOf('movie'),
  'VideoLibrary.SetTVShowDetails': setOf('tvshow'),
  'VideoLibrary.SetEpisodeDetails': setOf('episode'),
  'VideoLibrary.RefreshMovie': refreshOf('movie'),
  'VideoLibrary.RefreshTVShow': refreshOf('tvshow'),
  'VideoLibrary.RefreshEpisode': refreshOf('episode'),
  'VideoLibrary.RemoveMovie': removeOf('movie'),
  'VideoLibrary.RemoveTVShow': removeOf('tvshow'),
  'VideoLibrary.RemoveEpisode': removeOf('episode'),
  'GUI.ShowNotification': notify,
}
