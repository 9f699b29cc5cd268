import { lstat } from 'node:fs/promises'
import type { JobContext } from '../../jobs/index.ts'
import { identityOf, identityText } from '../../media/file-identity.ts'
import type { ArchiveFolders } from '../folders.ts'
import type { Item } from '../model.ts'

/** Looks at once. */
const IN_FLIGHT = 32

/** The items as they are on disk now; the move out of the intake changed their ctime. */
export async function lookAtItems(
  pathOf: ArchiveFolders['pathOf'],
  items: readonly Item[],
  job: Pick<JobContext, 'signal' | 'progress'>,
): Promise<{ present: Item[]; missing: Item[] }> {
  const present: Item[] = []
  const missing: Item[] = []
  for (let start = 0; start < items.length; start += IN_FLIGHT) {
    job.signal.throwIfAborted()
    const chunk = items.slice(start, start + IN_FLIGHT)
    const identities = await Promise.all(chunk.map((item) => identityAt(pathOf(item))))
    for (const [index, item] of chunk.entries()) {
      const identity = identities[index]
      if (identity === undefined) missing.push(item)
      else present.push({ ...item, identity })
    }
    job.progress({ current: start + chunk.length, total: items.length, unit: 'files' })
  }
  return { present, missing }
}

/** @returns undefined when nothing is there */
export async function identityAt(path: string): Promise<string | undefined> {
  try {
    return identityText(identityOf(await lstat(path, { bigint: true })))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
}
