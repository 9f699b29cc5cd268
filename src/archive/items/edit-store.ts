import { type Insertable, sql, type Updateable } from 'kysely'
import type { Tx } from '../../db/db.ts'
import { inChunks } from '../../db/in-chunks.ts'
import type { ArchiveTables } from '../../db/tables/archive.ts'
import { pathKey } from '../../media/path-key.ts'
import { INTAKE_STATES, type Item, monthOf } from '../model.ts'

type Table = ArchiveTables['archive_items']

/** Rows in one statement; SQLite takes 32,766 parameters. */
const ROWS = 250
const IDS = 5000

/** What a change of an item writes; only what is named changes. */
export type ItemChange = Partial<
  Pick<
    Item,
    | 'rootId'
    | 'relPath'
    | 'size'
    | 'identity'
    | 'mtimeMs'
    | 'sha256'
    | 'state'
    | 'reason'
    | 'mediaKind'
    | 'mediaType'
    | 'stableSince'
    | 'settledAt'
    | 'filedAt'
    | 'groupKey'
    | 'groupRole'
    | 'duplicateOf'
    | 'batchId'
    | 'date'
    | 'refusedDates'
  >
>

const COLUMNS = {
  rootId: 'root_id',
  size: 'size',
  identity: 'identity',
  mtimeMs: 'mtime_ms',
  sha256: 'sha256',
  state: 'state',
  mediaKind: 'media_kind',
  mediaType: 'media_type',
  stableSince: 'stable_since',
  settledAt: 'settled_at',
  filedAt: 'filed_at',
  groupKey: 'group_key',
  groupRole: 'group_role',
  duplicateOf: 'duplicate_of',
  batchId: 'batch_id',
} as const

function toColumns(change: ItemChange): Updateable<Table> {
  const columns: Record<string, unknown> = {}
  for (const [key, column] of Object.entries(COLUMNS))
    if (key in change) columns[column] = change[key as keyof typeof COLUMNS]
  if (change.relPath !== undefined)
    Object.assign(columns, { rel_path: change.relPath, path_key: pathKey(change.relPath) })
  if (change.reason !== undefined) {
    columns['reason_code'] = change.reason?.code ?? null
    columns['reason_params'] = change.reason === null ? null : JSON.stringify(change.reason.params)
  }
  if (change.refusedDates !== undefined)
    columns['captured_refused'] = change.refusedDates === null ? null : JSON.stringify(change.refusedDates)
  if (change.date !== undefined) {
    columns['captured_local'] = change.date?.local ?? null
    columns['captured_offset_minutes'] = change.date?.offsetMinutes ?? null
    columns['captured_at'] = change.date?.instant ?? null
    columns['captured_precision'] = change.date?.precision ?? null
    columns['captured_source'] = change.date?.source ?? null
    columns['captured_month'] = monthOf(change.date)
    columns['captured_by_hand'] = change.date?.byHand === true ? 1 : 0
  }
  return columns
}

export async function insertItems(tx: Tx, items: readonly Omit<Item, 'itemId'>[]): Promise<void> {
  const toRow = (item: Omit<Item, 'itemId'>) => ({
    ...toColumns(item),
    archive_id: item.archiveId,
    rel_raw: item.relRaw,
    source_root_id: item.sourceRootId,
    source_rel_path: item.sourceRelPath,
    first_seen_at: item.firstSeenAt,
    captured_by_hand: item.date?.byHand === true ? 1 : 0,
  })
  await inChunks(items, ROWS, (chunk) =>
    tx
      .insertInto('archive_items')
      .values(chunk.map(toRow) as Insertable<Table>[])
      .execute(),
  )
}

export async function changeItem(tx: Tx, itemId: number, change: ItemChange): Promise<void> {
  await changeItems(tx, { itemIds: [itemId] }, change)
}

/** A change of one item among many. */
export interface ItemEdit {
  itemId: number
  /** Only while it still lies in this intake folder: a move may have taken it meanwhile. */
  whileInRoot?: number
  change: ItemChange
}

const BIGINTS: ReadonlySet<string> = new Set([
  'root_id',
  'size',
  'mtime_ms',
  'stable_since',
  'settled_at',
  'filed_at',
  'duplicate_of',
  'batch_id',
  'captured_offset_minutes',
  'captured_at',
  'captured_by_hand',
])

/** Different changes of many items, in few statements: edits that set the same columns go together. */
export async function changeEach(tx: Tx, edits: readonly ItemEdit[]): Promise<void> {
  const rows = edits.map((edit) => ({ ...edit, columns: toColumns(edit.change) as Record<string, unknown> }))
  const alike = Map.groupBy(rows, (row) => `${row.whileInRoot ?? ''}:${Object.keys(row.columns).join()}`)
  for (const group of alike.values()) await inChunks(group, ROWS, (chunk) => updateAlike(tx, chunk))
}

type EditRow = Pick<ItemEdit, 'itemId' | 'whileInRoot'> & { columns: Record<string, unknown> }

async function updateAlike(tx: Tx, rows: readonly EditRow[]): Promise<void> {
  const names = Object.keys(rows[0]?.columns ?? {})
  const typeOf = (name: string) => sql.raw(BIGINTS.has(name) ? 'bigint' : 'text')
  const tuples = rows.map(({ itemId, columns }) => {
    const values = names.map((name) => sql`cast(${columns[name]} as ${typeOf(name)})`)
    return sql`(${sql.join([sql`cast(${itemId} as bigint)`, ...values])})`
  })
  const settings = names.map((name) => sql`${sql.ref(name)} = edits.${sql.ref(name)}`)
  const root = rows[0]?.whileInRoot
  const guard =
    root === undefined
      ? sql``
      : sql` and archive_items.root_id = ${root} and archive_items.state in (${sql.join(INTAKE_STATES)})`
  await sql`
    with edits(edited, ${sql.join(names.map((name) => sql.ref(name)))}) as (values ${sql.join(tuples)})
    update archive_items set ${sql.join(settings)} from edits where archive_items.id = edits.edited${guard}`.execute(tx)
}

/** The same change for many items. */
export async function changeItems(
  tx: Tx,
  { itemIds, whileInRoot }: { itemIds: readonly number[]; whileInRoot?: number },
  change: ItemChange,
): Promise<void> {
  for (let start = 0; start < itemIds.length; start += IDS) {
    const ids = itemIds.slice(start, start + IDS)
    let query = tx.updateTable('archive_items').set(toColumns(change)).where('id', 'in', ids)
    if (whileInRoot !== undefined) query = query.where('root_id', '=', whileInRoot).where('state', 'in', INTAKE_STATES)
    await query.execute()
  }
}
