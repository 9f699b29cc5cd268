import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { calleeName, finding, isNode, isTest, quasis, type SourceFile, sourceFiles, textOf, walk } from './source.ts'
import { ROOT, type Step } from './step.ts'

/** Parts of one key: `_one` and `_other` are chosen by i18next, `.why` and `.todo` beside a sentence by `sayError`. */
function stemOf(key: string, catalogue: Readonly<Record<string, string>>): string {
  const singular = key.replace(/_(zero|one|two|few|many|other)$/, '')
  const sentence = singular.replace(/\.(why|todo)$/, '')
  return sentence in catalogue || `${sentence}_other` in catalogue ? sentence : singular
}

const SPEAKING = new Set(['say', 't', 'hasWords'])
const ERROR_CLASS = /(Error)$/
const ERROR_CODE = /^[a-z][a-z0-9-]*(\/[a-z][a-z0-9-]*)+$/

interface Uses {
  /** All texts and member names of the code: what may fill a hole, or be a key. */
  texts: Set<string>
  /** Templates that may make keys. */
  templates: RegExp[]
  /** Keys that are certainly looked up, with where. */
  certain: { key: string; at: string }[]
}

export function readCatalogue(): Record<string, string> {
  return JSON.parse(readFileSync(join(ROOT, 'locales', 'en.json'), 'utf8')) as Record<string, string>
}

function collect(file: SourceFile, uses: Uses): void {
  walk(file.program, (node) => {
    const text = textOf(node)
    if (text !== undefined) uses.texts.add(text)
    if (node.type === 'Property' && isNode(node['key']) && node['key'].type === 'Identifier')
      uses.texts.add(String(node['key']['name']))
    if (node.type === 'TemplateLiteral') uses.templates.push(...patternOf(quasis(node)))
    const certain = certainKey(node)
    if (certain !== undefined) uses.certain.push({ key: certain, at: finding(file, node.start, '') })
  })
}

/** `web.state.${x}` finds the hole's content; a template that starts with a hole could be anything and finds nothing. */
function patternOf(parts: string[]): RegExp[] {
  if (parts.length < 2 || !/^[a-z][\w-]*[./]/i.test(parts[0] ?? '')) return []
  return [new RegExp(`^${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('(.+)')}$`)]
}

function certainKey(node: { type: string; [member: string]: unknown }): string | undefined {
  const first = textOf((node['arguments'] as unknown[] | undefined)?.[0])
  if (first === undefined) return undefined
  const name = calleeName(node as never) ?? ''
  if (node.type === 'CallExpression' && SPEAKING.has(name) && first.includes('.')) return first
  if (node.type === 'NewExpression' && ERROR_CLASS.test(name) && ERROR_CODE.test(first)) return `error.${first}`
  return undefined
}

function collectUses(): Uses {
  const uses: Uses = { texts: new Set(), templates: [], certain: [] }
  for (const file of sourceFiles()) if (!isTest(file.path) && /^(src|web)\//.test(file.path)) collect(file, uses)
  return uses
}

/** Codes of the errors that the code throws, `area/kebab`. */
export function thrownCodes(): string[] {
  const codes = collectUses().certain.filter(({ key }) => key.startsWith('error.'))
  return [...new Set(codes.map(({ key }) => key.slice('error.'.length)))].toSorted()
}

/** Codes are put together too (`transfer/${refusal.code}`), and then stand in a key (`error.${code}`). */
const DEEPEST = 2

function isUsed(text: string, uses: Uses, depth = 0): boolean {
  if (uses.texts.has(text)) return true
  if (depth === DEEPEST) return false
  return uses.templates.some((template) => {
    const holes = template.exec(text)?.slice(1)
    return holes !== undefined && holes.every((hole) => isUsed(hole, uses, depth + 1))
  })
}

export const words: Step = {
  name: 'words',
  async run() {
    const catalogue = readCatalogue()
    const stem = (key: string): string => stemOf(key, catalogue)
    const stems = new Set(Object.keys(catalogue).flatMap((key) => [key, stem(key)]))
    const uses = collectUses()
    const missing = uses.certain
      .filter(({ key }) => !stems.has(key))
      .map(({ key, at }) => `${at}${key} is not in locales/en.json`)
    const idle = [...new Set(Object.keys(catalogue).map(stem))]
      .filter((key) => !isUsed(key, uses))
      .map((key) => `locales/en.json: ${key} is used nowhere`)
    return [...missing, ...idle]
  },
}
