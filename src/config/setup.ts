import type { BoundRoute } from '../kernel/routes.ts'
import type { Config } from './config.ts'
import type { Rooms, ValuesOf } from './keys.ts'
import { pipelineConfigOf } from './pipeline-config.ts'
import type { Derived } from './views.ts'
import { configRoutesOf, pipelineConfigRoutesOf } from './routes.ts'

export function setUpConfig<R extends Rooms>(
  config: Config<R>,
  derived: (values: ValuesOf<R>) => Readonly<Record<string, unknown>>,
): { routes: BoundRoute[] } {
  // Routes speak of keys and values, never of a room's types.
  const open = config as unknown as Config<Rooms>
  return { routes: [...configRoutesOf(open, derived as Derived), ...pipelineConfigRoutesOf(pipelineConfigOf(open))] }
}
