import { z } from 'zod'
import type { Tx } from '../../db/db.ts'
import type { Outcome } from '../../plans/index.ts'
import { forgetReadings, keepReadBacks, type ReadBack } from './store.ts'

const Told = z.object({ copy: z.object({ identity: z.string(), readBackAt: z.number().int().nullable() }) })

/**
 * A file that a move had to copy is another one than was read before. When the copy was read back from the disk, its
 * bytes are known to be right since then; a file that only got another name was read by nobody, and keeps what is known.
 */
export async function noteReadBacks(tx: Tx, came: readonly { itemId: number; outcome: Outcome }[]): Promise<void> {
  const readBacks: ReadBack[] = []
  const unread: number[] = []
  for (const { itemId, outcome } of came) {
    if (outcome.state !== 'done' || outcome.told === undefined) continue
    const { identity, readBackAt } = Told.parse(outcome.told).copy
    if (readBackAt === null) unread.push(itemId)
    else readBacks.push({ itemId, identity, at: readBackAt })
  }
  await keepReadBacks(tx, readBacks)
  await forgetReadings(tx, unread)
}
