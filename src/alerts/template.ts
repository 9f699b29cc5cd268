import { InvalidInputError, type Params } from '../kernel/errors.ts'

const WORD = /^[a-zA-Z]\w{0,39}$/

interface Place {
  line: number
  column: number
}

interface Part {
  text: string
  /** Set when the part is `{{name}}`. */
  name?: string
  at: Place
}

function placeOf(template: string, index: number): Place {
  const before = template.slice(0, index).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

const wrong = (code: string, { line, column }: Place, more: Params = {}): InvalidInputError => {
  const params = { line, column, ...more }
  return new InvalidInputError(code, { status: 422, params, fields: [{ pointer: '/template', code, params, line }] })
}

/** @throws InvalidInputError 422 `alerts/open-brace`, with its place */
function partsOf(template: string): Part[] {
  const parts: Part[] = []
  let from = 0
  for (;;) {
    const start = template.indexOf('{{', from)
    if (start < 0) return [...parts, { text: template.slice(from), at: placeOf(template, from) }]
    parts.push({ text: template.slice(from, start), at: placeOf(template, from) })
    const end = template.indexOf('}}', start)
    const at = placeOf(template, start)
    if (end < 0) throw wrong('alerts/open-brace', at)
    parts.push({ text: '', name: template.slice(start + 2, end).trim(), at })
    from = end + 2
  }
}

/** @throws InvalidInputError 422 that says which place of the text is wrong, and what may stand there */
export function assertTemplate(template: string, fields: readonly string[]): void {
  for (const { name, at } of partsOf(template)) {
    if (name === undefined || (WORD.test(name) && fields.includes(name))) continue
    throw wrong('alerts/unknown-word', at, { name: name.slice(0, 60), known: fields.join(', ') })
  }
}

/** A name without a value is written as nothing; values are put in as they are, whatever stands in them. */
export const render = (template: string, params: Params): string =>
  partsOf(template)
    .map(({ text, name }) => (name === undefined ? text : String(params[name] ?? '')))
    .join('')
    .trim()
