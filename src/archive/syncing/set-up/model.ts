import { ConflictError, InvalidInputError } from '../../../kernel/errors.ts'
import type { Screen, ServiceState } from './ports.ts'

export interface Listening {
  host: string
  port: number
  /** Who can reach it: programs of this machine, everyone who reaches the machine, or those who reach one of its addresses. */
  reach: 'loopback' | 'all' | 'one'
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i
const ALL = /^(|0\.0\.0\.0|\[?::\]?)$/

/** @returns undefined when it is no `host:port` */
export function readListening(address: string): Listening | undefined {
  const [, host = '', digits = ''] = /^(\[[0-9a-f:.]+\]|[^\s:/[\]]*):(\d{1,5})$/i.exec(address) ?? []
  const port = Number(digits)
  if (port < 1 || port > 65_535) return undefined
  return { host, port, reach: LOOPBACK.test(host) ? 'loopback' : ALL.test(host) ? 'all' : 'one' }
}

const LISTENER = /^(tcp|quic)[46]?:\/\/(.*)$/

/** Who can reach a listener of the exchange; a relay is asked for from this side, and reached from everywhere. */
export function reachOf(listener: string): 'loopback' | 'network' | 'relay' {
  if (/^(relay:|dynamic\+https?:)\/\//.test(listener)) return 'relay'
  const address = LISTENER.exec(listener)?.[2]
  return address !== undefined && readListening(address)?.reach === 'loopback' ? 'loopback' : 'network'
}

export const isListener = (text: string): boolean =>
  text === 'default' ||
  /^(relay|dynamic\+https?):\/\/\S+$/.test(text) ||
  readListening(LISTENER.exec(text)?.[2] ?? '') !== undefined

/**
 * A screen that others can reach needs a password and TLS, and Patchbay must still reach it.
 * @throws InvalidInputError 422, ConflictError
 */
export function assertMayListen({ screen, reachedAt }: Pick<ServiceState, 'screen' | 'reachedAt'>, to: Screen): void {
  const listening = readListening(to.address)
  const params = { address: to.address }
  if (listening === undefined) throw new InvalidInputError('syncthing/bad-screen-address', { status: 422, params })
  if (screen.isOverridden) throw new ConflictError('syncthing/screen-overridden', { params: { used: screen.used } })
  if (listening.reach !== 'loopback') {
    if (!screen.isLocked) throw new ConflictError('syncthing/screen-needs-password', { params })
    if (!to.hasTls) throw new ConflictError('syncthing/screen-needs-tls', { params })
  }
  if (!isReached(new URL(reachedAt).hostname, listening))
    throw new ConflictError('syncthing/would-lose-it', { params: { ...params, host: new URL(reachedAt).hostname } })
}

function isReached(host: string, { host: bound, reach }: Listening): boolean {
  if (reach === 'all') return true
  return reach === 'loopback' ? LOOPBACK.test(host) : host.toLowerCase() === bound.toLowerCase()
}

export interface Exposure {
  code: string
  params: Record<string, string>
}

/** What other machines can reach, in words at `reason.sync-setup.<code>`. */
export function exposuresOf(screen: Screen, listeners: readonly string[]): Exposure[] {
  const reach = readListening(screen.address)?.reach ?? 'all'
  const params = { address: screen.address }
  const shown = reach === 'loopback' ? 'screen-closed' : screen.hasTls ? 'screen-open' : 'screen-open-plain'
  return [{ code: shown, params }, ...listeners.map(exposureOf)]
}

export function exposureOf(listener: string): Exposure {
  return {
    code: listener === 'default' ? 'listener-default' : `listener-${reachOf(listener)}`,
    params: { address: listener },
  }
}
