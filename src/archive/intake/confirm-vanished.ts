import { lstat } from 'node:fs/promises'
import { errnoOf } from '../../media/file-identity.ts'
import { joinPath } from '../../media/folder-listing.ts'
import type { Roots } from '../../transfer/index.ts'
import type { Item } from '../model.ts'
import type { IntakeFolder } from './look-at-folder.ts'

/** Looks at once. */
const IN_FLIGHT = 32

/**
 * Those that are really gone: the folder itself is the one it was before and after each was looked for. A folder that went
 * away, or came back, while it was read says nothing about what is in it.
 */
export async function confirmVanished(roots: Roots, folder: IntakeFolder, items: readonly Item[]): Promise<Item[]> {
  if (items.length === 0 || !(await isOnline(roots, folder))) return []
  const gone: Item[] = []
  for (let start = 0; start < items.length; start += IN_FLIGHT) {
    const chunk = items.slice(start, start + IN_FLIGHT)
    const answers = await Promise.all(chunk.map((item) => isMissing(folder, item)))
    gone.push(...chunk.filter((_item, index) => answers[index] === true))
  }
  return (await isOnline(roots, folder)) ? gone : []
}

const isOnline = async (roots: Roots, folder: IntakeFolder): Promise<boolean> =>
  (await roots.check(folder.rootId)).kind === 'online'

async function isMissing(folder: IntakeFolder, { relPath, relRaw }: Item): Promise<boolean> {
  const exact = relRaw === null ? relPath : Buffer.from(relRaw, 'hex')
  return lstat(joinPath(folder.path, exact)).then(
    () => false,
    (error: unknown) => errnoOf(error) === 'ENOENT',
  )
}
