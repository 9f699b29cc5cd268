import { lstat } from 'node:fs/promises'
import type { Db } from '../../db/db.ts'
import type { JobContext } from '../../jobs/index.ts'
import { errnoOf, identityOf, identityText, parseIdentityText } from '../../media/file-identity.ts'
import { commitEdits } from '../items/commit-edits.ts'
import { listCopiesOf } from '../items/copy-store.ts'
import type { Item } from '../model.ts'

/**
 * Setting another name of a file aside changes the time of the file's last change, and nothing else. What is otherwise as
 * the last look saw it is known again by what is on disk now.
 */
export async function knowMovedLinks(
  { db, pathOf }: { db: Db; pathOf: (item: Item) => string },
  items: readonly Item[],
  job: JobContext,
): Promise<Item[]> {
  const copies = await listCopiesOf(
    db.read,
    items.map(({ itemId }) => itemId),
  )
  const moved = copies.filter(({ state, reason }) => state === 'aside' && reason?.code === 'hard-link')
  const linkedIds = new Set(moved.map(({ duplicateOf }) => duplicateOf))
  const known = await Promise.all(
    items.map(async (item) =>
      linkedIds.has(item.itemId) ? { ...item, identity: await identityNow(item, pathOf) } : item,
    ),
  )
  const edits = known.flatMap(({ itemId, identity }, index) =>
    identity === items[index]?.identity ? [] : [{ itemId, change: { identity } }],
  )
  await commitEdits(job, edits)
  return known
}

async function identityNow(item: Item, pathOf: (item: Item) => string): Promise<string> {
  try {
    const now = identityOf(await lstat(pathOf(item), { bigint: true }))
    const { ctimeNs } = now
    return identityText({ ...parseIdentityText(item.identity), ctimeNs }) === identityText(now)
      ? identityText(now)
      : item.identity
  } catch (error) {
    // The plan finds out, and says so.
    errnoOf(error)
    return item.identity
  }
}
