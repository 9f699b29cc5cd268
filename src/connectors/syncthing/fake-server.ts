import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Reply, type Serve, startFakeHttp } from '../../../test/fake-http.ts'
import { done, json, says } from './fake/answer.ts'
import { deviceDefaults, type FakeConfig, folderDefaults, serveConfig } from './fake/config.ts'
import { type FakePeer, FakeSharedFolder, readyPeer } from './fake/shared-folder.ts'

export interface FakeSyncthingOptions {
  port?: number
  key?: string
  /** Of 1.19 it has the quirks of that: no `remoteState`, no Bearer, no health without a key. */
  version?: string
  /** Shared with the peer under the id `batches`, when it is given; absolute. */
  folder?: string
  type?: string
  /** Of its own screen. */
  hasPassword?: boolean
  peer?: Partial<FakePeer>
  /** Devices that ask to be let in, and folders that the peer offers. */
  pendingDevices?: Readonly<Record<string, { name: string; address: string }>>
  pendingFolders?: Readonly<Record<string, { label: string }>>
}

/** A double of Syncthing 2 on a real socket of the loopback, with its traps. Its folder is read from the disk; its peer is in memory, or a folder of the disk. */
export interface FakeSyncthing extends AsyncDisposable {
  readonly url: string
  readonly key: string
  readonly deviceId: string
  readonly peerId: string
  readonly folderId: string
  readonly config: FakeConfig
  readonly requests: readonly string[]
  /** Changes how the peer is, and has it go on. */
  setPeer(change: Partial<FakePeer>): void
  peerHas(relPath: string): boolean
  removeAtPeer(relPath: string): void
}

const OWN = 'OSOG56R-TQDUSW4-G4PYIIY-WYOVHXW-QL6R356-I2LEVPH-TTQXWO7-524IIAQ'
const PEER = '4RD7XRF-EKC2IKW-U2IZXHG-LB7L265-MUCHGZH-W7CWVKA-XKQYE33-ERFO2QI'
const FOLDER = 'batches'

interface State {
  options: FakeSyncthingOptions
  config: FakeConfig
  peer: FakePeer
  folders: Map<string, FakeSharedFolder>
  isOld: boolean
  /** How often the peer has come. */
  connections: number
}

export async function startFakeSyncthing(options: FakeSyncthingOptions = {}): Promise<FakeSyncthing> {
  const { key = 'fake-key', version = 'v2.0.10' } = options
  const state: State = {
    options,
    config: configOf(options),
    peer: { ...readyPeer(), ...options.peer },
    folders: new Map(),
    isOld: version.startsWith('v1.19'),
    connections: 1,
  }
  const requests: string[] = []
  const serve: Serve = async (request) => {
    requests.push(`${request.method} ${request.path}`)
    const named = (reply: Reply): Reply => ({
      ...reply,
      headers: { ...reply.headers, 'x-syncthing-version': version, 'x-syncthing-id': OWN },
    })
    if (!/^(127\.0\.0\.1|(.+\.)?localhost)(:\d+)?$/.test(request.header('host'))) return says(403, 'Host check error')
    const isHealth = request.path === '/rest/noauth/health' && !state.isOld
    const bearer = state.isOld ? '' : `Bearer ${key}`
    const isKnown = request.header('x-api-key') === key || (bearer !== '' && request.header('authorization') === bearer)
    if (isHealth) return named(json({ status: 'OK' }))
    if (!isKnown && options.hasPassword === true)
      return state.isOld ? says(401, 'Not Authorized') : says(403, 'Forbidden')
    if (!isKnown) return named(says(403, 'CSRF Error'))
    return named(serveRest(state, { ...request, path: request.path.replace(/^\/rest\//, '') }, version))
  }
  const http = await startFakeHttp(options.port ?? 0, serve)
  state.config.gui.address = new URL(http.url).host
  return {
    url: http.url,
    key,
    deviceId: OWN,
    peerId: PEER,
    folderId: FOLDER,
    config: state.config,
    requests,
    setPeer(change) {
      if (change.isConnected === true && !state.peer.isConnected) state.connections++
      Object.assign(state.peer, change)
      for (const folder of state.folders.values()) folder.wake()
    },
    peerHas: (relPath) => folderOf(state, FOLDER).peerHas(relPath),
    removeAtPeer: (relPath) => folderOf(state, FOLDER).removeAtPeer(relPath),
    async [Symbol.asyncDispose]() {
      for (const folder of state.folders.values()) folder.stop()
      await http[Symbol.asyncDispose]()
    },
  }
}

function configOf({ folder, type = 'sendonly', hasPassword = false }: FakeSyncthingOptions): FakeConfig {
  const devices = [{ deviceID: OWN }, { deviceID: PEER }]
  const shared = folder === undefined ? [] : [{ id: FOLDER, label: 'Batches', path: folder, type, devices }]
  if (folder !== undefined) mkdirSync(join(folder, '.stfolder'), { recursive: true })
  const known = [
    { deviceID: OWN, name: 'this server' },
    ...(folder === undefined ? [] : [{ deviceID: PEER, name: 'the peer' }]),
  ]
  return {
    folders: shared.map((one) => ({ ...folderDefaults(OWN), ...one })),
    devices: known.map((one) => ({ ...deviceDefaults(), ...one })),
    gui: {
      enabled: true,
      address: '',
      user: hasPassword ? 'me' : '',
      password: hasPassword ? '$2a$10$hash' : '',
      useTLS: false,
    },
    options: { listenAddresses: ['default'] },
  }
}

type Request = Parameters<Serve>[0]

function serveRest(state: State, request: Request, version: string): Reply {
  const { method, path, body, query } = request
  const route = `${method} ${path}`
  if (route === 'GET system/ping') return json({ ping: 'pong' })
  if (route === 'GET system/version')
    return json({ version, longVersion: `syncthing ${version}`, os: 'linux', arch: 'amd64' })
  if (route === 'GET system/status') return json(statusOf(state.config))
  if (route === 'GET system/connections') return json({ connections: connectionsOf(state) })
  if (route === 'GET cluster/pending/devices') return json(state.options.pendingDevices ?? {})
  if (route === 'GET cluster/pending/folders') return json(offersOf(state))
  if (path.startsWith('config/'))
    return serveConfig(state.config, OWN, { method, path: path.slice('config/'.length), body }) ?? notFound()
  return serveFolder(state, route, query) ?? notFound()
}

const notFound = (): Reply => says(404, '404 page not found')

/** Calls about one folder; the query names it. */
function serveFolder(state: State, route: string, query: URLSearchParams): Reply | undefined {
  const id = query.get('folder') ?? ''
  const settings = state.config.folders.find((one) => one['id'] === id)
  const isScan = route === 'POST db/scan'
  // QUIRK(syncthing): a JSON body is not read; without the query every folder is scanned.
  if (isScan && id === '') return scanAll(state)
  if (settings === undefined) return says(isScan ? 500 : 404, 'no such folder')
  const problem = problemOf(settings)
  const folder = folderOf(state, id)
  if (isScan) {
    if (problem !== undefined) return says(500, problem)
    folder.scan(String(settings['path']), query.getAll('sub'))
    return done()
  }
  if (route === 'GET db/status') {
    if (settings['paused'] === true) return json({ state: '', error: '', globalFiles: 0 })
    return json({
      state: problem === undefined ? 'idle' : 'error',
      error: problem ?? '',
      globalFiles: folder.index.size,
    })
  }
  if (settings['paused'] === true) return says(404, 'folder is paused')
  if (route === 'GET db/completion') return json(completionOf(state, folder, query.get('device')))
  if (route === 'GET db/file') return fileOf(folder, query.get('file') ?? '')
  return undefined
}

function problemOf(settings: Readonly<Record<string, unknown>>): string | undefined {
  const path = String(settings['path'])
  if (settings['paused'] === true) return 'folder is paused'
  if (!existsSync(path)) return 'folder path missing'
  return existsSync(join(path, '.stfolder'))
    ? undefined
    : 'folder marker missing (this indicates potential data loss, …)'
}

function scanAll(state: State): Reply {
  for (const settings of state.config.folders)
    if (problemOf(settings) === undefined) folderOf(state, String(settings['id'])).scan(String(settings['path']), [])
  return done()
}

function folderOf(state: State, id: string): FakeSharedFolder {
  const known = state.folders.get(id) ?? new FakeSharedFolder(state.peer)
  state.folders.set(id, known)
  return known
}

function completionOf({ peer, isOld }: State, folder: FakeSharedFolder, device: string | null): unknown {
  // QUIRK(syncthing): without a device it is about this side, which has everything.
  if (device === null) return { ...folder.completion(), completion: 100, needItems: 0, needBytes: 0, needDeletes: 0 }
  const { isConnected, isAccepted, isFolderPaused } = peer
  const remoteState = !isConnected ? 'unknown' : !isAccepted ? 'notSharing' : isFolderPaused ? 'paused' : 'valid'
  return { ...folder.completion(), ...(isOld ? {} : { remoteState }) }
}

function fileOf(folder: FakeSharedFolder, relPath: string): Reply {
  const entry = folder.index.get(relPath)
  if (entry === undefined) return says(404, 'No such object in the index')
  const { size, isDeleted: deleted } = entry
  const file = { name: relPath, size, deleted, ignored: false, invalid: false, version: [`OSOG56R:${entry.version}`] }
  const availability = folder.isAnnounced(relPath) ? [{ id: PEER, fromTemporary: false }] : null
  const gone = { ...file, deleted: true, size: 0, version: [...file.version, 'PEER:1'] }
  return json({ availability, global: folder.isRemovedAtPeer(relPath) ? gone : file, local: file })
}

function statusOf({ gui, options }: FakeConfig): unknown {
  const bound = options.listenAddresses.flatMap((one) =>
    one === 'default' ? ['tcp://0.0.0.0:22000', 'quic://0.0.0.0:22000'] : [one],
  )
  return {
    myID: OWN,
    guiAddressOverridden: false,
    guiAddressUsed: gui.address,
    connectionServiceStatus: Object.fromEntries(
      bound.map((one) => [one, { error: null, lanAddresses: [one], wanAddresses: [one] }]),
    ),
  }
}

function connectionsOf({ config, peer, connections }: State): unknown {
  return Object.fromEntries(
    config.devices.map(({ deviceID, paused }) => {
      const isPaused = paused === true
      const connected = deviceID === PEER && peer.isConnected && !isPaused
      const startedAt = connected ? new Date(connections * 1000).toISOString() : '0001-01-01T00:00:00Z'
      return [deviceID, { connected, startedAt, paused: isPaused, address: connected ? '127.0.0.1:22000' : '' }]
    }),
  )
}

const offersOf = ({ options }: State): unknown =>
  Object.fromEntries(
    Object.entries(options.pendingFolders ?? {}).map(([id, { label }]) => [id, { offeredBy: { [PEER]: { label } } }]),
  )
