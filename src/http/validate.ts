import type { FastifySchemaCompiler, FastifySerializerCompiler } from 'fastify/types/schema.js'
import { z } from 'zod'
import { type FieldProblem, InvalidInputError, InvariantError } from '../kernel/errors.ts'

type Issue = z.core.$ZodIssue

/** Parses a part of the request. A body that was not sent is undefined, so that its default holds. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  return (data: unknown) => {
    if (httpPart !== 'body' && holdsNul(data)) return { error: new InvalidInputError('request/bad-text') }
    const parsed = schema.safeParse(httpPart === 'body' && data === null ? undefined : data)
    if (parsed.success) return { value: parsed.data }
    return {
      error: new InvalidInputError('request/invalid', { fields: fieldsOf(parsed.error.issues, httpPart !== 'body') }),
    }
  }
}

/** PostgreSQL takes no such text, and no name of ours holds it. In bodies it is refused as they are parsed. */
const holdsNul = (part: unknown): boolean => Object.values(part ?? {}).some((value) => String(value).includes('\0'))

/** Parses the reply, too: what the contract does not name never leaves the server. */
export const serializerCompiler: FastifySerializerCompiler<z.ZodType> = ({ schema, method, url }) => {
  return (data: unknown) => {
    const parsed = schema.safeParse(data)
    if (!parsed.success)
      throw new InvariantError('http/reply-not-as-declared', { params: { method, url }, cause: parsed.error })
    return JSON.stringify(parsed.data)
  }
}

/** @param isFlat whether members are named plainly, as in a query, and not by a JSON pointer */
function fieldsOf(issues: readonly Issue[], isFlat: boolean): FieldProblem[] {
  return issues.flatMap((issue) => {
    const pointer = pointerTo(issue.path, isFlat)
    if (issue.code !== 'unrecognized_keys') return [{ pointer, ...problemOf(issue) }]
    return issue.keys.map((key) => ({
      pointer: pointerTo([...issue.path, key], isFlat),
      code: 'request/unknown-field',
      params: { field: key.slice(0, 100) },
    }))
  })
}

function pointerTo(path: readonly PropertyKey[], isFlat: boolean): string {
  const parts = path.map((part) => String(part).slice(0, 100))
  if (isFlat) return parts.join('.')
  return parts.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function problemOf(issue: Issue): Omit<FieldProblem, 'pointer'> {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined && issue.message.includes('undefined')
        ? { code: 'request/missing' }
        : { code: 'request/wrong-type', params: { expected: issue.expected } }
    case 'too_small':
      return {
        code: TOO_LITTLE[sortOf(issue.origin)],
        params: { least: Number(issue.minimum), count: Number(issue.minimum) },
      }
    case 'too_big':
      return {
        code: TOO_MUCH[sortOf(issue.origin)],
        params: { most: Number(issue.maximum), count: Number(issue.maximum) },
      }
    case 'invalid_value':
      return { code: 'request/not-one-of', params: { values: issue.values.map(String).join(', ') } }
    case 'custom':
      return { code: customCode(issue) }
    default:
      return { code: 'request/wrong-form' }
  }
}

const TOO_LITTLE = { text: 'request/too-short', list: 'request/too-few', number: 'request/too-small' } as const
const TOO_MUCH = { text: 'request/too-long', list: 'request/too-many-entries', number: 'request/too-big' } as const

function sortOf(origin: string): keyof typeof TOO_LITTLE {
  if (origin === 'string') return 'text'
  return ['array', 'set', 'map', 'object', 'record'].includes(origin) ? 'list' : 'number'
}

/** A refinement may name a code of the catalogue as its message. */
const customCode = ({ message }: Issue): string =>
  /^[a-z-]+(\/[a-z0-9-]+)+$/.test(message) ? message : 'request/wrong-form'
