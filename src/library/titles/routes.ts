import type { QueryOf, RouteSpec } from '../../kernel/contract.ts'
import { NotFoundError } from '../../kernel/errors.ts'
import { decodeCursor, pageFrom } from '../../kernel/paging.ts'
import { type BoundRoute, bindRoutes, type Call, withVersion } from '../../kernel/routes.ts'
import { sayError } from '../../kernel/words.ts'
import { changeTogether, type TogetherDeps } from './change-together.ts'
import { type Asked, editFacts, resetFacts, setLocks, undoChange } from './change-title.ts'
import { titleRoutes } from './contract.ts'
import { countTitles, findOutermost, listTitles, type TitleMatch } from './list-store.ts'
import { listChanges } from './page-store.ts'
import { getTitle, readTitle } from './read-title.ts'
import { knownFactsOf } from './store.ts'
import { tellSteps } from './tell-steps.ts'
import { toChangeView, toFacets, toTitleDetail, toTitleView } from './views.ts'

export type TitleRouteDeps = TogetherDeps

const { routes } = titleRoutes
type Filter = QueryOf<typeof routes.facets>

const asFlag = (flag: 'yes' | 'no' | undefined): boolean | undefined =>
  flag === undefined ? undefined : flag === 'yes'

/** @throws NotFoundError `library/no-such-library` */
async function matchOf({ db }: TitleRouteDeps, query: Filter): Promise<TitleMatch> {
  const { libraryId, kind, care, locked, addedSince, gone, notIn, ...same } = query
  const outermost = libraryId === undefined ? undefined : await findOutermost(db.read, libraryId)
  if (libraryId !== undefined && outermost === undefined)
    throw new NotFoundError('library/no-such-library', { params: { libraryId } })
  return {
    ...same,
    libraryId,
    kind: kind ?? (same.parentId === undefined ? outermost : undefined),
    needsCare: asFlag(care),
    isLocked: asFlag(locked),
    notInGroup: notIn,
    addedSince: addedSince === undefined ? undefined : Date.parse(addedSince),
    isGone: gone === 'yes',
  }
}

const askedBy = (
  { actor, request }: Pick<Call<RouteSpec>, 'actor' | 'request'>,
  titleId: number,
): Asked & { ifMatch: { tag: string | undefined } } => ({
  titleId,
  actor: actor.id,
  address: request.address,
  ifMatch: { tag: request.ifMatch },
})

type Handlers = Parameters<typeof bindRoutes<typeof titleRoutes>>[1]

export function titleRoutesOf(deps: TitleRouteDeps): BoundRoute[] {
  return bindRoutes(titleRoutes, { ...reading(deps), ...changing(deps) })
}

async function show({ db }: TitleRouteDeps, titleId: number) {
  const page = await readTitle(db.read, titleId)
  return withVersion(toTitleDetail(page), String(page.row.version))
}

function reading(deps: TitleRouteDeps): Pick<Handlers, 'list' | 'facets' | 'get' | 'why' | 'history'> {
  const { db } = deps
  return {
    list: async ({ query: { cursor, limit, sort, order, ...filter } }) => {
      const after = decodeCursor(cursor)
      const match = await matchOf(deps, filter)
      const isDescending = order === 'down'
      const { rows, total } = await listTitles(db.read, match, { sort, isDescending, after, limit: limit + 1 })
      const { items, nextCursor } = pageFrom(rows, limit, ({ id }) => id)
      return { items: items.map(toTitleView), nextCursor, total }
    },
    facets: async ({ query }) => toFacets(await countTitles(db.read, await matchOf(deps, query))),
    get: ({ params }) => show(deps, params.titleId),
    why: async ({ params }) => ({ items: await tellSteps(deps, params.titleId) }),
    history: async ({ params: { titleId }, query: { cursor, limit } }) => {
      const row = await getTitle(db.read, titleId)
      const rows = await listChanges(db.read, { titleId, before: decodeCursor(cursor), limit: limit + 1 })
      const { items, nextCursor } = pageFrom(rows, limit, ({ id }) => id)
      return { items: items.map((one) => toChangeView(one, knownFactsOf(row))), nextCursor }
    },
  }
}

function changing(deps: TitleRouteDeps): Pick<Handlers, 'edit' | 'lock' | 'undo' | 'reset' | 'together'> {
  return {
    edit: async ({ params: { titleId }, body, ...call }) => {
      await editFacts(deps, askedBy(call, titleId), body.facts)
      return show(deps, titleId)
    },
    lock: async ({ params: { titleId }, body, ...call }) => {
      await setLocks(deps, askedBy(call, titleId), body)
      return show(deps, titleId)
    },
    undo: async ({ params: { titleId, changeId }, actor, request }) => {
      await undoChange(deps, { titleId, actor: actor.id, address: request.address }, changeId)
      return show(deps, titleId)
    },
    reset: async ({ params: { titleId }, body, ...call }) => {
      await resetFacts(deps, askedBy(call, titleId), body.facts)
      return show(deps, titleId)
    },
    together: async ({ body, actor, request }) => {
      const { done, left, runIds } = await changeTogether(deps, body, { actor: actor.id, address: request.address })
      const told = left.map(({ titleId, why }) => ({ titleId, reason: sayError(why) }))
      return { done, left: told, runIds: [...runIds] }
    },
  }
}
