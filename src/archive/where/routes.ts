import { type BoundRoute, bindRoutes } from '../../kernel/routes.ts'
import { whereRoutes } from './contract.ts'
import { findCopies } from './find-copies.ts'
import { lookAtFiles, type LookAtFilesDeps } from './look-at-files.ts'
import { toWhereView } from './views.ts'

export function whereRoutesOf(deps: LookAtFilesDeps): BoundRoute[] {
  return bindRoutes(whereRoutes, {
    ask: async ({ body }) => {
      const { answers, wants } = await findCopies(deps, body.files)
      return { answers: answers.map((one) => toWhereView(one, deps.folders)), wants: [...wants] }
    },
    look: ({ query, signal }) =>
      lookAtFiles(deps, { root: query.root, path: query.path, cursor: query.cursor, limit: query.limit }, signal),
  })
}
