// Preloaded into dependency-cruiser 17.4, which drives @swc/core without two things that we use: JSX (its parser
// options name no `tsx`) and `using` declarations (the visitor throws on them).
import { createRequire } from 'node:module'

interface Walker {
  visitStatement(statement: { type: string; decls?: { init?: unknown }[] }): unknown
  visitExpression(expression: unknown): unknown
}
interface Parser {
  parseFileSync(file: string, options: Record<string, unknown>): unknown
}

const require = createRequire(import.meta.url)

const swc = require('@swc/core') as Parser
const parseFileSync = swc.parseFileSync
swc.parseFileSync = (file, options) => parseFileSync(file, { ...options, tsx: file.endsWith('x') })

const walker = (require('@swc/core/Visitor.js') as { Visitor: { prototype: Walker } }).Visitor.prototype
const visitStatement = walker.visitStatement
walker.visitStatement = function visit(this: Walker, statement) {
  if (statement.type !== 'UsingDeclaration') return visitStatement.call(this, statement)
  for (const declared of statement.decls ?? []) if (declared.init != null) this.visitExpression(declared.init)
  return statement
}
