import type { Tx } from '../../../db/db.ts'
import type { PlayersDeps } from '../deps.ts'
import { askPlayers } from './ask-players.ts'
import { listFailed } from './store.ts'

const MOST = 5000

/**
 * Has the group told anew of folders that failed.
 * @param codes why they failed; all of them unless said
 * @returns how many
 */
export async function askFailed(
  deps: Pick<PlayersDeps, 'jobs' | 'clock'>,
  tx: Tx,
  { groupId, codes, actor }: { groupId: number; codes?: readonly string[]; actor: string },
): Promise<number> {
  const failed = (await listFailed(tx, groupId, MOST)).filter(
    ({ reason }) => codes === undefined || codes.includes(reason?.code ?? ''),
  )
  for (const libraryId of new Set(failed.map((one) => one.libraryId)))
    await askPlayers(tx, deps, {
      groupId,
      libraryId,
      actor,
      folders: failed.filter((one) => one.libraryId === libraryId),
    })
  return failed.length
}
