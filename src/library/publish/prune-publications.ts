import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Db } from '../../db/db.ts'
import type { JobHandler } from '../../jobs/index.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { PrunePublications } from './jobs.ts'
import { UNDO_MS } from './model.ts'
import { listSnapshots, prunePublications } from './store.ts'

const AT_ONCE = 500
/** A job puts a copy there before its journal names it. */
const YOUNG_MS = 3_600_000

/** What can't be taken back any more is forgotten, and the former contents with it. */
export function pruneOldPublications({
  db,
  clock,
  snapshotFolder,
}: {
  db: Db
  clock: Clock
  snapshotFolder: string
}): JobHandler<typeof PrunePublications> {
  return async (_payload, job) => {
    let pruned = 0
    for (;;) {
      job.signal.throwIfAborted()
      const gone = await db.tx((tx) => prunePublications(tx, clock.now() - UNDO_MS, AT_ONCE))
      pruned += gone
      if (gone < AT_ONCE) break
    }
    return { pruned, removed: await removeUnused(db, snapshotFolder, clock.now() - YOUNG_MS) }
  }
}

async function removeUnused(db: Db, folder: string, olderThan: number): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries.filter((entry) => entry.isFile() && /^[0-9a-f]{64}\./.test(entry.name))
  let removed = 0
  for (let start = 0; start < files.length; start += AT_ONCE) {
    const part = files.slice(start, start + AT_ONCE)
    const used = await listSnapshots(
      db.read,
      part.map(({ name }) => name.slice(0, 64)),
    )
    for (const { name, parentPath } of part) {
      const path = join(parentPath, name)
      if (used.has(name.slice(0, 64)) || !(await isOlder(path, olderThan))) continue
      await rm(path, { force: true })
      removed += 1
    }
  }
  return removed
}

async function isOlder(path: string, olderThan: number): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found !== undefined && found.mtimeMs < olderThan
}
