import {
  type Document,
  isAlias,
  isMap as isYamlMap,
  isScalar,
  LineCounter,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml'
import { InvalidInputError, type Params } from '../kernel/errors.ts'
import type { LineOf } from './problems.ts'
import { isMap, type ValueMap } from './tree.ts'
import { findExcess } from './yaml-bounds.ts'

/** Aliases are for people who share a list; a bomb needs thousands. */
const MOST_ALIASES = 100
const DEEPEST = 20

export interface YamlText {
  document: Document
  values: ValueMap
  lineOf: LineOf
}

/**
 * @param text without byte order mark
 * @throws InvalidInputError `config/not-yaml` and its finer codes, with the line, when it is no map of plain values
 */
export function parseYaml(text: string): YamlText {
  const excess = findExcess(text)
  if (excess !== undefined) throw refuse(excess.code, excess.line, { problem: '' })
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false })
  const lineAt = (offset: number): number => lines.linePos(offset).line
  const broken = document.errors[0] ?? document.warnings[0]
  if (broken !== undefined) throw refuse(codeOf(broken), lineAt(broken.pos[0]), { problem: broken.message })
  refuseOddNodes(document, lineAt)
  const lineOf: LineOf = (path) => {
    const offset = offsetOf(document, path)
    return offset === undefined ? undefined : lineAt(offset)
  }
  return { document, values: readValues(document), lineOf }
}

function codeOf(error: YAMLError): string {
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return 'config/tab'
    case 'RESOURCE_EXHAUSTION':
      return 'config/too-deep'
    case 'TAG_RESOLVE_FAILED':
      return 'config/unknown-tag'
    case 'MULTIPLE_DOCS':
      return 'config/several-documents'
    default:
      return 'config/not-yaml'
  }
}

function refuse(code: string, line: number, params: Params = {}): InvalidInputError {
  const all = { line, ...params }
  return new InvalidInputError(code, { status: 422, params: all, fields: [{ pointer: '', code, params: all, line }] })
}

function refuseOddNodes(document: Document, lineAt: (offset: number) => number): void {
  let aliases = 0
  visit(document, (_, node, path) => {
    const at = (): number => lineAt((node as { range?: [number] | null } | null)?.range?.[0] ?? 0)
    if (path.length > DEEPEST * 2) throw refuse('config/too-deep', at(), { problem: '' })
    if (isAlias(node) && ++aliases > MOST_ALIASES) throw refuse('config/too-many-aliases', at())
    if (!isYamlMap(node)) return
    // The parser's own look for doubles compares each key with each, for minutes where there are many.
    const names = new Set<string>()
    for (const { key } of node.items) {
      if (!isScalar(key)) throw refuse('config/odd-key', at(), { key: '[ … ]' })
      const line = lineAt(key.range?.[0] ?? 0)
      const name = String(key.value)
      if (name === '__proto__') throw refuse('config/odd-key', line, { key: name })
      if (names.has(name)) throw refuse('config/duplicate-key', line)
      names.add(name)
    }
  })
}

function readValues(document: Document): ValueMap {
  let values: unknown
  try {
    values = document.toJS({ maxAliasCount: MOST_ALIASES })
  } catch (cause) {
    if (!(cause instanceof ReferenceError)) throw cause
    const isBomb = cause.message.includes('Excessive alias count')
    throw refuse(isBomb ? 'config/too-many-aliases' : 'config/not-yaml', 1, { problem: cause.message })
  }
  if (values === null || values === undefined) return {}
  if (!isMap(values)) throw refuse('config/not-a-map', 1)
  return values
}

/** Where the key of a path stands; of a path that ends deeper than the file, where its last known part stands. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number | undefined {
  let node: unknown = document.contents
  let offset: number | undefined
  for (const name of path) {
    if (isYamlMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(name))
      if (pair === undefined) return offset
      offset = (pair.key as { range?: [number] | null }).range?.[0] ?? offset
      node = pair.value
    } else {
      const item = (node as { items?: unknown[] } | null)?.items?.[Number(name)]
      if (item === undefined) return offset
      offset = (item as { range?: [number] | null }).range?.[0] ?? offset
      node = item
    }
  }
  return offset
}
