import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { ConflictError, InvalidInputError } from '../../../kernel/errors.ts'
import type { PlannedOperation, PlanOwner, SaidCode } from '../../../plans/index.ts'
import type { SetUpDeps } from './deps.ts'
import { assertMayListen, type Exposure, exposureOf, exposuresOf, isListener } from './model.ts'
import type { PartValue, Screen, ServicePart, ServiceState } from './ports.ts'
import { SETTING, type SettingParams } from './setting-executor.ts'

export const CHANGE = 'sync.set-up'

/** Nothing of ours is kept of it: the service itself is what was changed. */
export const changePlanOwner = (): PlanOwner => ({
  kind: CHANGE,
  scopeOf: () => 'config:write',
  onOutcomes: async () => undefined,
  onDiscarded: async () => undefined,
  onSettled: async () => undefined,
})

interface Asked {
  connectionId: number
  actor: string
  signal: AbortSignal
}

export interface Made {
  planId: number | null
  exposes: Exposure[]
}

export interface Listeners {
  screen?: Screen | undefined
  listeners?: readonly string[] | undefined
}

/** @throws as `assertMayListen`; InvalidInputError 422 `syncthing/bad-listener` */
export function planListeners(deps: SetUpDeps) {
  return async ({ screen, listeners }: Listeners, asked: Asked): Promise<Made> => {
    const service = await deps.openService(asked.connectionId)
    const state = await service.readState(asked.signal)
    if (screen !== undefined) assertMayListen(state, screen)
    const wrong = listeners?.find((one) => !isListener(one))
    if (wrong !== undefined)
      throw new InvalidInputError('syncthing/bad-listener', { status: 422, params: { address: wrong } })
    const { address, hasTls } = state.screen
    const [now, then] = [{ address, hasTls }, screen ?? { address, hasTls }]
    const heard = listeners ?? state.listeners.configured
    const operations = [
      // Before the screen moves: what comes after it is asked at another address.
      ...operationOf(asked, {
        part: 'listeners',
        from: { addresses: state.listeners.configured },
        to: { addresses: heard },
      }),
      ...operationOf(asked, { part: 'screen', from: now, to: { ...then } }),
    ]
    const planId = await draft(deps, asked, { title: { code: 'sync.listeners', params: {} }, operations })
    return { planId, exposes: exposuresOf(then, heard) }
  }
}

export interface Sharing {
  deviceId: string
  name: string
  addresses: readonly string[]
  folderId: string
  label: string
}

/** @throws ConflictError `syncthing/own-device`, `syncthing/other-path` */
export function planSharing(deps: SetUpDeps) {
  return async (sharing: Sharing, asked: Asked): Promise<Made> => {
    const service = await deps.openService(asked.connectionId)
    const state = await service.readState(asked.signal)
    const deviceId = service.readDeviceId(sharing.deviceId)
    if (deviceId === undefined) throw badDeviceId()
    const { folderId } = sharing
    if (deviceId === state.deviceId) throw new ConflictError('syncthing/own-device')
    const device: ServicePart = { part: 'device', id: deviceId }
    const folder: ServicePart = { part: 'folder', id: folderId }
    const fromDevice = await service.readPart(device, asked.signal)
    const fromFolder = await service.readPart(folder, asked.signal)
    const path = deps.batchFolder()
    assertHolds(state, { folderId, path })
    const { name, addresses, label } = sharing
    const operations = [
      ...operationOf(asked, { ...device, from: fromDevice, to: fromDevice ?? { name, addresses } }),
      ...operationOf(asked, {
        ...folder,
        from: fromFolder,
        to: withDevice(fromFolder ?? newFolder(label, path), deviceId),
      }),
    ]
    await deps.changeSettings(asked.connectionId, service.choose({ folderId, deviceId }), asked)
    const title = { code: 'sync.share', params: { device: name === '' ? deviceId.slice(0, 7) : name } }
    const planId = await draft(deps, asked, { title, operations })
    return { planId, exposes: exposuresOf(state.screen, state.listeners.configured) }
  }
}

const badDeviceId = () =>
  new InvalidInputError('syncthing/bad-device-id', {
    status: 422,
    fields: [{ pointer: '/deviceId', code: 'syncthing/bad-device-id' }],
  })

/** Only sends: what a peer removes or changes never reaches the batches here. */
const newFolder = (label: string, path: string) => ({ label, path, type: 'sendonly', deviceIds: [] })

function withDevice(folder: Readonly<Record<string, unknown>>, deviceId: string): PartValue {
  const known = folder['deviceIds'] as readonly string[]
  return { ...folder, deviceIds: known.includes(deviceId) ? known : [...known, deviceId].toSorted() }
}

/** A folder that is there already must be that of the batches, or lie above it. */
function assertHolds({ folders }: ServiceState, { folderId, path }: { folderId: string; path: string }): void {
  const found = folders.find((one) => one.folderId === folderId)
  if (found === undefined || isHeldBy(found.path, path)) return
  throw new ConflictError('syncthing/other-path', { params: { folder: folderId, path: found.path, batches: path } })
}

export const isHeldBy = (outer: string, path: string): boolean => `${path}/`.startsWith(`${outer.replace(/\/+$/, '')}/`)

type Change = (ServicePart & { from: PartValue; to: PartValue }) | { part: 'screen'; from: Screen; to: Screen }

function operationOf({ connectionId }: Asked, change: Change): PlannedOperation[] {
  if (isDeepStrictEqual(change.from, change.to)) return []
  const params: SettingParams = { connectionId, ...change }
  const title = 'id' in change ? change.id : change.part
  const side = (value: object | null) => (value === null ? {} : { title, ...value })
  const group = `connection:${connectionId}`
  return [
    {
      kind: SETTING,
      group,
      params: { ...params },
      before: side(change.from),
      after: side(change.to),
      reason: reasonOf(change),
    },
  ]
}

const Addresses = z.object({ addresses: z.array(z.string()) })

/** What it exposes, where it exposes something. */
function reasonOf(change: Change): SaidCode {
  const said = ({ code, params }: Exposure): SaidCode => ({ code: `sync-setup.${code}`, params })
  if (change.part === 'screen') return said(exposuresOf(change.to, [])[0] as Exposure)
  if (change.part !== 'listeners')
    return { code: `sync-setup.${change.part}-${change.from === null ? 'added' : 'shared'}`, params: {} }
  const { addresses } = Addresses.parse(change.to)
  const open = addresses
    .map(exposureOf)
    .toSorted((a, b) => Number(a.code.endsWith('loopback')) - Number(b.code.endsWith('loopback')))
  return said({ code: open[0]?.code ?? 'listener-network', params: { address: addresses.join(', ') } })
}

async function draft(
  { db, plans }: SetUpDeps,
  { connectionId, actor }: Asked,
  { title, operations }: { title: SaidCode; operations: readonly PlannedOperation[] },
): Promise<number | null> {
  if (operations.length === 0) return null
  const subject = `connection:${connectionId}`
  return db.tx((tx) => plans.draft(tx, { kind: CHANGE, subject, title, actor, operations }))
}
