import { z } from 'zod'
import type { $ZodType, $ZodTypeDef } from 'zod/v4/core'

type Def = $ZodTypeDef & Record<string, unknown>

/**
 * The same schema with every object in it refusing members that it does not declare, so that a misspelt or unknown
 * member is an error and not silence. Objects that say how they treat further members keep that.
 */
export function strictly<Schema extends $ZodType>(schema: Schema): Schema {
  const def: $ZodTypeDef = schema._zod.def
  const changes = changesOf(def as Def)
  return changes === undefined ? schema : z.core.clone(schema, { ...def, ...changes })
}

/** Members of the definition that hold schemas, made strict; undefined where there is nothing to do. */
function changesOf(def: Def): Record<string, unknown> | undefined {
  switch (def.type) {
    case 'object': {
      const shape = Object.entries(def['shape'] as Record<string, $ZodType>)
      return {
        shape: Object.fromEntries(shape.map(([key, member]) => [key, strictly(member)])),
        catchall: def['catchall'] ?? z.never(),
      }
    }
    case 'array':
      return { element: strictly(def['element'] as $ZodType) }
    case 'union':
      return { options: (def['options'] as $ZodType[]).map(strictly) }
    case 'tuple':
      return { items: (def['items'] as $ZodType[]).map(strictly) }
    case 'record':
      return { valueType: strictly(def['valueType'] as $ZodType) }
    case 'pipe':
      return { in: strictly(def['in'] as $ZodType) }
    default: {
      const inner = def['innerType'] as $ZodType | undefined
      return inner === undefined ? undefined : { innerType: strictly(inner) }
    }
  }
}
