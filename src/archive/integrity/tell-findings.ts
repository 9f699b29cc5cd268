import type { Attention } from '../../attention/index.ts'
import type { Tx } from '../../db/db.ts'
import { CARD_OF } from './model.ts'
import { sumOpen } from './finding-store.ts'

const CARDS = ['damaged', 'unreadable', 'missing'] as const

/** One card for each kind of trouble; it goes when no file has it any more. Nothing is mended: a person decides. */
export async function tellFindings({ attention }: { attention: Attention }, tx: Tx, archiveId: number): Promise<void> {
  const open = await sumOpen(tx, archiveId)
  for (const card of CARDS) {
    const of = open.filter(({ kind }) => CARD_OF[kind] === card)
    const count = of.reduce((sum, one) => sum + one.count, 0)
    const cause = `archive.integrity-${card}:${archiveId}`
    const first = of.map((one) => one.first).toSorted()[0]
    if (count === 0 || first === undefined) await attention.resolve(tx, cause)
    else
      await attention.raise(tx, {
        cause,
        code: `archive.files-${card}`,
        params: { count, first },
        severity: 'bad',
        subject: `archive:${archiveId}`,
        actions: [{ code: 'open-findings', open: '/archive/integrity' }],
      })
  }
}
