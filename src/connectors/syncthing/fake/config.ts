import type { Reply } from '../../../../test/fake-http.ts'
import { readDeviceId } from '../device-id.ts'
import { done, json, says } from './answer.ts'

type Settings = Record<string, unknown>

/** The configuration as its API has it. */
export interface FakeConfig {
  folders: Settings[]
  devices: Settings[]
  gui: Settings & { address: string; user: string; password: string; useTLS: boolean }
  options: Settings & { listenAddresses: string[] }
}

export const folderDefaults = (deviceId: string): Settings => ({
  id: '',
  label: '',
  filesystemType: 'basic',
  path: '~',
  type: 'sendreceive',
  devices: [{ deviceID: deviceId, introducedBy: '', encryptionPassword: '' }],
  rescanIntervalS: 3600,
  fsWatcherEnabled: true,
  autoNormalize: true,
  ignoreDelete: false,
  paused: false,
  markerName: '.stfolder',
})

export const deviceDefaults = (): Settings => ({
  deviceID: '',
  name: '',
  addresses: ['dynamic'],
  compression: 'metadata',
  introducer: false,
  paused: false,
  autoAcceptFolders: false,
})

interface Call {
  method: string
  /** Below `/rest/config/`. */
  path: string
  body: string
}

/** Undefined for a path that it does not know. */
export function serveConfig(config: FakeConfig, ownId: string, { method, path, body }: Call): Reply | undefined {
  const [part = '', id] = path.split('/').map(decodeURIComponent)
  const given = (): Settings => JSON.parse(body) as Settings
  if (path === 'restart-required') return json({ requiresRestart: false })
  if (path === 'defaults/folder') return json(folderDefaults(ownId))
  if (path === 'defaults/device') return json(deviceDefaults())
  if (part === 'gui' || part === 'options') {
    if (method === 'GET') return json(config[part])
    if (method !== 'PATCH') return undefined
    Object.assign(config[part], given())
    return done()
  }
  if (part !== 'folders' && part !== 'devices') return undefined
  const key = part === 'folders' ? 'id' : 'deviceID'
  if (id === undefined) return method === 'GET' ? json(config[part]) : undefined
  // QUIRK(syncthing): an ID with a wrong check digit is 400, not 404.
  if (part === 'devices' && readDeviceId(id) === undefined) return says(400, `"${id}": check digit incorrect`)
  const found = config[part].find((one) => one[key] === id)
  if (method === 'PUT') {
    const defaults = part === 'folders' ? folderDefaults(ownId) : deviceDefaults()
    config[part] = [...config[part].filter((one) => one !== found), { ...defaults, ...given(), [key]: id }]
    return done()
  }
  if (found === undefined) return says(404, `No ${part === 'folders' ? 'folder' : 'device'} with given ID`)
  if (method === 'GET') return json(found)
  if (method === 'PATCH') Object.assign(found, given())
  else if (method === 'DELETE') config[part] = config[part].filter((one) => one !== found)
  else return undefined
  return done()
}
