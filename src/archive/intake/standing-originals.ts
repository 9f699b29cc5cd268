import { lstat } from 'node:fs/promises'
import { identityOf, isSameTime, parseIdentityText } from '../../media/file-identity.ts'
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
  const online = await onlineOf(deps.roots, [...originals.values()])
  const standing: Standing = { originals: new Map(), missing: [] }
  const missing = new Map<string, Item>()
  const all = [...originals]
  for (let start = 0; start < all.length; start += IN_FLIGHT) {
    const chunk = all.slice(start, start + IN_FLIGHT)
    const looks = await Promise.all(
      chunk.map(async ([, item]) =>
        online.has(item.rootId) && isTaken(item) ? lookAt(deps.pathOf(item), item) : 'as-filed',
      ),
    )
    for (const [index, [hash, item]] of chunk.entries()) {
      if (looks[index] === 'as-filed') standing.originals.set(hash, item)
      if (looks[index] === 'missing') missing.set(hash, item)
    }
  }
  // Their folder may have gone away while they were looked for.
  const stillOnline = await onlineOf(deps.roots, [...missing.values()])
  for (const [hash, item] of missing) {
    if (stillOnline.has(item.rootId)) standing.missing.push(item)
    else standing.originals.set(hash, item)
  }
  return standing
}

async function onlineOf(roots: Roots, items: readonly Item[]): Promise<Set<number>> {
  const online = new Set<number>()
  for (const rootId of new Set(items.map((item) => item.rootId)))
    if ((await roots.check(rootId)).kind === 'online') online.add(rootId)
  return online
}

/** What still lies in an intake is looked at there. */
const isTaken = (item: Item): boolean => item.state === 'filed' || item.state === 'batched' || item.state === 'aside'

async function lookAt(path: string, item: Item): Promise<'as-filed' | 'changed' | 'missing'> {
  try {
    const identity = identityOf(await lstat(path, { bigint: true }))
    const isAsFiled = identity.size === item.size && isSameTime(identity, parseIdentityText(item.identity))
    return isAsFiled ? 'as-filed' : 'changed'
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'missing'
    throw error
  }
}
