import { rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Attention } from '../../attention/index.ts'
import type { Db } from '../../db/db.ts'
import type { JobContext, Jobs, PayloadOf } from '../../jobs/index.ts'
import { ConflictError } from '../../kernel/errors.ts'
import { errnoOf } from '../../media/file-identity.ts'
import type { PlanOwner, Plans } from '../../plans/index.ts'
import type { Roots } from '../../transfer/index.ts'
import { itemMoveOf, itemOutcomeOf } from '../batches/take-plan-owner.ts'
import { noteReadBacks } from '../integrity/note-read-backs.ts'
import { forgetReadTime } from '../integrity/store.ts'
import { changeEach, type ItemEdit } from '../items/edit-store.ts'
import { findItems } from '../items/store.ts'
import { DEFAULT_ARCHIVE, folderOf } from '../model.ts'
import { RESORT_PLAN } from './resort.ts'
import { RemoveEmptyFolders } from './resort-jobs.ts'

export interface ResortOwnerDeps {
  db: Db
  attention: Attention
  jobs: Jobs
  plans: Plans
  roots: Roots
}

/** Keeps the items in line with what a re-sort did, and takes away the folders that it emptied. */
export function resortPlanOwner(deps: ResortOwnerDeps): PlanOwner {
  return {
    kind: RESORT_PLAN,
    scopeOf: () => 'files:move',
    async beforeApply(tx) {
      // Two plans that move the same files would each find the other's work a change.
      if ((await deps.plans.directionsUnderWay(tx, RESORT_PLAN)).size > 0)
        throw new ConflictError('archive/resort-under-way')
    },
    async listUndoable(reader, operations) {
      const moves = operations.map((operation) => ({ operation, ...itemMoveOf(operation) }))
      const items = new Map(
        (
          await findItems(
            reader,
            moves.map(({ itemId }) => itemId),
          )
        ).map((item) => [item.itemId, item]),
      )
      return moves
        .filter(({ itemId, to }) => {
          const item = items.get(itemId)
          return item?.state === 'filed' && item.relPath === to?.relPath
        })
        .map(({ operation }) => operation)
    },
    async onOutcomes(tx, _plan, came) {
      const outcomes = came.map(itemOutcomeOf)
      const moved = outcomes.flatMap(({ itemId, from, to, outcome }): ItemEdit[] => {
        if (outcome.state === 'done' && to !== undefined) return [{ itemId, change: to }]
        return outcome.state === 'undone' ? [{ itemId, change: from }] : []
      })
      await changeEach(tx, moved)
      await forgetReadTime(
        tx,
        moved.map(({ itemId }) => itemId),
      )
      await noteReadBacks(tx, outcomes)
    },
    async onDiscarded(tx, plan) {
      await deps.attention.resolve(tx, `plan:${plan.planId}`)
    },
    async onSettled(tx, plan) {
      await deps.attention.resolve(tx, `plan:${plan.planId}`)
      if (plan.state === 'stale') return
      const payload = { archiveId: DEFAULT_ARCHIVE, planId: plan.planId }
      await deps.jobs.enqueue(tx, RemoveEmptyFolders, payload, { actor: 'system' })
    },
  }
}

/** Folders from or to which the plan moved, and those around them, as long as nothing is in them. Repeating it is harmless. */
export function removeEmptyFolders({ db, plans, roots }: Pick<ResortOwnerDeps, 'db' | 'plans' | 'roots'>) {
  return async ({ planId }: PayloadOf<typeof RemoveEmptyFolders>, job: JobContext): Promise<{ removed: number }> => {
    const folders = new Map<number, Set<string>>()
    for (const operation of await plans.operationsOf(db.read, planId)) {
      const { from, to } = itemMoveOf(operation)
      for (const place of to === undefined ? [from] : [from, to]) {
        const of = folders.get(place.rootId) ?? new Set()
        folders.set(place.rootId, of)
        for (let at = folderOf(place.relPath); at !== ''; at = folderOf(at)) of.add(at)
      }
    }
    let removed = 0
    for (const [rootId, relPaths] of folders) {
      await roots.requireOnline(rootId)
      const { path } = await roots.get(rootId)
      const deepestFirst = [...relPaths].toSorted((a, b) => b.split('/').length - a.split('/').length)
      for (const relPath of deepestFirst) {
        job.signal.throwIfAborted()
        if (await removeIfEmpty(join(path, relPath))) removed++
      }
    }
    return { removed }
  }
}

async function removeIfEmpty(path: string): Promise<boolean> {
  try {
    await rmdir(path)
    return true
  } catch (error) {
    if (['ENOENT', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EBUSY'].includes(errnoOf(error))) return false
    throw error
  }
}
