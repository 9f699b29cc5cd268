import type { Actor } from '../kernel/routes.ts'
import type { SavedView } from './model.ts'

export interface Rights {
  rename: boolean
  /** Give it other filters and columns. */
  refill: boolean
  /** Share it, or end that. */
  share: boolean
  remove: boolean
}

export const maySeeView = (view: SavedView, actor: Actor): boolean => view.isShared || isOwnView(view, actor)

/** A shared view of nobody belongs to whoever acts for nobody: the host's command line, a key without an owner. */
export const isOwnView = (view: SavedView, actor: Actor): boolean => view.personId === (actor.personId ?? null)

/** People keep their own views, whatever their role; a key with the scope `read` alone writes nothing. */
export const mayKeepViews = (actor: Actor): boolean => actor.scopes.has('jobs:write') || actor.id.startsWith('person:')

/** Your own while they are private; shared ones of your own with the right to share; names and sharing of all others for an admin. */
export function rightsOn(view: SavedView, actor: Actor): Rights {
  const mayShare = actor.scopes.has('jobs:write')
  const isAdmin = view.isShared && actor.scopes.has('access:write')
  const isMine = isOwnView(view, actor) && (view.isShared ? mayShare : mayKeepViews(actor))
  return {
    rename: isMine || isAdmin,
    refill: isMine || (isAdmin && view.personId === null),
    // Nobody could see a private view of nobody.
    share: view.personId !== null && ((isMine && mayShare) || isAdmin),
    remove: isMine || isAdmin,
  }
}
