import type { Tx } from '../../db/db.ts'
import type { JobContext } from '../../jobs/index.ts'
import { isLocked } from '../titles/model.ts'
import { openTitles, type TitleRow } from '../titles/store.ts'

type Match = Pick<TitleRow, 'tmdb_id' | 'locks'>

const isDenied = ({ tmdb_id, locks }: Match): boolean =>
  tmdb_id === null && isLocked(JSON.parse(locks) as string[], 'tmdb')

/**
 * Facts of one must never stand under the id of another: when a person has chosen meanwhile, the job starts over with
 * what was chosen. Throws then, so that nothing is written.
 * @param id what the provider was asked about; null while it is not known which one it is
 */
export async function assertStillAsked(
  tx: Tx,
  { job, row, id }: { job: JobContext; row: TitleRow; id: string | null },
): Promise<void> {
  // Read so that nobody can choose until this is written.
  const now = (await openTitles(tx, [row.id])).get(row.id)?.row
  if (now === undefined) return
  if ([id, row.tmdb_id].includes(now.tmdb_id) && isDenied(now) === isDenied(row)) return
  job.snooze(1, { code: 'library/chosen-meanwhile', params: { title: row.title } })
}
