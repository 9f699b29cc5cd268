import { parseDocument } from 'yaml'
import { closestWord } from './closest-word.ts'
import type { SettingKey } from './keys.ts'
import { readSecretFile } from '../kernel/secret-file.ts'
import { putAt, type Value, type ValueMap } from './tree.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Variables that are no settings of a room: where things are, and what the CLI uses. */
const OTHER_VARIABLES = new Set([
  'PATCHBAY_DATA',
  'PATCHBAY_CONFIG',
  'PATCHBAY_DATABASE_URL',
  'PATCHBAY_DATABASE_URL_FILE',
  'PATCHBAY_ALLOWED_ROOTS',
  'PATCHBAY_URL',
  'PATCHBAY_API_KEY',
  'PATCHBAY_API_KEY_FILE',
  'PATCHBAY_MASTER_KEY_FILE',
  'PATCHBAY_ADMIN_PASSWORD_FILE',
  'PATCHBAY_ADMIN_NAME',
])

export interface FromEnvironment {
  values: ValueMap
  /** Key to the variable that sets it. */
  variables: ReadonlyMap<string, string>
  /** Variables that look like ours and are none. */
  unknown: { variable: string; suggestion: string | undefined }[]
}

/** Reads one variable a key; an empty one counts as not set. */
export function readEnvironment(env: Environment, keys: readonly SettingKey[]): FromEnvironment {
  const values: ValueMap = {}
  const variables = new Map<string, string>()
  for (const key of keys) {
    const found = find(env, key)
    if (found === undefined) continue
    putAt(values, key.path, convert(found.text, key))
    variables.set(key.key, found.variable)
  }
  return { values, variables, unknown: listUnknown(env, keys) }
}

function find(env: Environment, key: SettingKey): { variable: string; text: string } | undefined {
  const direct = env[key.variable]
  if (direct !== undefined && direct !== '') return { variable: key.variable, text: direct }
  return key.isSecret ? readSecretFile(env, key.variable) : undefined
}

/** Text stays text; lists are `a,b` or YAML's `[a, b]`; all else is read as YAML reads a scalar. */
function convert(text: string, { schema }: SettingKey): Value {
  if (schema.type === 'string') return text
  const looksLikeYaml = /^\s*[[{]/.test(text)
  if (schema.type === 'array' && !looksLikeYaml) {
    return text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
  }
  const document = parseDocument(text)
  return document.errors.length > 0 ? text : (document.toJS({ maxAliasCount: 0 }) as Value)
}

function listUnknown(env: Environment, keys: readonly SettingKey[]): FromEnvironment['unknown'] {
  const names = keys.flatMap((key) => (key.isSecret ? [key.variable, `${key.variable}_FILE`] : [key.variable]))
  const known = new Set([...names, ...OTHER_VARIABLES])
  return Object.keys(env)
    .filter((name) => name.startsWith('PATCHBAY_') && !name.startsWith('PATCHBAY_TEST_') && !known.has(name))
    .map((variable) => ({ variable, suggestion: closestWord(variable, [...known]) }))
}
