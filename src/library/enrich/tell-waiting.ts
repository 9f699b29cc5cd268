import type { Attention } from '../../attention/index.ts'
import type { Tx } from '../../db/db.ts'
import type { Library } from '../libraries/index.ts'
import { hasMatchCare } from './store.ts'

/**
 * One card a library, while titles wait for somebody to say what they are. It does not count them: each of thousands that a
 * scan finds would change it.
 */
export async function tellWaiting(
  tx: Tx,
  attention: Attention,
  { libraryId, name }: Pick<Library, 'libraryId' | 'name'>,
): Promise<void> {
  const cause = `library.matches:${libraryId}`
  if (!(await hasMatchCare(tx, libraryId))) return attention.resolve(tx, cause)
  await attention.raise(tx, {
    cause,
    code: 'library.matches-wait',
    params: { name },
    severity: 'info',
    subject: `library:${libraryId}`,
    actions: [{ code: 'choose-matches', open: `/library?care=yes&library=${libraryId}` }],
  })
}
