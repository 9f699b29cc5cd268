import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../db/db.ts'
import type { ViewTables } from '../db/tables/views.ts'
import type { ListName, SavedView, ViewChange } from './model.ts'

type Row = Selectable<ViewTables['views_entries']>

function toView(row: Row): SavedView {
  return {
    viewId: row.id,
    list: row.list,
    personId: row.person_id,
    name: row.name,
    filters: JSON.parse(row.filters) as SavedView['filters'],
    hidden: JSON.parse(row.hidden) as string[],
    isShared: row.is_shared === 1,
    createdAt: row.created_at,
    changedAt: row.changed_at,
  }
}

/** Those of the person, and those that are shared. */
export async function listViews(
  reader: Reader,
  { list, personId }: { list: ListName | undefined; personId: number | null },
): Promise<SavedView[]> {
  let query = reader
    .selectFrom('views_entries')
    .selectAll()
    .where(({ eb, or }) => or([eb('is_shared', '=', 1), eb('person_id', '=', personId)]))
    .orderBy('name_key')
    .orderBy('id')
  if (list !== undefined) query = query.where('list', '=', list)
  return (await query.execute()).map(toView)
}

export async function findView(reader: Reader, viewId: number): Promise<SavedView | undefined> {
  const row = await reader.selectFrom('views_entries').selectAll().where('id', '=', viewId).executeTakeFirst()
  return row === undefined ? undefined : toView(row)
}

/** Whose views of which list. */
interface Shelf {
  list: ListName
  personId: number | null
}

const onShelf = (reader: Reader, { list, personId }: Shelf) =>
  reader.selectFrom('views_entries').where('list', '=', list).where('person_id', 'is not distinct from', personId)

export async function countViews(reader: Reader, shelf: Shelf): Promise<number> {
  const row = await onShelf(reader, shelf)
    .select(({ fn }) => fn.countAll().as('n'))
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

export async function findViewByName(reader: Reader, shelf: Shelf, nameKey: string): Promise<SavedView | undefined> {
  const row = await onShelf(reader, shelf).selectAll().where('name_key', '=', nameKey).executeTakeFirst()
  return row === undefined ? undefined : toView(row)
}

export async function insertView(
  tx: Tx,
  { list, personId, name, filters, hidden, isShared, createdAt, changedAt }: Omit<SavedView, 'viewId'>,
  nameKey: string,
): Promise<SavedView> {
  const row = await tx
    .insertInto('views_entries')
    .values({
      list,
      person_id: personId,
      name,
      name_key: nameKey,
      filters: JSON.stringify(filters),
      hidden: JSON.stringify(hidden),
      is_shared: isShared ? 1 : 0,
      created_at: createdAt,
      changed_at: changedAt,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return toView(row)
}

export async function updateView(
  tx: Tx,
  viewId: number,
  { name, nameKey, filters, hidden, isShared, at }: ViewChange & { nameKey?: string; at: number },
): Promise<SavedView> {
  const row = await tx
    .updateTable('views_entries')
    .set({
      changed_at: at,
      ...(name === undefined ? {} : { name }),
      ...(nameKey === undefined ? {} : { name_key: nameKey }),
      ...(filters === undefined ? {} : { filters: JSON.stringify(filters) }),
      ...(hidden === undefined ? {} : { hidden: JSON.stringify(hidden) }),
      ...(isShared === undefined ? {} : { is_shared: isShared ? 1 : 0 }),
    })
    .where('id', '=', viewId)
    .returningAll()
    .executeTakeFirstOrThrow()
  return toView(row)
}

export async function deleteView(tx: Tx, viewId: number): Promise<void> {
  await tx.deleteFrom('views_entries').where('id', '=', viewId).execute()
}

export async function deletePrivateViews(tx: Tx, personId: number): Promise<void> {
  await tx.deleteFrom('views_entries').where('person_id', '=', personId).where('is_shared', '=', 0).execute()
}
