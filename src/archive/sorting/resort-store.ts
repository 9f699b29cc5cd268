import type { Reader } from '../../db/db.ts'
import { readInPages } from '../../db/in-chunks.ts'
import { FOUND_IN_ARCHIVE } from '../model.ts'

const PAGE = 5000

/** A filed file as a preview of another pattern needs it. */
export interface FiledDate {
  itemId: number
  relPath: string
  assetKey: string
  isPrimary: boolean
  isFound: boolean
  local: string | null
  source: string | null
  isByHand: boolean
}

/** Every filed file below the root, by id, without what a plan alone needs. */
export async function listFiledDates(reader: Reader, rootId: number): Promise<FiledDate[]> {
  const rows = await readInPages(
    PAGE,
    (after, limit) =>
      reader
        .selectFrom('archive_items')
        .select([
          'id',
          'rel_path',
          'source_root_id',
          'source_rel_path',
          'group_key',
          'batch_id',
          'reason_code',
          'captured_local',
          'captured_source',
          'captured_by_hand',
        ])
        .where('root_id', '=', rootId)
        .where('state', '=', 'filed')
        .where('rel_raw', 'is', null)
        .where('id', '>', after)
        .orderBy('id')
        .limit(limit)
        .execute(),
    (row) => row.id,
  )
  return rows.map((row) => ({
    itemId: row.id,
    relPath: row.rel_path,
    assetKey: `${row.source_root_id}:${row.batch_id ?? ''}:${row.group_key}`,
    isPrimary: row.source_rel_path === row.group_key,
    isFound: row.reason_code === FOUND_IN_ARCHIVE,
    local: row.captured_local,
    source: row.captured_source,
    isByHand: row.captured_by_hand === 1,
  }))
}
