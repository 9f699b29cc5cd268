import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { ConflictError, InvalidInputError } from '../../../kernel/errors.ts'
import type { PlannedOperation, PlanOwner, SaidCode } from '../../../plans/index.ts'
import type { SetUpDeps } from './deps.ts'
import { assertMayListen, type Exposure, exposureOf, exposuresOf, isListener } from './model.ts'
import type { PartValue, Screen, ServicePart, ServiceState } from './ports.ts'
import { type Chosen, chosenIn, SETTING, type SettingParams } from './setting-executor.ts'
import { type Change, type Names, shownOf } from './shown.ts'

export const CHANGE = 'sync.set-up'
/** Title of a plan that has a peer take part. */
const SHARE = 'sync.share'

/** Nothing of ours is kept of it: the service itself is what was changed. */
export const changePlanOwner = (): PlanOwner => ({
  kind: CHANGE,
  // Whom the folder is shared with stands in the settings of a connection, too.
  scopeOf: ({ title }) => (title.code === SHARE ? 'secrets:write' : 'config:write'),
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
    const { addresses, label } = sharing
    // Syncthing gives a device without a name the one that it tells of itself, and then it is no more as the plan left it.
    const name = sharing.name === '' ? deviceId.slice(0, 7) : sharing.name
    const chosen = service.choose({ folderId, deviceId }) as Chosen
    const names = namesOf(state, { deviceId, name })
    const operations = [
      ...operationOf(asked, { ...device, from: fromDevice, to: fromDevice ?? { name, addresses } }, names),
      ...operationOf(
        asked,
        { ...folder, from: fromFolder, to: withDevice(fromFolder ?? newFolder(label, path), deviceId) },
        names,
      ),
      // Last: the connection is about a folder and a peer that are there.
      ...operationOf(
        asked,
        { part: 'connection', from: chosenIn(await deps.readSettings(asked.connectionId), chosen), to: chosen },
        names,
      ),
    ]
    const title = { code: SHARE, params: { device: names.device(deviceId) } }
    const planId = await draft(deps, asked, { title, operations })
    return { planId, exposes: exposuresOf(state.screen, state.listeners.configured) }
  }
}

/** Of devices for people; one that is not known yet is called as it was asked for. */
function namesOf({ devices }: ServiceState, fresh: { deviceId: string; name: string }): Names {
  const known = new Map([fresh, ...devices].map(({ deviceId, name }) => [deviceId, name]))
  return { device: (deviceId) => known.get(deviceId) || deviceId.slice(0, 7) }
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

const NO_NAMES: Names = { device: (deviceId) => deviceId.slice(0, 7) }

function operationOf({ connectionId }: Asked, change: Change, names = NO_NAMES): PlannedOperation[] {
  if (isDeepStrictEqual(change.from, change.to)) return []
  const params: SettingParams = { connectionId, ...change }
  const { before, after } = shownOf(change, names)
  return [
    {
      kind: SETTING,
      group: `connection:${connectionId}`,
      params: { ...params },
      before,
      after,
      reason: reasonOf(change),
    },
  ]
}

const Addresses = z.object({ addresses: z.array(z.string()) })

/** What it exposes, where it exposes something. */
function reasonOf(change: Change): SaidCode {
  const said = ({ code, params }: Exposure): SaidCode => ({ code: `sync-setup.${code}`, params })
  if (change.part === 'screen') return said(exposuresOf(change.to, [])[0] as Exposure)
  if (change.part === 'connection') return { code: 'sync-setup.connection-chosen', params: {} }
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
