import { join } from 'node:path'
import { AppError } from '../kernel/errors.ts'
import { sayCode, sayError } from '../kernel/words.ts'
import { shownValue } from './changes.ts'
import type { Config } from './config.ts'
import type { ConfigView } from './contract.ts'
import { maskText } from './edit.ts'
import type { Rooms } from './keys.ts'
import type { Snapshot } from './snapshot.ts'
import { putAt, type ValueMap } from './tree.ts'

/** All values in force as they may be shown. */
export function shownValues(config: Config<Rooms>): ValueMap {
  const { values } = config.snapshot()
  const shown: ValueMap = {}
  for (const key of config.ground.keys) {
    const value = shownValue(key, values)
    if (value !== undefined) putAt(shown, key.path, value)
  }
  return shown
}

/** Values of keys without a fixed default, that hold while nobody sets them. */
export type Derived = (values: Snapshot<Rooms>['values']) => Readonly<Record<string, unknown>>

export async function viewConfig(config: Config<Rooms>, derived?: Derived): Promise<ConfigView> {
  const { values, origins, etag, unknown } = config.snapshot()
  const { exists } = await config.readText()
  const unless = derived?.(values) ?? {}
  return {
    values: shownValues(config),
    settings: config.ground.keys.map((key) => ({
      key: key.key,
      room: key.path[0] ?? '',
      description: key.schema.description ?? '',
      value: shownValue(key, values) ?? null,
      default: key.schema.default ?? unless[key.key] ?? null,
      origin: origins.get(key.key) ?? 'default',
      variable: key.variable,
      isSecret: key.isSecret,
      isFolder: key.isFolder,
      needsRestart: key.needsRestart,
    })),
    schema: config.ground.schema,
    file: {
      path: config.file,
      exists,
      problems: viewProblems(config.problem()),
      unknown: unknown.map(({ key, line, suggestion }) => ({
        key,
        line: line ?? null,
        suggestion: suggestion ?? null,
      })),
    },
    logFolder: join(config.allowed.dataFolder, 'logs'),
    allowedRoots: [...config.allowed.roots],
    restartNeededFor: config.restartNeededFor(),
    etag,
  }
}

/** Every wrong value with its line; of a file that can't be read at all, what is wrong with it. */
export function viewProblems(problem: AppError | null): ConfigView['file']['problems'] {
  if (problem === null) return []
  const wrong = problem.fields.filter(({ params }) => typeof params?.['key'] === 'string')
  const line = problem.params['line']
  if (wrong.length === 0) return [{ said: sayError(problem), key: null, line: typeof line === 'number' ? line : null }]
  return wrong.map((field) => ({
    said: sayCode(field.code, field.params ?? {}),
    key: String(field.params?.['key']),
    line: field.line ?? null,
  }))
}

export async function viewText(config: Config<Rooms>): Promise<{ text: string; path: string; etag: string }> {
  const { text, etag } = await config.readText()
  return { text: maskText(config.ground.keys, text), path: config.file, etag }
}
