import type { Reader } from '../../db/db.ts'
import { toItem } from '../items/store.ts'
import type { Item } from '../model.ts'

const HASHES = 500

/** Everything that was ever known with these bytes, the newest first. */
export async function listItemsByHash(reader: Reader, archiveId: number, hashes: readonly string[]): Promise<Item[]> {
  const found: Item[] = []
  for (let start = 0; start < hashes.length; start += HASHES) {
    const rows = await reader
      .selectFrom('archive_items')
      .selectAll()
      .where('archive_id', '=', archiveId)
      .where('sha256', 'in', hashes.slice(start, start + HASHES))
      .orderBy('id', 'desc')
      .execute()
    found.push(...rows.map(toItem))
  }
  return found
}
