import type { Tx } from '../db/db.ts'
import type { Jobs } from '../jobs/index.ts'
import { AskPlayers, type Change, listGroupsToTell } from './players/index.ts'

const ASKED_AT_ONCE = 500

interface Asking {
  libraryId: number
  titleIds: readonly number[]
  change: Change
  actor: string
}

async function ask(jobs: Jobs, tx: Tx, { libraryId, titleIds, change, actor }: Asking): Promise<void> {
  if (titleIds.length === 0 || (await listGroupsToTell(tx, libraryId)).length === 0) return
  for (let start = 0; start < titleIds.length; start += ASKED_AT_ONCE)
    await jobs.enqueue(tx, AskPlayers, { titleIds: titleIds.slice(start, start + ASKED_AT_ONCE), change }, { actor })
}

/** Something beside a title's media was written: players read it anew. */
export const tellOfPublished =
  ({ jobs }: { jobs: Jobs }) =>
  (tx: Tx, { titleId, libraryId }: { titleId: number; libraryId: number }, { actor }: { actor: string }) =>
    ask(jobs, tx, { libraryId, titleIds: [titleId], change: 'changed', actor })

/** Titles were taken out: players let go of them. */
export const tellOfRemoved =
  ({ jobs }: { jobs: Jobs }) =>
  (tx: Tx, removed: { libraryId: number; titleIds: readonly number[]; actor: string }) =>
    ask(jobs, tx, { ...removed, change: 'removed' })
