import type { TableName } from '../tables.ts'
import type { Field } from './field.ts'

export interface Resource {
  /** The Django model, which 404 answers name. */
  model: string
  table: TableName
  fields: Readonly<Record<string, Field>>
}

export const resource = (model: string, table: TableName, fields: Readonly<Record<string, Field>>): Resource => ({
  model,
  table,
  fields,
})
