import { lstat } from 'node:fs/promises'
import { identityOf, mtimeMsOf } from '../../media/file-identity.ts'
import type { Roots } from '../../transfer/index.ts'
import type { Item } from '../model.ts'

/** Looks at once. */
const IN_FLIGHT = 32

export interface Standing {
  /** Originals by hash that are on disk as they were filed, or whose folder can't be looked at now. */
  originals: Map<string, Item>
  /** Known to the archive, and no longer where they were. */
  missing: Item[]
}

/**
 * Holds the originals against the disk: what a person deleted or edited in the archive makes nothing a duplicate. A root
 * that is offline tells nothing, so its originals stand.
 */
export async function keepStanding(
  originals: ReadonlyMap<string, Item>,
  deps: { roots: Roots; pathOf: (item: Item) => string },
): Promise<Standing> {
  const online = new Map<number, boolean>()
  for (const { rootId } of originals.values()) {
    if (!online.has(rootId)) online.set(rootId, (await deps.roots.check(rootId)).kind === 'online')
  }
  const standing: Standing = { originals: new Map(), missing: [] }
  const all = [...originals]
  for (let start = 0; start < all.length; start += IN_FLIGHT) {
    const chunk = all.slice(start, start + IN_FLIGHT)
    const looks = await Promise.all(
      chunk.map(async ([, item]) =>
        online.get(item.rootId) === true && isTaken(item) ? lookAt(deps.pathOf(item), item) : 'as-filed',
      ),
    )
    for (const [index, [hash, item]] of chunk.entries()) {
      if (looks[index] === 'as-filed') standing.originals.set(hash, item)
      if (looks[index] === 'missing') standing.missing.push(item)
    }
  }
  return standing
}

/** What still lies in an intake is looked at there. */
const isTaken = (item: Item): boolean => item.state === 'filed' || item.state === 'batched'

async function lookAt(path: string, item: Item): Promise<'as-filed' | 'changed' | 'missing'> {
  try {
    const identity = identityOf(await lstat(path, { bigint: true }))
    return identity.size === item.size && mtimeMsOf(identity) === item.mtimeMs ? 'as-filed' : 'changed'
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'missing'
    throw error
  }
}
