import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import {
  calleeName,
  finding,
  isNode,
  isTest,
  listFiles,
  type SourceFile,
  sourceFiles,
  type SyntaxNode,
  textOf,
  walk,
} from './source.ts'
import { ROOT, type Step } from './step.ts'

const LONGEST_FILE = 400
/** Tables of the engine carry no room's name. */
const ENGINE_TABLES = /^(job_(queue|history|attempts|edges|[a-z_]+)|queues|schedules|schema_migrations|system_facts)$/
const ROOMS =
  'access|alerts|archive|attention|connections|deliveries|http|library|live|plans|radio|transfer|views|webhooks'
const ROOM_TABLE = new RegExp(`^(${ROOMS})_[a-z0-9_]+$`)

export const sizes: Step = {
  name: 'sizes',
  async run() {
    return listFiles()
      .filter((path) => /^(src|web|bench|scripts|integrations)\/.*\.(tsx?|mjs|cjs|css|html)$/.test(path))
      .filter((path) => !isTest(path) && !path.startsWith('src/db/migrations/'))
      .map((path) => ({ path, lines: readFileSync(join(ROOT, path), 'utf8').trimEnd().split('\n').length }))
      .filter(({ lines }) => lines > LONGEST_FILE)
      .map(({ path, lines }) => `${path}: ${lines} lines; at most ${LONGEST_FILE}`)
  },
}

function inEach(files: SourceFile[], rule: (node: SyntaxNode) => string | undefined): string[] {
  const found: string[] = []
  for (const file of files) {
    walk(file.program, (node) => {
      const what = rule(node)
      if (what !== undefined) found.push(finding(file, node.start, what))
    })
  }
  return found
}

/** SQL stands in stores, `db/`, `jobs/` and the event log, which is its own store. */
const MAY_HOLD_SQL = /^src\/(db|jobs)\/|(^|[/-])store\.ts$|^src\/live\/event-log\.ts$/
const SQL_CALLS = new Set(['selectFrom', 'insertInto', 'updateTable', 'deleteFrom', 'mergeInto', 'replaceInto'])

export const sql: Step = {
  name: 'sql',
  async run() {
    const files = sourceFiles().filter(
      ({ path }) => path.startsWith('src/') && !isTest(path) && !MAY_HOLD_SQL.test(path),
    )
    return inEach(files, (node) => {
      const tag = node.type === 'TaggedTemplateExpression' ? node['tag'] : undefined
      const isSqlTag = isNode(tag) && tag.type === 'Identifier' && tag['name'] === 'sql'
      const isQuery = node.type === 'CallExpression' && SQL_CALLS.has(calleeName(node) ?? '')
      return isSqlTag || isQuery ? 'SQL outside of a store.ts' : undefined
    })
  },
}

export const tables: Step = {
  name: 'tables',
  async run() {
    const files = sourceFiles().filter(({ path }) => path.startsWith('src/db/migrations/'))
    return inEach(files, (node) => {
      if (node.type !== 'CallExpression' || calleeName(node) !== 'createTable') return undefined
      const name = textOf((node['arguments'] as unknown[])[0])
      if (name === undefined || ENGINE_TABLES.test(name) || ROOM_TABLE.test(name)) return undefined
      return `table ${name} is named neither <room>_<plural> nor as the engine's`
    })
  },
}

const VAGUE_NAME = /(Manager|Helper|Util|Orchestrator)s?$/
const VAGUE_FILE = /^(utils?|helpers?|misc|common|[a-z-]+-(manager|helper|utils?|orchestrator))\.[a-z.]+$/
const DECLARATIONS = /^(Class|Function|TSInterface|TSTypeAlias)Declaration$|^VariableDeclarator$/

export const names: Step = {
  name: 'names',
  async run() {
    const files = listFiles()
      .filter((path) => /^(src|web|test|bench|scripts|integrations)\//.test(path) && VAGUE_FILE.test(basename(path)))
      .map((path) => `${path}: name the file after what it does`)
    const declared = inEach(sourceFiles(), (node) => {
      const id = DECLARATIONS.test(node.type) ? node['id'] : undefined
      const name = isNode(id) && id.type === 'Identifier' ? String(id['name']) : ''
      return VAGUE_NAME.test(name) ? `${name}: name it after what it does` : undefined
    })
    return [...files, ...declared]
  },
}

const ZONED_CALLS = /^(get|set)(Hours|Minutes|Day|Date|Month|FullYear|TimezoneOffset)$|^toLocale(Date|Time)?String$/

export const zones: Step = {
  name: 'zones',
  async run() {
    const files = sourceFiles().filter(
      ({ path }) => path.startsWith('src/') && !isTest(path) && path !== 'src/kernel/time.ts',
    )
    return inEach(files, (node) =>
      node.type === 'CallExpression' && ZONED_CALLS.test(calleeName(node) ?? '')
        ? `${calleeName(node)} depends on the machine's zone; kernel/time.ts computes with zones`
        : undefined,
    )
  },
}

export const comments: Step = {
  name: 'comments',
  async run() {
    return sourceFiles().flatMap((file) =>
      file.comments
        .filter(({ value }) => /\b(TODO|FIXME|XXX)\b(?!\(#\d+\))/.test(value))
        .map(({ start }) => finding(file, start, 'a TODO names its issue: @TODO(#123)')),
    )
  },
}
