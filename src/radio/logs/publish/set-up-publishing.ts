import type { BoundRoute } from '../../../kernel/routes.ts'
import type { PlanRegistry } from '../../../plans/index.ts'
import type { DraftDeps } from './draft-publication.ts'
import { publicationOwner } from './publication-owner.ts'
import type { PublishDeps } from './publish-deps.ts'
import { publishRoutesOf } from './routes.ts'
import { rowExecutor, worldCheck } from './row-executor.ts'
import { takeExecutor } from './take-executor.ts'
import { windowExecutor } from './window-executor.ts'

export type PublishingSetup = PublishDeps & DraftDeps & { planRegistry: PlanRegistry }

export function setUpPublishing(deps: PublishingSetup): { routes: BoundRoute[] } {
  const check = worldCheck(deps)
  deps.planRegistry.addExecutor(windowExecutor(deps, check))
  deps.planRegistry.addExecutor(takeExecutor(deps, check))
  deps.planRegistry.addExecutor(rowExecutor(deps, check))
  deps.planRegistry.addOwner(publicationOwner(deps))
  return { routes: publishRoutesOf(deps) }
}
