import type { Tx } from '../../db/db.ts'
import { type AppError, ConflictError, NotFoundError } from '../../kernel/errors.ts'
import { type ChangeDeps, keepChange } from './change-title.ts'
import { lock, unlock } from './merge.ts'
import { type OpenTitle, openTitles } from './store.ts'

/** Starts work on titles of one library; rooms that do it hand it in. @throws AppError why none can be started */
export type StartWork = (tx: Tx, rows: readonly OpenTitle['row'][], actor: string) => Promise<readonly number[]>

export interface TogetherDeps extends ChangeDeps {
  refresh: StartWork
  publish: StartWork
}

export interface Together {
  titleIds: readonly number[]
  act: 'lock' | 'unlock' | 'refresh' | 'publish'
  locks: readonly string[]
}

export interface TogetherDone {
  done: number
  left: { titleId: number; why: AppError }[]
  runIds: readonly number[]
}

/** The same for many: those that can't are left alone, with the reason. */
export function changeTogether(
  deps: TogetherDeps,
  { titleIds, act, locks }: Together,
  by: { actor: string; address?: string },
): Promise<TogetherDone> {
  return deps.db.tx(async (tx) => {
    const ids = [...new Set(titleIds)]
    const titles = await openTitles(tx, ids)
    const left = ids.flatMap((titleId): TogetherDone['left'] => {
      const row = titles.get(titleId)?.row
      const params = { titleId }
      if (row === undefined) return [{ titleId, why: new NotFoundError('library/no-such-title', { params }) }]
      return row.deleted_at === null ? [] : [{ titleId, why: new ConflictError('library/title-gone', { params }) }]
    })
    const open = ids.flatMap((id) => titles.get(id) ?? []).filter(({ row }) => row.deleted_at === null)
    if (act === 'refresh' || act === 'publish') {
      const runIds =
        open.length === 0
          ? []
          : await deps[act](
              tx,
              open.map(({ row }) => row),
              by.actor,
            )
      return { done: open.length, left, runIds }
    }
    for (const title of open) {
      const standing = act === 'lock' ? lock(title.standing, locks) : unlock(title.standing, locks)
      const done = { standing, changes: [], act: act === 'lock' ? 'locked' : 'unlocked', details: { locks } } as const
      await keepChange(tx, deps, { title, asked: { titleId: title.row.id, ...by }, done })
    }
    return { done: open.length, left, runIds: [] }
  })
}
