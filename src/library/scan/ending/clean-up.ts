import type { Db, Tx } from '../../../db/db.ts'
import type { JobContext, PayloadOf } from '../../../jobs/index.ts'
import type { EventLog } from '../../../live/event-log.ts'
import type { Roots } from '../../../transfer/index.ts'
import { getLibrary } from '../../libraries/index.ts'
import type { CleanUpLibrary } from '../jobs.ts'
import { deleteHollow, deleteSoftly, dropGone, type DueTitle, listDueTitles, listHollow } from './store.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** In the transaction that takes titles out. */
export type OnRemoved = (
  tx: Tx,
  removed: { libraryId: number; titleIds: readonly number[]; actor: string },
) => Promise<void>

export interface RemoveDeps {
  events: EventLog
  onRemoved: OnRemoved
}

/** Takes out titles that have been missing for a day while the root is well; their rows stay, marked, and come back with the files. */
export function cleanUpLibrary(deps: RemoveDeps & { db: Db; roots: Roots }) {
  return async ({ libraryId }: PayloadOf<typeof CleanUpLibrary>, job: JobContext) => {
    const library = await getLibrary(deps.db.read, libraryId)
    await deps.roots.requireOnline(library.rootId)
    const since = job.clock.now() - DAY_MS
    let removed = 0
    const remove = async (due: readonly DueTitle[], write: typeof deleteSoftly): Promise<void> => {
      await job.commit(async (tx) => {
        await write(
          tx,
          due.map(({ titleId }) => titleId),
          job.clock.now(),
        )
        await tellRemoved(tx, deps, { libraryId, job, due })
      })
      removed += due.length
    }
    for (let due = await listDueTitles(deps.db.read, libraryId, since); due.length > 0;) {
      await remove(due, deleteSoftly)
      due = await listDueTitles(deps.db.read, libraryId, since)
    }
    // Seasons first, then the series above them.
    for (let due = await listHollow(deps.db.read, libraryId); due.length > 0;) {
      await remove(due, deleteHollow)
      due = await listHollow(deps.db.read, libraryId)
    }
    await job.commit((tx) => dropGone(tx, libraryId, since))
    return { removed }
  }
}

export async function tellRemoved(
  tx: Tx,
  { events, onRemoved }: RemoveDeps,
  removed: { libraryId: number; job: Pick<JobContext, 'actor' | 'runId'>; due: readonly DueTitle[] },
): Promise<void> {
  const { libraryId, job, due } = removed
  await events.appendAll(
    tx,
    due.map((title) => removedEvent({ libraryId, actor: job.actor, runId: job.runId, title })),
  )
  await onRemoved(tx, { libraryId, titleIds: due.map(({ titleId }) => titleId), actor: job.actor })
}

const removedEvent = (told: { libraryId: number; actor: string; runId: number; title: DueTitle }) => ({
  kind: 'library.title.removed',
  actor: told.actor,
  scope: `library:${told.libraryId}`,
  subject: `library.title:${told.title.titleId}`,
  runId: told.runId,
  data: {
    libraryId: told.libraryId,
    titleId: told.title.titleId,
    title: told.title.title,
    year: told.title.year,
    kind: told.title.kind,
  },
})
