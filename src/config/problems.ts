import type { z } from 'zod'
import { type FieldProblem, InvalidInputError, type Params } from '../kernel/errors.ts'
import { hasWords, say, sayCode } from '../kernel/words.ts'
import { nameOfKey } from './key-name.ts'

/** Where a key stands in the file: 1-based line, or undefined when it does not stand there. */
export type LineOf = (path: readonly PropertyKey[]) => number | undefined

type Issue = z.core.$ZodIssue

/** A number that a key may have, by its text. */
export type ExampleOf = (key: string) => number

/** What zod found, in the words of the catalogue. No value is repeated: it could be a secret. */
export function fieldProblems(
  issues: readonly Issue[],
  { lineOf, exampleOf }: { lineOf: LineOf; exampleOf: ExampleOf },
): FieldProblem[] {
  const problems = issues.flatMap((issue) => {
    const base = issue.path
    const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...base, key]) : [base]
    return paths.map((path) => {
      const key = keyText(path)
      const { code, params } = told(issue, () => exampleOf(key))
      const problem: FieldProblem = { pointer: pointerTo(path), code, params: { key, ...params } }
      const line = lineOf(path)
      return line === undefined ? problem : { ...problem, line }
    })
  })
  // Of a number that is also beyond what a whole number may be, zod says that first.
  return [...new Map(problems.map((problem) => [`${problem.pointer} ${problem.code}`, problem])).values()]
}

function told(issue: Issue, example: () => number): { code: string; params: Params } {
  switch (issue.code) {
    case 'invalid_type':
      return { code: 'config/wrong-type', params: { expected: sayType(issue.expected, { example: example() }) } }
    case 'too_small':
      return { code: tooLittle(issue), params: { minimum: Number(issue.minimum), count: Number(issue.minimum) } }
    case 'too_big':
      return { code: tooMuch(issue.origin), params: { maximum: Number(issue.maximum), count: Number(issue.maximum) } }
    case 'invalid_value':
      return { code: 'config/not-one-of', params: { values: issue.values.map(String).join(', ') } }
    case 'unrecognized_keys':
      return { code: 'config/unknown-key', params: {} }
    default:
      // A room's own rule names its code as the message, e.g. `config/not-a-time-zone`.
      if (hasWords(`error.${issue.message}`)) return { code: issue.message, params: ownParams(issue) }
      return { code: 'config/bad-form', params: {} }
  }
}

export const sayType = (type: string, params: Params = {}): string => say(`config.type.${type}`, params)

/** What a room's own rule says beside its code; text and numbers only. */
function ownParams(issue: Issue): Params {
  const given = issue.code === 'custom' ? (issue.params ?? {}) : {}
  return Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, string | number] => /string|number/.test(typeof entry[1])),
  )
}

function tooLittle(issue: Extract<Issue, { code: 'too_small' }>): string {
  if (issue.origin === 'string') return 'config/too-short'
  if (!isNumber(issue.origin)) return 'config/too-few'
  return issue.inclusive === false ? 'config/not-above' : 'config/too-small'
}

function tooMuch(origin: string): string {
  if (origin === 'string') return 'config/too-long'
  return isNumber(origin) ? 'config/too-big' : 'config/too-many-entries'
}

const isNumber = (origin: string): boolean => origin === 'number' || origin === 'int'

export const keyText = (path: readonly PropertyKey[]): string => path.map(String).join('.')

const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((name) => `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/** Whether a key is this one or a part of its value: `archive.intake.more.0.folder`. */
export const isAtOrBelow = (key: string, above: string): boolean => key === above || key.startsWith(`${above}.`)

/**
 * One error out of all problems; its sentence tells the first, `fields` all.
 * @param from.isSent the values were sent by somebody and stand in no file, wherever they would stand
 */
export function refusal(problems: readonly FieldProblem[], from: { isSent?: boolean } = {}): InvalidInputError {
  const first = problems[0]
  const key = String(first?.params?.['key'] ?? '')
  const problem = first === undefined ? '' : sayCode(first.code, first.params ?? {}).text
  const line = first?.line
  const params: Params = { key, name: nameOfKey(key), problem, ...(line === undefined ? {} : { line }) }
  const code = line === undefined || from.isSent === true ? 'config/invalid-value' : 'config/invalid-line'
  return new InvalidInputError(code, { status: 422, params, fields: problems })
}
