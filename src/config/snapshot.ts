import { z } from 'zod'
import { type FieldProblem, InvalidInputError } from '../kernel/errors.ts'
import { readEnvironment, type Environment, type FromEnvironment } from './environment.ts'
import { listKeys, type Rooms, schemaOf, type SettingKey, splitKnown, type UnknownKey, type ValuesOf } from './keys.ts'
import { type ExampleOf, fieldProblems, isAtOrBelow, refusal } from './problems.ts'
import { freezeDeep, putAt, type ValueMap, valueAt } from './tree.ts'
import { parseYaml, type YamlText } from './yaml-text.ts'

export type Origin = 'default' | 'file' | 'environment'

/** What is in force: never changed, only replaced. A run keeps the one that it started with. */
export interface Snapshot<R extends Rooms> {
  readonly values: ValuesOf<R>
  /** Of each key. */
  readonly origins: ReadonlyMap<string, Origin>
  /** Of the file's text. */
  readonly etag: string
  /** In the file, and known to nobody: kept, without effect. */
  readonly unknown: readonly (UnknownKey & { line: number | undefined })[]
}

/** All that stays the same while the process lives. */
export interface ConfigGround<R extends Rooms> {
  rooms: R
  schema: ReturnType<typeof schemaOf>
  keys: readonly SettingKey[]
  environment: FromEnvironment
  parser: z.ZodType
}

export function groundOf<R extends Rooms>(rooms: R, env: Environment): ConfigGround<R> {
  const schema = schemaOf(rooms)
  const keys = listKeys(schema)
  const parser = z.strictObject(
    Object.fromEntries(Object.entries(rooms).map(([name, room]) => [name, room.prefault({})])),
  )
  return { rooms, schema, keys, environment: readEnvironment(env, keys), parser }
}

/**
 * Environment over file over defaults, checked as a whole.
 * @throws InvalidInputError 422 with key and line; the file is checked alone first, so that a variable hides no mistake
 */
export function buildSnapshot<R extends Rooms>(
  ground: ConfigGround<R>,
  file: { text: string; etag: string },
): Snapshot<R> {
  return snapshotOf(ground, parseYaml(file.text), file.etag)
}

export function snapshotOf<R extends Rooms>(ground: ConfigGround<R>, yaml: YamlText, etag: string): Snapshot<R> {
  const { known, unknown } = splitKnown(yaml.values, ground.schema)
  const fromFile = ground.parser.safeParse(known)
  if (!fromFile.success)
    throw refusal(fieldProblems(fromFile.error.issues, { lineOf: yaml.lineOf, exampleOf: exampleIn(ground) }))
  const layered = structuredClone(known)
  for (const key of ground.keys) {
    const value = valueAt(ground.environment.values, key.path)
    if (value !== undefined) putAt(layered, key.path, value)
  }
  const all = ground.parser.safeParse(layered)
  if (!all.success) throw environmentRefusal(ground, all.error.issues)
  return freezeDeep({
    values: all.data as ValuesOf<R>,
    origins: originsOf(ground, known),
    etag,
    unknown: unknown.map((key) => ({ ...key, line: yaml.lineOf(key.path) })),
  })
}

const ANY_NUMBER = 15

/** The default where there is one. */
const exampleIn =
  (ground: ConfigGround<Rooms>): ExampleOf =>
  (key) => {
    const fallback = ground.keys.find((known) => known.key === key)?.schema.default
    return typeof fallback === 'number' ? fallback : ANY_NUMBER
  }

function originsOf(ground: ConfigGround<Rooms>, known: ValueMap): Map<string, Origin> {
  const originOf = (key: SettingKey): Origin => {
    if (ground.environment.variables.has(key.key)) return 'environment'
    return valueAt(known, key.path) === undefined ? 'default' : 'file'
  }
  return new Map(ground.keys.map((key) => [key.key, originOf(key)]))
}

/** The file alone was fine, so a variable must be wrong: it is named, not the file's line. */
function environmentRefusal(ground: ConfigGround<Rooms>, issues: readonly z.core.$ZodIssue[]): InvalidInputError {
  const variableOf = ({ params }: FieldProblem): string | undefined =>
    [...ground.environment.variables].find(([name]) => isAtOrBelow(String(params?.['key']), name))?.[1]
  const fields = fieldProblems(issues, { lineOf: () => undefined, exampleOf: exampleIn(ground) }).toSorted(
    (a, b) => Number(variableOf(b) !== undefined) - Number(variableOf(a) !== undefined),
  )
  const { params } = refusal(fields)
  const variable = (fields[0] === undefined ? undefined : variableOf(fields[0])) ?? 'PATCHBAY_*'
  return new InvalidInputError('config/bad-environment', { status: 422, params: { ...params, variable }, fields })
}
