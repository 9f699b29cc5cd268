import type { Tx } from '../db/db.ts'
import type { BoundRoute } from '../kernel/routes.ts'
import { viewRoutesOf } from './routes.ts'
import { deletePrivateViews } from './store.ts'
import { createViews, type ViewsDeps } from './views.ts'

export interface ViewsRoom {
  routes: BoundRoute[]
  /** Their private views go; what they shared stays, and belongs to nobody. */
  personRemoved(tx: Tx, personId: number): Promise<void>
}

export function setUpViews(deps: ViewsDeps): ViewsRoom {
  return { routes: viewRoutesOf({ db: deps.db, views: createViews(deps) }), personRemoved: deletePrivateViews }
}
