import type { BoundRoute } from '../kernel/routes.ts'
import { bindAliases } from './alias.ts'
import { pipelineAliases } from './pipeline/aliases.ts'
import { scheduleAliases } from './schedule/aliases.ts'
import type { ServedRoute } from './served-route.ts'

/** Every path of another program that we answer to, on top of the rooms' own routes. */
export function aliasRoutes(rooms: readonly BoundRoute[]): ServedRoute[] {
  return [...bindAliases(pipelineAliases, rooms), ...bindAliases(scheduleAliases, rooms)]
}
