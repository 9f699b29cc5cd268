import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../../../db/db.ts'
import type { RadioLogTables } from '../../../db/tables/radio-logs.ts'
import { foldText } from '../../../kernel/fold-text.ts'
import type { LogTemplate } from './contract.ts'

type Row = Selectable<RadioLogTables['radio_log_templates']>

export interface SavedTemplate {
  templateId: number
  stationId: number
  template: LogTemplate
  version: number
  createdAt: number
  changedAt: number
}

const toTemplate = (row: Row): SavedTemplate => ({
  templateId: row.id,
  stationId: row.station_id,
  template: JSON.parse(row.template) as LogTemplate,
  version: row.version,
  createdAt: row.created_at,
  changedAt: row.changed_at,
})

const columnsOf = (template: LogTemplate) => ({
  name: template.name,
  name_key: foldText(template.name),
  template: JSON.stringify(template),
})

export async function insertTemplate(
  tx: Tx,
  { stationId, template }: Pick<SavedTemplate, 'stationId' | 'template'>,
  now: number,
): Promise<SavedTemplate> {
  const row = await tx
    .insertInto('radio_log_templates')
    .values({ station_id: stationId, ...columnsOf(template), version: 1, created_at: now, changed_at: now })
    .returningAll()
    .executeTakeFirstOrThrow()
  return toTemplate(row)
}

export async function updateTemplate(
  tx: Tx,
  { templateId, template, version }: Pick<SavedTemplate, 'templateId' | 'template' | 'version'>,
  now: number,
): Promise<SavedTemplate> {
  const row = await tx
    .updateTable('radio_log_templates')
    .set({ ...columnsOf(template), version: version + 1, changed_at: now })
    .where('id', '=', templateId)
    .returningAll()
    .executeTakeFirstOrThrow()
  return toTemplate(row)
}

export async function deleteTemplate(tx: Tx, templateId: number): Promise<void> {
  await tx.deleteFrom('radio_log_templates').where('id', '=', templateId).execute()
}

export async function deleteTemplates(tx: Tx, stationId: number): Promise<void> {
  await tx.deleteFrom('radio_log_templates').where('station_id', '=', stationId).execute()
}

export async function findTemplate(reader: Reader, templateId: number): Promise<SavedTemplate | undefined> {
  const row = await reader.selectFrom('radio_log_templates').selectAll().where('id', '=', templateId).executeTakeFirst()
  return row === undefined ? undefined : toTemplate(row)
}

/** By name. */
export async function listTemplates(reader: Reader, stationId: number): Promise<SavedTemplate[]> {
  const rows = await reader
    .selectFrom('radio_log_templates')
    .selectAll()
    .where('station_id', '=', stationId)
    .orderBy('name_key')
    .execute()
  return rows.map(toTemplate)
}
