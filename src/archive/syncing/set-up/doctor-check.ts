import type { DoctorCheck, Finding } from '../../../connections/index.ts'
import { AppError } from '../../../kernel/errors.ts'
import { sayError } from '../../../kernel/words.ts'
import type { SetUpDeps } from './deps.ts'
import { exposuresOf, readListening } from './model.ts'
import { isHeldBy } from './plan-changes.ts'
import type { ServiceState } from './ports.ts'

/**
 * Asks each service that is switched on: whether it answers and takes the key, has the folder of the batches, and a peer
 * that is there.
 */
export function syncServiceCheck(deps: Pick<SetUpDeps, 'listServices' | 'openService' | 'batchFolder'>): DoctorCheck {
  return {
    id: 'sync-service',
    area: 'archive',
    async run(signal) {
      const used = (await deps.listServices()).filter(({ fills, state }) => fills && state !== 'off')
      const found = await Promise.all(
        used.map(async ({ connectionId, name }): Promise<Finding[]> => {
          try {
            const state = await (await deps.openService(connectionId)).readState(signal)
            return findingsOf(state, { name, batches: deps.batchFolder() })
          } catch (error) {
            if (!(error instanceof AppError)) throw error
            const { text, todo = '' } = sayError(error)
            return [{ level: 'bad', code: 'sync-unreachable', params: { name, problem: text, cure: todo } }]
          }
        }),
      )
      return found.flat()
    },
  }
}

function findingsOf(state: ServiceState, { name, batches }: { name: string; batches: string }): Finding[] {
  const isOpen = readListening(state.screen.used)?.reach !== 'loopback'
  const isBare = isOpen && !(state.screen.isLocked && state.screen.hasTls)
  const [screen] = exposuresOf({ ...state.screen, address: state.screen.used }, [])
  const open: Finding[] = isBare
    ? [{ level: 'warn', code: 'sync-screen-open', params: { name, address: String(screen?.params['address']) } }]
    : []
  const folder = state.folders.find(({ path }) => isHeldBy(path, batches))
  if (folder === undefined) return [...open, { level: 'bad', code: 'sync-no-folder', params: { name, batches } }]
  const params = { name, folder: folder.label }
  if (folder.isPaused) return [...open, { level: 'bad', code: 'sync-folder-paused', params }]
  if (folder.deviceIds.length === 0) return [...open, { level: 'bad', code: 'sync-no-peer', params }]
  const peers = state.devices.filter(({ deviceId }) => folder.deviceIds.includes(deviceId))
  const away = peers.filter(({ isConnected }) => !isConnected)
  const of = away.map((peer): Finding => {
    const device = peer.name || peer.deviceId.slice(0, 7)
    return { level: 'warn', code: peer.isPaused ? 'sync-peer-paused' : 'sync-peer-away', params: { ...params, device } }
  })
  return [...open, ...(of.length === 0 ? [{ level: 'ok' as const, code: 'sync-well', params }] : of)]
}
