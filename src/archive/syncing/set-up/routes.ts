import { type BoundRoute, bindRoutes } from '../../../kernel/routes.ts'
import { say, sayCode } from '../../../kernel/words.ts'
import { type PlanMade, syncSetUpRoutes } from './contract.ts'
import type { SetUpDeps } from './deps.ts'
import { type Exposure, exposuresOf } from './model.ts'
import { type Made, planListeners, planSharing } from './plan-changes.ts'

const sayExposure = ({ code, params }: Exposure) => ({
  code: `sync-setup.${code}`,
  params,
  text: say(`reason.sync-setup.${code}`, params),
})

const toMade = ({ planId, exposes }: Made): PlanMade => ({ planId, exposes: exposes.map(sayExposure) })

export function syncSetUpRoutesOf(deps: SetUpDeps): BoundRoute[] {
  const use = { planListeners: planListeners(deps), planSharing: planSharing(deps) }
  return bindRoutes(syncSetUpRoutes, {
    findLocal: async () => ({
      items: (await deps.local.find()).map(({ problem, folders, ...found }) => ({
        ...found,
        folders: [...folders],
        problem: problem === null ? null : sayCode(problem, { file: found.file }),
      })),
    }),
    async connectLocal({ body, actor, request }) {
      const found = await deps.local.read(body.file)
      const by = { actor: actor.id, address: request.address }
      return { connectionId: await deps.addConnection({ ...found, name: body.name }, by) }
    },
    async list() {
      const all = await deps.listServices()
      return {
        items: all.filter(({ fills }) => fills).map(({ connectionId, name, state }) => ({ connectionId, name, state })),
      }
    },
    async get({ params: { connectionId }, signal }) {
      const service = await deps.openService(connectionId)
      const state = await service.readState(signal)
      const { listeners, folders } = state
      return {
        ...state,
        connectionId,
        listeners: { configured: [...listeners.configured], bound: [...listeners.bound] },
        exposes: exposuresOf(state.screen, listeners.configured).map(sayExposure),
        devices: [...state.devices],
        folders: folders.map((folder) => ({ ...folder, deviceIds: [...folder.deviceIds] })),
        asking: [...state.asking],
        offered: [...state.offered],
        batchFolder: deps.batchFolder(),
      }
    },
    planSharing: async ({ params, body, actor, signal }) =>
      toMade(await use.planSharing(body, { connectionId: params.connectionId, actor: actor.id, signal })),
    planListeners: async ({ params, body, actor, signal }) =>
      toMade(await use.planListeners(body, { connectionId: params.connectionId, actor: actor.id, signal })),
  })
}
