import type { Attention } from '../../../attention/index.ts'
import type { Tx } from '../../../db/db.ts'

/** One card a library, while there are damaged pictures that nothing brings back: they were uploaded, or are gone where they came from. */
export function tellDamage(
  tx: Tx,
  attention: Attention,
  { libraryId, lost }: { libraryId: number; lost: number },
): Promise<void> {
  const cause = `library.artwork-damaged:${libraryId}`
  if (lost === 0) return attention.resolve(tx, cause)
  return attention.raise(tx, {
    cause,
    code: 'library.artwork-damaged',
    params: { count: lost },
    severity: 'warn',
    subject: `library:${libraryId}`,
    actions: [{ code: 'open-library', open: '/library' }],
  })
}
