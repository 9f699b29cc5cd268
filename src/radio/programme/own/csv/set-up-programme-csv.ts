import type { BoundRoute } from '../../../../kernel/routes.ts'
import type { PlanRegistry } from '../../../../plans/index.ts'
import { IMPORT_PROGRAMME } from './put-kinds.ts'
import { episodeRoom, showRoom } from './put-rooms.ts'
import { putExecutor, type PutDeps } from '../../../csv/index.ts'
import { programmeCsvRoutesOf } from './routes.ts'

export function setUpProgrammeCsv(deps: PutDeps & { planRegistry: PlanRegistry }): BoundRoute[] {
  deps.planRegistry.addExecutor(putExecutor(deps, showRoom))
  deps.planRegistry.addExecutor(putExecutor(deps, episodeRoom))
  // What is done is told where it is written, once a transaction.
  deps.planRegistry.addOwner({
    kind: IMPORT_PROGRAMME,
    scopeOf: () => 'files:move',
    async onOutcomes() {},
    async onDiscarded() {},
    async onSettled() {},
  })
  return programmeCsvRoutesOf(deps)
}
