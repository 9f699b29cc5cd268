import { constants } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { X509Certificate } from 'node:crypto'
import { XMLParser } from 'fast-xml-parser'
import type { LocalService, LocalServices } from '../../archive/syncing/set-up/ports.ts'
import { NotFoundError, UnavailableError } from '../../kernel/errors.ts'

const FILE = 'config.xml'
const LONGEST = 4 << 20

type Environment = Readonly<Record<string, string | undefined>>

/** Where Syncthing keeps its configuration, by what it is told and by what packages do. */
export function usualFolders(env: Environment, home = homedir()): string[] {
  const named = [env['STHOMEDIR'], env['STCONFDIR']]
  const state = env['XDG_STATE_HOME'] ?? join(home, '.local/state')
  const config = env['XDG_CONFIG_HOME'] ?? join(home, '.config')
  return [
    ...named,
    join(state, 'syncthing'),
    join(config, 'syncthing'),
    join(home, 'Library/Application Support/Syncthing'),
    ...(env['LOCALAPPDATA'] === undefined ? [] : [join(env['LOCALAPPDATA'], 'Syncthing')]),
    '/var/lib/syncthing/.local/state/syncthing',
    '/var/lib/syncthing/.config/syncthing',
    '/var/lib/syncthing',
    '/var/syncthing/config',
  ].filter((folder) => folder !== undefined && isAbsolute(folder)) as string[]
}

/** Of a service per user (`syncthing@user`). */
const HOMES = '/home'
const IN_HOMES = ['.local/state/syncthing', '.config/syncthing']

export function localSyncthings(env: Environment, folders = usualFolders(env)): LocalServices {
  const listFiles = async (): Promise<string[]> => {
    // Homes that may not be listed may not be read either; the usual folders are looked at in any case.
    const homes = env['STHOMEDIR'] === undefined ? await readdir(HOMES).catch(() => []) : []
    const more = homes.flatMap((user) => IN_HOMES.map((below) => join(HOMES, user, below)))
    return [...new Set([...folders, ...more].map((folder) => join(folder, FILE)))]
  }
  return {
    async find() {
      const found = await Promise.all((await listFiles()).map(look))
      return found.filter((one) => one !== undefined)
    },
    async read(file) {
      const known = (await listFiles()).includes(file)
      const config = known ? await readConfig(file) : undefined
      if (config === undefined) throw new NotFoundError('syncthing/no-such-config', { params: { file } })
      const { address, key, hasTls } = config
      if (address === null || key === '')
        throw new UnavailableError('syncthing/config-without-api', { params: { file } })
      const certificate = hasTls ? await fingerprintBeside(file) : undefined
      return {
        kind: 'syncthing',
        settings: { address, ...(certificate === undefined ? {} : { certificate }) },
        secrets: { api_key: key },
      }
    },
  }
}

/** Undefined when there is none. */
async function look(file: string): Promise<LocalService | undefined> {
  try {
    const config = await readConfig(file)
    if (config === undefined) return undefined
    const { address, key, folders } = config
    const problem = address === null ? 'syncthing/config-without-api' : null
    return { file, address, hasKey: key !== '', folders, problem }
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error
    return { file, address: null, hasKey: false, folders: [], problem: error.code }
  }
}

interface LocalConfig {
  /** As a program of this machine reaches it; null when it listens at no port. */
  address: string | null
  hasTls: boolean
  key: string
  folders: LocalService['folders']
}

/** @returns undefined when there is no such file @throws UnavailableError `syncthing/config-unreadable` */
async function readConfig(file: string): Promise<LocalConfig | undefined> {
  let text: string | undefined
  try {
    text = await readText(file)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new UnavailableError('syncthing/config-unreadable', { params: { file, problem: code ?? '' }, cause })
  }
  return (text === undefined ? undefined : parseConfig(text)) ?? notOne(file)
}

/** Whoever has a home may have put anything there: a pipe must not be waited for. @returns undefined for what is no file, or far too large */
async function readText(file: string): Promise<string | undefined> {
  await using opened = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  const found = await opened.stat()
  return found.isFile() && found.size <= LONGEST ? opened.readFile('utf8') : undefined
}

function notOne(file: string): never {
  throw new UnavailableError('syncthing/config-unreadable', { params: { file, problem: 'XML' } })
}

const parser = new XMLParser({
  ignoreAttributes: false,
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: true,
  isArray: (name) => name === 'folder',
})

interface Written {
  configuration?: {
    gui?: { address?: string; apikey?: string; '@_tls'?: string; '@_enabled'?: string }
    folder?: { '@_id'?: string; '@_label'?: string; '@_path'?: string }[]
  }
}

function parseConfig(text: string): LocalConfig | undefined {
  if (/<!DOCTYPE/i.test(text)) return undefined
  let written: Written
  try {
    written = parser.parse(text) as Written
  } catch {
    return undefined
  }
  const { gui, folder = [] } = written.configuration ?? {}
  if (gui === undefined) return undefined
  const hasTls = gui['@_tls'] === 'true'
  const isOn = gui['@_enabled'] !== 'false'
  return {
    address: isOn ? addressOf(gui.address ?? '', hasTls) : null,
    hasTls,
    key: gui.apikey ?? '',
    folders: folder.map((one) => ({
      folderId: one['@_id'] ?? '',
      label: one['@_label'] ?? '',
      path: one['@_path'] ?? '',
    })),
  }
}

/** One that listens everywhere is reached by the loopback, too. */
function addressOf(listening: string, hasTls: boolean): string | null {
  const [, host = '', port] = /^(\[[^\]]*\]|[^\s:/]*):(\d{1,5})$/.exec(listening) ?? []
  if (port === undefined) return null
  const reached = ['', '0.0.0.0', '[::]', 'localhost'].includes(host) ? '127.0.0.1' : host
  return `${hasTls ? 'https' : 'http'}://${reached}:${port}`
}

/** Of the certificate that it signed itself, beside its configuration. */
async function fingerprintBeside(file: string): Promise<string | undefined> {
  try {
    return new X509Certificate((await readText(join(dirname(file), 'https-cert.pem'))) ?? '').fingerprint256
  } catch {
    return undefined
  }
}
