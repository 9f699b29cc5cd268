import type { JobHandler } from '../../../jobs/index.ts'
import { turnsOf } from '../../../kernel/turns.ts'
import type { AssetDeps } from '../deps.ts'
import type { CollectArtwork } from '../jobs.ts'
import { KEPT_AFTER_REMOVAL_MS, KEPT_UNUSED_MS } from '../model.ts'
import type { SizedPictures } from './sized.ts'
import { deleteUnused, findBlob, listUnused, noteUnused } from './store.ts'

const AT_ONCE = 200
/** Two digits begin a part of the cache; `g` comes after all of them. */
const PARTS = Array.from({ length: 256 }, (_, part) => part.toString(16).padStart(2, '0'))

/**
 * In two steps a day apart: what nothing uses is noted, and goes when nothing used it since. The row goes first; a file without
 * one is harmless, a row without a file would be a lie.
 */
export function collectArtwork(
  deps: Pick<AssetDeps, 'db' | 'clock' | 'files'> & { sized: SizedPictures },
): JobHandler<typeof CollectArtwork> {
  const { db, files, sized, clock } = deps
  const turns = turnsOf<string>()
  return async (_payload, job) => {
    const now = clock.now()
    const removedAfter = now - KEPT_AFTER_REMOVAL_MS
    const before = now - KEPT_UNUSED_MS
    for (const [place, from] of PARTS.entries()) {
      job.signal.throwIfAborted()
      await db.tx((tx) => noteUnused(tx, { now, removedAfter, from, to: PARTS[place + 1] ?? 'g' }))
    }
    let [removed, bytes] = [0, 0]
    for (;;) {
      job.signal.throwIfAborted()
      const page = await listUnused(db.read, { before, limit: AT_ONCE })
      for (const { sha256, ending, size } of page)
        await turns.inTurn(sha256, async () => {
          if (!(await db.tx((tx) => deleteUnused(tx, sha256, { before, removedAfter })))) return
          // It may have been taken in again since: then its file is needed.
          if ((await findBlob(db.read, sha256)) !== undefined) return
          await files.remove(sha256, ending)
          await sized.forget(sha256)
          removed += 1
          bytes += size
        })
      if (page.length < AT_ONCE) break
    }
    const swept = await files.sweep(now - KEPT_UNUSED_MS)
    return { removed, bytes, swept }
  }
}
