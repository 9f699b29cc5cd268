import { Lexer } from 'yaml'

/** Brackets and braces inside of each other, and lists that start on one line. */
const DEEPEST = 64
/** Words, signs, spaces and line ends: some 1,400 keys, many times what can be set. */
const MOST_PARTS = 10_000

/**
 * What the parser would be busy with for seconds, in time that grows with the length only.
 * @returns what it is and its 1-based line, undefined when the parser may have it
 */
export function findExcess(text: string): { code: string; line: number } | undefined {
  let [parts, line, depth, onLine] = [0, 1, 0, 0]
  for (const part of new Lexer().lex(text)) {
    if (++parts > MOST_PARTS) return { code: 'config/too-many-parts', line }
    if (part === '[' || part === '{') depth += 1
    else if (part === ']' || part === '}') depth = Math.max(0, depth - 1)
    else if (part === '-' || part === '?') onLine += 1
    if (depth > DEEPEST || onLine > DEEPEST) return { code: 'config/too-deep', line }
    const lineEnds = part.includes('\n') ? part.split('\n').length - 1 : 0
    line += lineEnds
    if (lineEnds > 0) onLine = 0
  }
  return undefined
}
