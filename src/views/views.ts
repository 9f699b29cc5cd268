import { nameKey } from '../access/index.ts'
import type { Db, Tx } from '../db/db.ts'
import { lockInTx } from '../db/lock-in-tx.ts'
import type { Clock } from '../kernel/clock.ts'
import { ConflictError, NotAllowedError, NotFoundError } from '../kernel/errors.ts'
import { type Actor, requireScope } from '../kernel/routes.ts'
import type { EventLog } from '../live/event-log.ts'
import { type SavedView, type ViewChange, VIEWS_MOST } from './model.ts'
import { mayKeepViews, maySeeView, rightsOn } from './rights.ts'
import { countViews, deleteView, findView, findViewByName, insertView, updateView } from './store.ts'

export interface ViewsDeps {
  db: Db
  clock: Clock
  events: EventLog
}

export type NewView = Pick<SavedView, 'list' | 'name' | 'filters' | 'hidden' | 'isShared'> & {
  isOfNobody: boolean
}

export interface Views {
  /**
   * @throws NotAllowedError when it is to be shared, or to be nobody's, and the actor may not
   * @throws ConflictError when the name is taken, there are too many, or nobody could see it
   */
  save(view: NewView, actor: Actor): Promise<SavedView>
  /** @throws NotFoundError, also for a private one of somebody else; NotAllowedError, ConflictError as above */
  change(viewId: number, change: ViewChange, actor: Actor): Promise<SavedView>
  /** @throws NotFoundError, also for a private one of somebody else; NotAllowedError */
  remove(viewId: number, actor: Actor): Promise<void>
}

interface Told {
  view: SavedView
  actor: Actor
}

export function createViews({ db, clock, events }: ViewsDeps): Views {
  /** Others hear of shared views only. */
  const tell = async (tx: Tx, what: 'saved' | 'changed' | 'removed', { view, actor }: Told): Promise<void> => {
    const data = { list: view.list, name: view.name }
    await events.append(tx, { kind: `views.view.${what}`, actor: actor.id, subject: `view:${view.viewId}`, data })
  }
  return {
    save: ({ isOfNobody, ...view }, actor) =>
      db.tx(async (tx) => {
        assertMayKeep(actor)
        if (isOfNobody) requireScope(actor, 'access:write')
        const personId = isOfNobody ? null : (actor.personId ?? null)
        if (view.isShared && !actor.scopes.has('jobs:write')) throw new NotAllowedError('views/may-not-share')
        if (!view.isShared && personId === null) throw new ConflictError('views/nobody-to-keep-it')
        const shelf = { list: view.list, personId }
        await assertFreeName(tx, shelf, view.name)
        if ((await countViews(tx, shelf)) >= VIEWS_MOST)
          throw new ConflictError('views/too-many', { params: { most: VIEWS_MOST } })
        const now = clock.now()
        const saved = await insertView(tx, { ...view, personId, createdAt: now, changedAt: now }, nameKey(view.name))
        if (saved.isShared) await tell(tx, 'saved', { view: saved, actor })
        return saved
      }),
    change: (viewId, change, actor) =>
      db.tx(async (tx) => {
        assertMayKeep(actor)
        const before = await lockView(tx, viewId, actor)
        assertMayChange(before, change, actor)
        if (change.name !== undefined) await assertFreeName(tx, before, change.name)
        const key = change.name === undefined ? {} : { nameKey: nameKey(change.name) }
        const after = await updateView(tx, viewId, { ...change, ...key, at: clock.now() })
        // A name that was given as the sharing ended is private already.
        const known = [after, before].find(({ isShared }) => isShared)
        if (known !== undefined) await tell(tx, 'changed', { view: known, actor })
        return after
      }),
    remove: (viewId, actor) =>
      db.tx(async (tx) => {
        assertMayKeep(actor)
        const view = await lockView(tx, viewId, actor)
        if (!rightsOn(view, actor).remove) throw new NotAllowedError('views/not-yours')
        await deleteView(tx, viewId)
        if (view.isShared) await tell(tx, 'removed', { view, actor })
      }),
  }
}

function assertMayKeep(actor: Actor): void {
  if (!mayKeepViews(actor)) requireScope(actor, 'jobs:write')
}

function assertMayChange(view: SavedView, change: ViewChange, actor: Actor): void {
  const can = rightsOn(view, actor)
  const isRefilled = change.filters !== undefined || change.hidden !== undefined
  const isMoved = change.isShared !== undefined && change.isShared !== view.isShared
  if ((change.name !== undefined && !can.rename) || (isRefilled && !can.refill))
    throw new NotAllowedError('views/not-yours')
  if (!isMoved || can.share) return
  if (view.personId === null) throw new ConflictError('views/nobody-to-keep-it')
  throw new NotAllowedError('views/may-not-share')
}

const LOCK = 'views_entries'

async function lockView(tx: Tx, viewId: number, actor: Actor): Promise<SavedView> {
  await lockInTx(tx, LOCK)
  const view = await findView(tx, viewId)
  if (view === undefined || !maySeeView(view, actor))
    throw new NotFoundError('views/no-such-view', { params: { viewId } })
  return view
}

async function assertFreeName(
  tx: Tx,
  view: Pick<SavedView, 'list' | 'personId'> & { viewId?: number },
  name: string,
): Promise<void> {
  await lockInTx(tx, LOCK)
  const other = await findViewByName(tx, view, nameKey(name))
  if (other !== undefined && other.viewId !== view.viewId)
    throw new ConflictError('views/name-taken', { params: { name: other.name } })
}
