import { type Answer, json } from '../answer.ts'
import { readMultipart } from '../multipart.ts'
import type { Incoming } from '../request.ts'

export type Body = { values: Record<string, unknown> } | { refusal: Answer }

const refuse = (status: number, value: unknown): Body => ({ refusal: json(status, value) })

/** Python's names of what came in place of an object. */
function pythonType(value: unknown): string {
  if (value === null) return 'NoneType'
  if (Array.isArray(value)) return 'list'
  return (
    { string: 'str', boolean: 'bool', number: Number.isInteger(value) ? 'int' : 'float' }[String(typeof value)] ?? ''
  )
}

function readJson(body: Buffer): Body {
  let parsed: unknown
  try {
    parsed = JSON.parse(body.toString('utf8'))
  } catch {
    return refuse(400, { detail: 'JSON parse error - Expecting value: line 1 column 1 (char 0)' })
  }
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
    return { values: parsed as Record<string, unknown> }
  return refuse(400, {
    non_field_errors: [`Invalid data. Expected a dictionary, but got ${pythonType(parsed)}.`],
  })
}

/** JSON, form or multipart. A file in a multipart body is read and thrown away. */
export async function readValues(request: Incoming): Promise<Body> {
  const type = request.headers['content-type'] ?? ''
  if (type.startsWith('multipart/form-data')) {
    const parts = readMultipart(await request.read(), type)
    const fields = parts.filter(({ fileName }) => fileName === undefined)
    return { values: Object.fromEntries(fields.map(({ name, bytes }) => [name, bytes.toString('utf8')])) }
  }
  const body = await request.read()
  if (type.startsWith('application/json')) return body.length === 0 ? { values: {} } : readJson(body)
  if (type.startsWith('application/x-www-form-urlencoded'))
    return { values: Object.fromEntries(new URLSearchParams(body.toString('utf8'))) }
  return body.length === 0 ? { values: {} } : refuse(415, { detail: `Unsupported media type "${type}" in request.` })
}
