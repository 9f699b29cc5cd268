import { setTimeout as wait } from 'node:timers/promises'
import type { ConnectionSettings, Screen } from '../../archive/syncing/set-up/ports.ts'
import type { Egress } from '../../kernel/egress/client.ts'
import { openPort, portOf, readFingerprint } from '../../kernel/egress/reach.ts'
import { AppError, ConflictError, UnavailableError } from '../../kernel/errors.ts'
import { createClient, isSyncthing, type SyncthingClient } from './client.ts'
import { Gui, Ping } from './wire.ts'

/** What it takes to reach it at another address. */
export interface Doors {
  base: URL
  apiKey: string
  certificate?: string | undefined
  egress: Egress
}

const BACK_MS = 20_000
const POLL_MS = 250

const isSame = (gui: Gui, { address, hasTls }: Screen): boolean => gui.address === address && gui.useTLS === hasTls

/**
 * QUIRK(syncthing): the screen listens anew as soon as its settings change, and where it can't it says so in its log
 * only; so the port is looked at before.
 */
export async function moveScreen(
  doors: Doors,
  { from, to }: { from: Screen; to: Screen },
  signal: AbortSignal,
): Promise<ConnectionSettings> {
  const target = targetOf(doors.base, to)
  const there = await findMoved(doors, { target, to }, signal)
  if (there !== undefined) return there
  const client = clientAt(doors, doors.base, doors.certificate)
  if (!isSame(await client.get('rest/config/gui', Gui, { signal }), from))
    throw new ConflictError('syncthing/setting-changed')
  if (portOf(target) !== portOf(doors.base)) await assertFree(doors, target, signal)
  await setGui(client, to, signal)
  const lateAt = Date.now() + BACK_MS
  while (Date.now() < lateAt) {
    const moved = await findMoved(doors, { target, to }, signal)
    if (moved !== undefined) return moved
    await wait(POLL_MS, undefined, { signal })
  }
  throw new UnavailableError('syncthing/did-not-come-back', {
    params: { address: to.address, seconds: BACK_MS / 1000 },
  })
}

/** Whoever is heard moves while it answers: whether it did shows where it shall be. */
async function setGui(client: SyncthingClient, { address, hasTls }: Screen, signal: AbortSignal): Promise<void> {
  try {
    await client.send('PATCH', 'rest/config/gui', { json: { address, useTLS: hasTls }, signal })
  } catch (error) {
    if (!(error instanceof AppError) || !error.isRetryable) throw error
  }
}

/** The same host by the new port: whoever moves it further loses it, and that is refused before. */
function targetOf(base: URL, { address, hasTls }: Screen): URL {
  const target = new URL(base)
  target.protocol = hasTls ? 'https:' : 'http:'
  target.port = address.slice(address.lastIndexOf(':') + 1)
  return target
}

const clientAt = ({ apiKey, egress }: Doors, base: URL, certificate: string | undefined): SyncthingClient =>
  createClient({ base, apiKey, egress, certificate })

/** The settings by which it is reached there; undefined while it is not there, or not as it shall be. */
async function findMoved(
  doors: Doors,
  { target, to }: { target: URL; to: Screen },
  signal: AbortSignal,
): Promise<ConnectionSettings | undefined> {
  try {
    const certificate = await certificateAt(doors, target, signal)
    const client = clientAt(doors, target, certificate)
    // The key goes to nobody who does not look like Syncthing.
    if (!isSyncthing(await client.knock(signal), client.host)) return undefined
    await client.get('rest/system/ping', Ping, { signal })
    const gui = await client.get('rest/config/gui', Gui, { signal })
    return isSame(gui, to) ? { address: target.href.replace(/\/$/, ''), certificate } : undefined
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return undefined
  }
}

/** One that is trusted anyway needs no fingerprint; it would be another after each renewal. */
async function certificateAt(doors: Doors, target: URL, signal: AbortSignal): Promise<string | undefined> {
  if (target.protocol !== 'https:') return undefined
  if (doors.base.protocol === 'https:') return doors.certificate
  return readFingerprint(target, await doors.egress.addressOf(target), signal)
}

/** @throws ConflictError `syncthing/port-taken` */
async function assertFree({ egress }: Doors, target: URL, signal: AbortSignal): Promise<void> {
  try {
    await openPort(target, await egress.addressOf(target), signal)
  } catch (error) {
    if (error instanceof AppError) return
    throw error
  }
  throw new ConflictError('syncthing/port-taken', { params: { port: portOf(target) } })
}
