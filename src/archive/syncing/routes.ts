import { type BoundRoute, bindRoutes } from '../../kernel/routes.ts'
import { syncRoutes } from './contract.ts'
import type { SyncUseCases } from './use-cases.ts'

export const syncRoutesOf = (useCases: SyncUseCases): BoundRoute[] =>
  bindRoutes(syncRoutes, {
    start: ({ params, actor, signal }) => useCases.start(params.batchId, actor.id, signal),
    get: ({ params }) => useCases.get(params.batchId),
    list: () => useCases.listOpen(),
    refresh: ({ body, actor, signal }) => useCases.refresh(body.batchId, { actor: actor.id, signal }),
    diagnose: ({ signal }) => useCases.diagnose(signal),
    release: ({ params, actor, signal }) => useCases.release(params.batchId, actor.id, signal),
  })
