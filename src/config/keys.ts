import { z } from 'zod'
import { closestWord } from './closest-word.ts'
import type { Marks } from './marks.ts'
import { isMap, type Value, type ValueMap } from './tree.ts'

/** Each room's own settings; every member has a default or is optional. */
export type Rooms = Readonly<Record<string, z.ZodObject>>
export type ValuesOf<R extends Rooms> = { readonly [Room in keyof R]: z.output<R[Room]> }

/** The part of JSON Schema that a settings form needs. */
export interface ValueSchema extends Marks {
  type?: string
  description?: string
  default?: unknown
  enum?: unknown[]
  properties?: Record<string, ValueSchema>
  items?: ValueSchema
  [keyword: string]: unknown
}

/** One value that can be set: a leaf of the rooms' settings. */
export interface SettingKey {
  /** `archive.batch.max_size_gb` */
  key: string
  path: readonly string[]
  schema: ValueSchema
  /** `PATCHBAY_ARCHIVE_BATCH_MAX_SIZE_GB`; the server's own settings go without their room's name. */
  variable: string
  isSecret: boolean
  isFolder: boolean
  needsRestart: boolean
}

export function schemaOf(rooms: Rooms): ValueSchema {
  const all = z.strictObject(Object.fromEntries(Object.entries(rooms).map(([name, room]) => [name, room.prefault({})])))
  return z.toJSONSchema(all, { io: 'input' }) as ValueSchema
}

/** All keys, in the order in which the rooms declare them. */
export function listKeys(schema: ValueSchema, path: readonly string[] = []): SettingKey[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    const here = [...path, name]
    return member.properties === undefined ? [settingKey(here, member)] : listKeys(member, here)
  })
}

function settingKey(path: readonly string[], schema: ValueSchema): SettingKey {
  const words = path[0] === 'server' ? path.slice(1) : path
  return {
    key: path.join('.'),
    path,
    schema,
    variable: `PATCHBAY_${words.join('_').toUpperCase()}`,
    isSecret: schema['x-secret'] === true,
    isFolder: schema['x-folder'] === true,
    needsRestart: schema['x-restart'] === true,
  }
}

export interface UnknownKey {
  path: readonly string[]
  key: string
  suggestion: string | undefined
}

export interface SplitTree {
  known: ValueMap
  unknown: UnknownKey[]
  /** Sections that hold something else than keys. */
  flat: (readonly string[])[]
}

/** Splits what the schema knows from what it does not. Values are not looked at, and unknown parts are not entered. */
export function splitKnown(tree: ValueMap, schema: ValueSchema): SplitTree {
  const unknown: UnknownKey[] = []
  const flat: (readonly string[])[] = []
  const enter = (map: ValueMap, at: ValueSchema, path: readonly string[]): ValueMap => {
    const known: [string, Value][] = []
    for (const [name, value] of Object.entries(map)) {
      const member = Object.hasOwn(at.properties ?? {}, name) ? at.properties?.[name] : undefined
      const here = [...path, name]
      if (member === undefined) {
        const near = closestWord(name, Object.keys(at.properties ?? {}))
        const suggestion = near === undefined ? undefined : [...path, near].join('.')
        unknown.push({ path: here, key: here.join('.'), suggestion })
      } else if (member.properties === undefined) known.push([name, value])
      else if (isMap(value)) known.push([name, enter(value, member, here)])
      // A section whose keys are all commented out.
      else if (value === null) known.push([name, {}])
      else {
        flat.push(here)
        known.push([name, value])
      }
    }
    return Object.fromEntries(known)
  }
  return { known: enter(tree, schema, []), unknown, flat }
}
