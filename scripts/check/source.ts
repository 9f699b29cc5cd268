import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'vite'
import { ROOT } from './step.ts'

export interface SyntaxNode {
  type: string
  start: number
  end: number
  [member: string]: unknown
}

export interface Comment {
  start: number
  value: string
}

export interface SourceFile {
  /** Relative to the repository's root. */
  path: string
  text: string
  program: SyntaxNode
  comments: Comment[]
}

/** Every file that git knows or would take in, relative to the root. */
export function listFiles(): string[] {
  const git = ['ls-files', '--cached', '--others', '--exclude-standard']
  const listed = execFileSync('git', git, { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 26 })
  return listed.split('\n').filter((file) => file !== '' && existsSync(join(ROOT, file)))
}

export const isTest = (path: string): boolean => /\.(test|e2e)\.tsx?$/.test(path) || path.startsWith('test/')

let parsed: SourceFile[] | undefined

/** All TypeScript of the repository, parsed once. */
export function sourceFiles(): SourceFile[] {
  parsed ??= listFiles()
    .filter(
      (path) => /^(src|web|demo|test|bench|scripts|integrations)\/.*\.tsx?$/.test(path) && !path.endsWith('.d.ts'),
    )
    .map(parseFile)
  return parsed
}

function parseFile(path: string): SourceFile {
  const text = readFileSync(join(ROOT, path), 'utf8')
  const { program, comments } = parseSync(path, text)
  return { path, text, program: program as unknown as SyntaxNode, comments }
}

/** Calls for each node below `node`, itself included, in source order. */
export function walk(node: SyntaxNode, visit: (node: SyntaxNode) => void): void {
  visit(node)
  for (const member of Object.values(node)) {
    for (const child of Array.isArray(member) ? member : [member]) if (isNode(child)) walk(child, visit)
  }
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as SyntaxNode).type === 'string'
}

export function finding(file: SourceFile, offset: number, what: string): string {
  return `${file.path}:${file.text.slice(0, offset).split('\n').length}: ${what}`
}

/** `f` of `f(…)` and `o.f(…)`; undefined for other callees. */
export function calleeName(call: SyntaxNode): string | undefined {
  const callee = call['callee']
  if (!isNode(callee)) return undefined
  const name = callee.type === 'MemberExpression' ? callee['property'] : callee
  return isNode(name) && name.type === 'Identifier' ? String(name['name']) : undefined
}

/** The text of a string literal or of a template without holes. */
export function textOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined
  if (node.type === 'Literal' && typeof node['value'] === 'string') return node['value']
  if (node.type === 'TemplateLiteral') {
    const parts = quasis(node)
    return parts.length === 1 ? parts[0] : undefined
  }
  return undefined
}

/** What stands between the holes of a template, first to last. */
export function quasis(template: SyntaxNode): string[] {
  return (template['quasis'] as { value: { cooked: string | null; raw: string } }[]).map(
    ({ value }) => value.cooked ?? value.raw,
  )
}
