import { mayWrite } from './access.ts'
import { type Answer, broken, forbidden, json, notFound, said } from './answer.ts'
import { branch, matcherOf, paged, selected, sorted, type Tree, treeOf } from './query.ts'
import type { Id, Row, Rows } from './rows.ts'
import type { Person } from './schema.ts'
import { errorsIn, type FieldError, merged, type Values } from './validate.ts'
import type { World } from './world.ts'

export interface Asked {
  world: World
  rows: Rows
  person: Person | undefined
  query: URLSearchParams
}

/** QUIRK(payload 3.90.2): `1abc` is 1; what does not begin with a number, or with one that is too large, is 500. */
export function readId({ schema }: Rows, text: string): Id | undefined {
  if (schema.ids === 'text') return text
  const id = Number.parseFloat(text)
  return Number.isFinite(id) ? id : undefined
}

function shown({ world, rows, query }: Asked, row: Row): Values {
  const doc = selected(row, branch(treeOf(query), 'select'))
  return query.get('depth') === '0' ? doc : populated(world, rows, doc)
}

/** QUIRK(payload 3): relations are followed unless `depth=0` is said. */
function populated(world: World, { schema }: Rows, doc: Values): Values {
  const entries = schema.fields.flatMap(({ name, relationTo }): [string, unknown][] => {
    if (relationTo === undefined || !(name in doc)) return []
    const value = doc[name]
    if (typeof relationTo === 'string') return [[name, world.rows.get(relationTo)?.get(value as Id) ?? value]]
    const link = value as { relationTo: string; value: Id } | null
    if (link === null) return [[name, null]]
    return [[name, { ...link, value: world.rows.get(link.relationTo)?.get(link.value) ?? link.value }]]
  })
  return { ...doc, ...Object.fromEntries(entries) }
}

const isDraftWish = ({ query, rows }: Asked): boolean => rows.schema.drafts && query.get('draft') === 'true'

export function matching(asked: Asked): Row[] {
  const where: Tree = asked.world.faults.has('filters-ignored') ? {} : branch(treeOf(asked.query), 'where')
  const all = asked.rows.all().map((row) => (isDraftWish(asked) ? (asked.rows.newest(row.id) ?? row) : row))
  return all.filter(matcherOf(asked.rows.schema, where))
}

export function list(asked: Asked): Answer {
  if (asked.world.faults.has('pages-only')) asked.query.delete('pagination')
  const page = paged(sorted(matching(asked), asked.query.get('sort') ?? '-createdAt'), asked.query)
  return json(200, { ...page, docs: page.docs.map((row) => shown(asked, row)) })
}

export function find(asked: Asked, id: Id): Answer {
  const row = isDraftWish(asked) ? asked.rows.newest(id) : asked.rows.get(id)
  return row === undefined ? notFound() : json(200, shown(asked, row))
}

const capital = (slug: string): string => slug.replace(/s$/, '').replace(/^./, (first) => first.toUpperCase())

function invalid(errors: readonly FieldError[], more: Values): Answer {
  const labels = errors.map(({ label }) => label).join(', ')
  const message = `The following field${errors.length > 1 ? 's are' : ' is'} invalid: ${labels}`
  return json(400, { errors: [{ name: 'ValidationError', data: { ...more, errors }, message }] })
}

/** QUIRK(payload 3.90.2, SQLite): a relation to nothing is 500. */
const isDangling = ({ world, rows: { schema } }: Asked, doc: Values): boolean =>
  schema.fields.some(({ name, relationTo }) => {
    const id = doc[name]
    return typeof relationTo === 'string' && typeof id === 'number' && world.rows.get(relationTo)?.get(id) === undefined
  })

export function create(asked: Asked, data: Values): Answer {
  const { rows, person } = asked
  const { schema } = rows
  if (!mayWrite(person)) return forbidden()
  const doc = merged({ fields: schema.fields, data, before: {}, role: person?.role, operation: 'create' })
  const errors = errorsIn(schema.fields, doc, 'create')
  if (errors.length > 0) return invalid(errors, { collection: schema.slug })
  if (isDangling(asked, doc)) return broken()
  const row = rows.add({
    ...doc,
    ...(schema.drafts ? { _status: data['_status'] ?? 'draft' } : {}),
    ...(schema.ids === 'text' ? { id: data['id'] } : {}),
  })
  return json(201, { doc: shown(asked, row), message: `${capital(schema.slug)} successfully created.` })
}

/** @returns the answer of a failure, or the row */
function changed(asked: Asked, id: Id, { data, base }: { data: Values; base: Row }): Answer | Row {
  const { rows, person, world } = asked
  const { schema } = rows
  const kept = Object.fromEntries(Object.entries(data).filter(([name]) => !world.faults.dropped().includes(name)))
  const doc = merged({ fields: schema.fields, data: kept, before: base, role: person?.role, operation: 'update' })
  const errors = errorsIn(schema.fields, doc, 'update')
  if (errors.length > 0) return invalid(errors, { id, collection: schema.slug })
  if (isDangling(asked, doc)) return broken()
  if (isDraftWish(asked)) return rows.saveDraft(id, doc)
  const status = schema.drafts ? { _status: data['_status'] ?? base['_status'] } : {}
  return rows.change(id, { ...doc, ...status })
}

const isAnswer = (given: Answer | Row): given is Answer => 'body' in given && 'status' in given && 'headers' in given

/** QUIRK(payload 3.90.2): what was sent is laid over the newest draft, and becomes the document that all see. */
export function change(asked: Asked, id: Id, data: Values): Answer {
  if (!mayWrite(asked.person)) return forbidden()
  const base = asked.rows.newest(id)
  if (base === undefined) return notFound()
  const given = changed(asked, id, { data, base })
  if (isAnswer(given)) return given
  const message = isDraftWish(asked) ? 'Draft saved successfully.' : 'Updated successfully.'
  return json(200, { doc: shown(asked, given), message })
}

/** QUIRK(payload 3.90.2): without the words on single fields; an editor's draft is thrown away. */
export function changeMany(asked: Asked, data: Values): Answer {
  if (!mayWrite(asked.person)) return forbidden()
  const found = matching(asked)
  const given = found.map((row) => ({ id: row.id, given: changed(asked, row.id, { data, base: row }) }))
  const docs = given.flatMap(({ given: each }) => (isAnswer(each) ? [] : [shown(asked, each)]))
  const errors = given.flatMap(({ id, given: each }) =>
    isAnswer(each) ? [{ id, isPublic: true, message: messageIn(each) }] : [],
  )
  const noun = capital(asked.rows.schema.slug)
  const message =
    errors.length > 0
      ? `Unable to update ${errors.length} out of ${found.length} ${noun}.`
      : `Updated ${docs.length} ${noun} successfully.`
  return json(errors.length > 0 ? 400 : 200, { docs, errors, message })
}

const messageIn = ({ body }: Answer): string =>
  (JSON.parse(body) as { errors: { message: string }[] }).errors[0]?.message ?? ''

export function remove(asked: Asked, id: Id): Answer {
  if (!mayWrite(asked.person)) return forbidden()
  const row = asked.rows.get(id)
  if (row === undefined) return notFound()
  asked.rows.remove(id)
  return json(200, { doc: shown(asked, row), message: 'Deleted successfully.' })
}

export const invalidJson = (): Answer => said(400, 'Invalid JSON')
