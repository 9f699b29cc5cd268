export interface FieldShape {
  kind: 'switch' | 'choice' | 'number' | 'text' | 'list'
  options: readonly string[]
  isFolder: boolean
  /** Of a list: the fields of an entry; none where an entry is a text. */
  fields: readonly EntryField[]
}

export interface EntryField {
  name: string
  shape: FieldShape
  default: unknown
}

export type Schema = Readonly<Record<string, unknown>>

/** What kind of field a setting wants, by the JSON Schema that the server sent. */
export function shapeOf({ schema }: { schema: Schema }, key: string): FieldShape {
  return shapeIn(schemaAt(schema, key.split('.')))
}

function shapeIn(schema: Schema): FieldShape {
  const plain = { options: [], fields: [], isFolder: schema['x-folder'] === true }
  if (Array.isArray(schema['enum'])) return { ...plain, kind: 'choice', options: schema['enum'].map(String) }
  if (schema['type'] === 'boolean') return { ...plain, kind: 'switch' }
  if (schema['type'] === 'number' || schema['type'] === 'integer') return { ...plain, kind: 'number' }
  if (schema['type'] !== 'array') return { ...plain, kind: 'text' }
  const fields = Object.entries(propertiesOf((schema['items'] ?? {}) as Schema))
  return {
    ...plain,
    kind: 'list',
    fields: fields.map(([name, member]) => ({ name, shape: shapeIn(member), default: member['default'] })),
  }
}

const propertiesOf = (schema: Schema) => (schema['properties'] ?? {}) as Readonly<Record<string, Schema>>

/** `archive.batch` within it; nothing when it is not there. */
export function schemaAt(schema: Schema, [name, ...rest]: readonly string[]): Schema {
  if (name === undefined) return schema
  const next = propertiesOf(schema)[name]
  return next === undefined ? {} : schemaAt(next, rest)
}
