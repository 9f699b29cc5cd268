import { type BoundRoute, bindRoutes } from '../../kernel/routes.ts'
import { getTitle } from '../titles/read-title.ts'
import { chooseMatch, type MatchDeps, searchMatches } from './choose-match.ts'
import { matchRoutes, type MatchView } from './contract.ts'
import type { ScoredMatch } from './score-match.ts'
import { listMatches, type StoredMatch } from './store.ts'

const toStoredView = ({ providerId, title, originalTitle, year, overview, score }: StoredMatch): MatchView => ({
  providerId,
  title,
  originalTitle,
  year,
  overview,
  score,
})

const toFoundView = ({ found, score }: ScoredMatch): MatchView => ({
  providerId: found.id,
  title: found.title,
  originalTitle: found.originalTitle ?? null,
  year: found.year ?? null,
  overview: found.overview ?? null,
  score,
})

export function matchRoutesOf(deps: MatchDeps): BoundRoute[] {
  const { db } = deps
  return bindRoutes(matchRoutes, {
    list: async ({ params: { titleId } }) => {
      await getTitle(db.read, titleId)
      return { items: (await listMatches(db.read, titleId)).map(toStoredView) }
    },
    search: async ({ params: { titleId }, query, signal }) => {
      const row = await getTitle(db.read, titleId)
      return { items: (await searchMatches(deps, row, { ...query, signal })).map(toFoundView) }
    },
    choose: async ({ params: { titleId }, body: { providerId }, actor, request }) => {
      const ifMatch = { tag: request.ifMatch }
      return chooseMatch(deps, { titleId, actor: actor.id, address: request.address, ifMatch }, providerId)
    },
  })
}
