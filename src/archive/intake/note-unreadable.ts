import type { JobContext } from '../../jobs/index.ts'
import { commitEdits, intakeEdit } from '../items/commit-edits.ts'
import type { Item } from '../model.ts'

const UNREADABLE = 'incomplete.unreadable'

/** Whether the file lies there and its bytes could not be read. */
export const isUnreadable = ({ state, reason }: Pick<Item, 'state' | 'reason'>): boolean =>
  state === 'incomplete' && reason?.code === UNREADABLE

/** Such a file stays where it is and takes no part in anything until it can be read. One that is gone is for the next look. */
export async function noteUnreadable(
  found: readonly { item: Item; errno: string }[],
  job: Pick<JobContext, 'commit'>,
): Promise<void> {
  const edits = found
    .filter(({ errno }) => errno !== 'ENOENT')
    .map(({ item, errno }) =>
      intakeEdit(item, { state: 'incomplete', reason: { code: UNREADABLE, params: { error: errno } } }),
    )
  await commitEdits(job, edits)
}
