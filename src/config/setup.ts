import type { BoundRoute } from '../kernel/routes.ts'
import type { Config } from './config.ts'
import type { Rooms } from './keys.ts'
import { pipelineConfigOf } from './pipeline-config.ts'
import { configRoutesOf, pipelineConfigRoutesOf } from './routes.ts'

export function setUpConfig<R extends Rooms>(config: Config<R>): { routes: BoundRoute[] } {
  // Routes speak of keys and values, never of a room's types.
  const open = config as unknown as Config<Rooms>
  return { routes: [...configRoutesOf(open), ...pipelineConfigRoutesOf(pipelineConfigOf(open))] }
}
