import { assertVersion } from '../kernel/etag.ts'
import { type Actor, type BoundRoute, bindRoutes, withEtag } from '../kernel/routes.ts'
import type { Config, EditBy } from './config.ts'
import { configRoutes, pipelineConfigRoutes } from './contract.ts'
import type { PipelineConfig } from './pipeline-config.ts'
import type { Rooms } from './keys.ts'
import { type Derived, viewConfig, viewText } from './views.ts'

export function configRoutesOf(config: Config<Rooms>, derived?: Derived): BoundRoute[] {
  return bindRoutes(configRoutes, {
    getConfig: async () => {
      const view = await viewConfig(config, derived)
      return withEtag(view, view.etag)
    },
    patchConfig: async ({ body, actor, request }) => {
      // First: of a broken file nobody can have seen a version.
      await config.requireMergeable()
      await config.patch(body.values, await editBy(config, actor, request.ifMatch))
      const view = await viewConfig(config, derived)
      return withEtag(view, view.etag)
    },
    getConfigText: async () => {
      const view = await viewText(config)
      return withEtag(view, view.etag)
    },
    putConfigText: async ({ body, actor, request }) => {
      await config.replaceText(body.text, await editBy(config, actor, request.ifMatch))
      const view = await viewText(config)
      return withEtag(view, view.etag)
    },
  })
}

export function pipelineConfigRoutesOf(pipeline: PipelineConfig): BoundRoute[] {
  return bindRoutes(pipelineConfigRoutes, {
    get: async () => ({ ...pipeline.get() }),
    put: async ({ body, actor }) => ({ ...(await pipeline.put(body, actor)) }),
  })
}

/** Two people who edit at once must not overwrite each other unseen. */
async function editBy(config: Config<Rooms>, actor: Actor, ifMatch: string | undefined): Promise<EditBy> {
  const { etag } = await config.readText()
  assertVersion(ifMatch, etag)
  return { actor, ifMatch: etag }
}
