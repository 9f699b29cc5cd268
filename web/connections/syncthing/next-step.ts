import type { SyncDiagnostics } from '../../../src/archive/syncing/contract.ts'
import type { ServiceView } from '../../../src/archive/syncing/set-up/contract.ts'

/** What a person does next until batches are delivered by it. */
export type NextStep =
  | { is: 'pair' | 'share' | 'well'; peer: string }
  | { is: 'accept' | 'switch-on'; peer: string }
  /** Another connection delivers the batches. */
  | { is: 'other'; peer: string; connection: string }
  | { is: 'held'; peer: string; text: string; todo: string | undefined }

type Service = Pick<ServiceView, 'connectionId' | 'devices' | 'asking' | 'folders' | 'batchFolder'>

export const shortOf = ({ deviceId, name }: { deviceId: string; name: string }): string => name || deviceId.slice(0, 7)

const holds = (outer: string, folder: string): boolean => `${folder}/`.startsWith(`${outer.replace(/\/+$/, '')}/`)

/** Devices that the batches are shared with. */
export function peersOf({ devices, folders, batchFolder }: Service): ServiceView['devices'] {
  const shared = new Set(folders.filter(({ path }) => holds(path, batchFolder)).flatMap(({ deviceIds }) => deviceIds))
  return devices.filter(({ deviceId }) => shared.has(deviceId))
}

/** @param diagnostics undefined until they are known */
export function nextStepOf(service: Service, diagnostics: SyncDiagnostics | undefined): NextStep | undefined {
  const peers = peersOf(service)
  const peer = peers.map(shortOf).join(', ')
  if (peers.length === 0) return { is: service.devices.length + service.asking.length === 0 ? 'pair' : 'share', peer }
  if (!peers.some(({ isConnected }) => isConnected)) return { is: 'accept', peer }
  if (diagnostics === undefined) return undefined
  const { isOn, connectionId, connection, problem } = diagnostics
  if (!isOn) return { is: 'switch-on', peer }
  if (connectionId !== null && connectionId !== service.connectionId)
    return { is: 'other', peer, connection: connection ?? '' }
  return problem === null ? { is: 'well', peer } : { is: 'held', peer, text: problem.text, todo: problem.todo }
}
