import type { Db } from '../db/db.ts'
import { instant } from '../kernel/contract.ts'
import { type Actor, type BoundRoute, bindRoutes } from '../kernel/routes.ts'
import { viewRoutes, type ViewView } from './contract.ts'
import type { SavedView } from './model.ts'
import { isOwnView, rightsOn } from './rights.ts'
import { listViews } from './store.ts'
import type { Views } from './views.ts'

const toViewView = (view: SavedView, actor: Actor): ViewView => ({
  ...view,
  hidden: [...view.hidden],
  isOwn: isOwnView(view, actor),
  can: rightsOn(view, actor),
  createdAt: instant(view.createdAt),
  changedAt: instant(view.changedAt),
})

export function viewRoutesOf({ db, views }: { db: Db; views: Views }): BoundRoute[] {
  return bindRoutes(viewRoutes, {
    list: async ({ query, actor }) => {
      const found = await listViews(db.read, { list: query.list, personId: actor.personId ?? null })
      return { items: found.map((view) => toViewView(view, actor)) }
    },
    save: async ({ body, actor }) => toViewView(await views.save(body, actor), actor),
    change: async ({ params, body, actor }) => toViewView(await views.change(params.viewId, body, actor), actor),
    remove: async ({ params, actor }) => {
      await views.remove(params.viewId, actor)
      return { removed: params.viewId }
    },
  })
}
