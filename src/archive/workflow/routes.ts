import { type BoundRoute, bindRoutes } from '../../kernel/routes.ts'
import { StepName } from '../contract.ts'
import type { ArchiveUseCases } from '../use-cases.ts'
import { workflowRoutes } from './contract.ts'

export function workflowRoutesOf(useCases: ArchiveUseCases): BoundRoute[] {
  return bindRoutes(workflowRoutes, {
    goOn: async ({ params, actor }) => {
      const { runId, next } = await useCases.goOn(params.runId, actor.id)
      return { runId, next: StepName.parse(next) }
    },
  })
}
