import { type Answer, type Incoming, json, noRoute, notFound, said } from './answer.ts'
import { readId } from './documents.ts'
import type { Row } from './rows.ts'
import { textOf } from './schema.ts'
import { personIn, type World } from './world.ts'

const FIELDS = ['firstAiredAt', 'lastAiredAt', 'plays', 'airCount'] as const

/** The door of our own plugin (`integrations/payload-plugin`), for episodes and the role `staff`. */
export function aired(world: World, { method, path, query, headers, body }: Incoming): Answer {
  const rows = world.rows.get('episodes')
  if (rows === undefined || world.faults.has('no-plugin') || (method !== 'GET' && method !== 'POST'))
    return noRoute(path)
  const person = personIn(world, headers['authorization'] as string | undefined)
  if (person === undefined) return said(401, 'Sign in with an API key first.')
  if (person.role !== 'staff') return said(403, 'This key may not do this.')
  const { id: given, ...facts } = (method === 'GET' ? { id: query.get('id') } : JSON.parse(body)) as Record<
    string,
    unknown
  >
  if (given === null) return json(200, { fields: FIELDS })
  const id = readId(rows, textOf(given))
  const found = id === undefined ? undefined : rows.get(id)
  if (id === undefined || found === undefined) return notFound()
  if (method === 'GET') return json(200, { doc: shown(found) })
  if (world.faults.has('unfinished-draft')) return said(409, 'Somebody has an unfinished draft of it.')
  return json(200, { doc: shown(rows.change(id, facts)) })
}

const shown = (row: Row): Record<string, unknown> => ({
  id: row.id,
  ...Object.fromEntries(FIELDS.map((name) => [name, row[name] ?? null])),
  updatedAt: row['updatedAt'],
})
