import type { Writer } from './effects.ts'
import { anyTable, type TableName, type Tables } from './tables.ts'
import { referencesTo } from './v2/resources.ts'

/**
 * Removes a row as the database does, with all that points at it.
 * @returns false, with nothing removed, when a reference forbids it
 */
export function removeRow(deps: { tables: Tables; writer: Writer }, table: TableName, id: number): boolean {
  const { tables, writer } = deps
  const references = referencesTo(table).map((reference) => ({
    ...reference,
    rows: anyTable(tables, reference.from.table).where((row) => row[reference.field] === id),
  }))
  if (references.some(({ onDelete, rows }) => onDelete === 'refuse' && rows.length > 0)) return false
  writer.remove(table, id)
  // QUIRK(libretime 4.5): deleting a file takes its schedule, its playlist entries and its playout history along.
  for (const { from, field, onDelete, rows } of references) {
    for (const row of rows) {
      if (onDelete === 'null') writer.change(from.table, row.id, { [field]: null })
      else removeRow(deps, from.table, row.id)
    }
  }
  return true
}
