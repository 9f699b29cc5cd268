import type { Attention } from '../../attention/index.ts'
import type { Tx } from '../../db/db.ts'
import type { Library } from '../libraries/index.ts'
import { countKept } from './kept-store.ts'

/** One card a library, while files of people stand where Patchbay would write. */
export async function tellKept(
  tx: Tx,
  attention: Attention,
  { libraryId, name }: Pick<Library, 'libraryId' | 'name'>,
): Promise<void> {
  const cause = `library.kept-files:${libraryId}`
  const count = await countKept(tx, libraryId)
  if (count === 0) return attention.resolve(tx, cause)
  await attention.raise(tx, {
    cause,
    code: 'library.kept-files',
    params: { count, name },
    severity: 'info',
    subject: `library:${libraryId}`,
    actions: [{ code: 'open-library', open: '/library' }],
  })
}
