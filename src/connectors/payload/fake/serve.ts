import { collectionGrants } from './access.ts'
import { aired } from './aired.ts'
import { type Answer, broken, forbidden, type Incoming, json, noRoute } from './answer.ts'
import {
  type Asked,
  change,
  changeMany,
  create,
  find,
  invalidJson,
  list,
  matching,
  readId,
  remove,
} from './documents.ts'
import { Broken, UnknownPaths } from './query.ts'
import { type Person, SCHEMAS } from './schema.ts'
import { personIn, type World } from './world.ts'

/** The API as it answers when nothing is in the way. */
export function serve(world: World, request: Incoming): Answer {
  const { method, path } = request
  const parts = path.split('/').slice(1)
  const [api, slug = '', ...rest] = parts
  const person = personIn(world, request.headers['authorization'] as string | undefined)
  if (api !== 'api') return noRoute(path)
  if (slug === 'access' && rest.length === 0 && method === 'GET') return access(person)
  if (slug === 'users') return users(person, request, rest)
  if (slug === 'patchbay' && rest[0] === 'aired') return aired(world, request)
  const rows = world.rows.get(slug)
  if (rows === undefined) return noRoute(path)
  try {
    return collection({ world, rows, person, query: request.query }, request, rest)
  } catch (error) {
    if (error instanceof Broken) return broken()
    if (!(error instanceof UnknownPaths)) throw error
    const data = error.paths.map((each) => ({ path: each }))
    return json(400, { errors: [{ name: 'QueryError', data, message: error.message }] })
  }
}

const access = (person: Person | undefined): Answer =>
  json(200, {
    ...(person === undefined ? {} : { canAccessAdmin: true }),
    collections: Object.fromEntries(SCHEMAS.map((schema) => [schema.slug, collectionGrants(schema, person)])),
  })

const asUser = ({ role, email }: Person): Record<string, unknown> => ({ id: email, role, email, collection: 'users' })

function users(person: Person | undefined, { method, path }: Incoming, rest: readonly string[]): Answer {
  if (method !== 'GET') return noRoute(path)
  if (rest[0] === 'me') {
    if (person === undefined) return json(200, { user: null, message: 'Account' })
    const user = { ...asUser(person), _strategy: 'api-key' }
    return json(200, { user, collection: 'users', strategy: 'api-key', message: 'Account' })
  }
  return person === undefined ? forbidden() : json(200, { docs: [asUser(person)], totalDocs: 1, hasNextPage: false })
}

/** QUIRK(payload 3): a GET whose query is too long for an address is a POST with the query as its body. */
const isOverridden = ({ method, headers }: Incoming): boolean =>
  method === 'POST' && headers['x-payload-http-method-override'] === 'GET'

function collection(asked: Asked, request: Incoming, rest: readonly string[]): Answer {
  const [first, second] = rest
  if (isOverridden(request)) return list({ ...asked, query: new URLSearchParams(request.body) })
  if (first === 'access' && request.method === 'POST')
    return json(200, collectionGrants(asked.rows.schema, asked.person))
  if (second !== undefined) return noRoute(request.path)
  if (first === undefined) return many(asked, request)
  if (first === 'count' && request.method === 'GET') return json(200, { totalDocs: matching(asked).length })
  return single(asked, request, decodeURIComponent(first))
}

function many(asked: Asked, request: Incoming): Answer {
  if (request.method === 'GET') return list(asked)
  if (request.method === 'POST') return withJson(request, (data) => create(asked, data))
  if (request.method === 'PATCH') return withJson(request, (data) => changeMany(asked, data))
  return noRoute(request.path)
}

function single(asked: Asked, request: Incoming, text: string): Answer {
  if (!['GET', 'PATCH', 'DELETE'].includes(request.method)) return noRoute(request.path)
  const id = readId(asked.rows, text)
  const answer = (data: Record<string, unknown>): Answer => {
    if (id === undefined) return broken()
    if (request.method === 'PATCH') return change(asked, id, data)
    return request.method === 'GET' ? find(asked, id) : remove(asked, id)
  }
  return request.method === 'PATCH' ? withJson(request, answer) : answer({})
}

function withJson({ body }: Incoming, then: (data: Record<string, unknown>) => Answer): Answer {
  let data: Record<string, unknown>
  try {
    data = body === '' ? {} : (JSON.parse(body) as Record<string, unknown>)
  } catch {
    return invalidJson()
  }
  return then(data)
}
