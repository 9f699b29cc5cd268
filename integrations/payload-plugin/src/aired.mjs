const FIELDS = { firstAiredAt: 'time', lastAiredAt: 'time', plays: 'count', airCount: 'count' }
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?(Z|[+-]\d{2}:\d{2})$/

const says = (status, message) => Response.json({ errors: [{ message }] }, { status })

const isId = (id) => (typeof id === 'string' && id !== '' && id.length <= 200) || Number.isSafeInteger(id)

const fits = {
  time: (value) =>
    value === null || (typeof value === 'string' && TIME.test(value) && !Number.isNaN(Date.parse(value))),
  count: (value) => value === null || (Number.isSafeInteger(value) && value >= 0),
}

/** @returns what is wrong with it; undefined when it can be used */
function problemOf(body, known) {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return 'The body is no object.'
  const { id, ...fields } = body
  if (!isId(id)) return 'id is missing.'
  const names = Object.keys(fields)
  if (names.length === 0) return 'Nothing is given to be written.'
  const unknown = names.find((name) => !known.includes(name))
  if (unknown !== undefined) return `Only ${known.join(', ')} can be written here.`
  const wrong = names.find((name) => !fits[FIELDS[name]](fields[name]))
  return wrong === undefined ? undefined : `${wrong} can’t hold this.`
}

/** @returns the answer to who may not come in; undefined for who may */
async function refusalOf(req, mayWrite) {
  const { user } = req
  if (!user) return says(401, 'Sign in with an API key first.')
  if (user._strategy !== 'api-key' || !(await mayWrite({ req, user }))) return says(403, 'This key may not do this.')
  return undefined
}

const NONE = 'There is no such document.'

async function readJson(req) {
  try {
    return await req.json()
  } catch {
    return undefined
  }
}

/**
 * QUIRK(payload 3.90.2): a change is made on top of the newest draft, and would publish what a person has not finished.
 */
async function hasUnfinishedDraft({ payload, collection, id, req, found }) {
  if (found._status !== 'published') return false
  const newest = await payload.findByID({ collection, id, draft: true, depth: 0, overrideAccess: true, req })
  return newest._status === 'draft'
}

const documentIn = (collection, { id, req }) =>
  req.payload.findByID({ collection, id, depth: 0, overrideAccess: true, disableErrors: true, req })

/** What stands at an episode; without an id, which fields there are. It changes nothing. */
function readEndpoint({ collection, mayWrite, known, shown }) {
  return {
    path: '/patchbay/aired',
    method: 'get',
    handler: async (req) => {
      const refusal = await refusalOf(req, mayWrite)
      if (refusal !== undefined) return refusal
      const id = req.query?.id
      if (id === undefined) return Response.json({ fields: known })
      if (!isId(id)) return says(400, 'id is missing.')
      const doc = await documentIn(collection, { id, req })
      return doc ? Response.json({ doc: shown(doc) }) : says(404, NONE)
    },
  }
}

/**
 * `POST /api/patchbay/aired {id, firstAiredAt?, lastAiredAt?, plays?, airCount?}`: writes when an episode was on air,
 * which no key may write over REST where a collection says `update: () => false`. Nothing else can be written here, and
 * the answer holds what was read back. `GET` of the same tells what stands there.
 */
export function airedEndpoints({ collection, fields = {}, mayWrite }) {
  const pathOf = (name) => fields[name] ?? name
  const known = Object.keys(FIELDS).filter((name) => pathOf(name) !== false)
  const shown = (doc) => ({
    id: doc.id,
    ...Object.fromEntries(known.map((name) => [name, doc[pathOf(name)] ?? null])),
    updatedAt: doc.updatedAt,
  })
  const write = {
    path: '/patchbay/aired',
    method: 'post',
    handler: async (req) => {
      const { payload } = req
      const refusal = await refusalOf(req, mayWrite)
      if (refusal !== undefined) return refusal
      const body = await readJson(req)
      const problem = problemOf(body, known)
      if (problem !== undefined) return says(400, problem)
      const { id, ...given } = body
      const found = await documentIn(collection, { id, req })
      if (!found) return says(404, NONE)
      if (await hasUnfinishedDraft({ payload, collection, id, req, found }))
        return says(409, 'Somebody has an unfinished draft of it; publish or discard that first.')
      const data = Object.fromEntries(Object.entries(given).map(([name, value]) => [pathOf(name), value]))
      await payload.update({ collection, id, data, depth: 0, overrideAccess: true, req, context: { patchbay: true } })
      const doc = await payload.findByID({ collection, id, depth: 0, overrideAccess: true, req })
      return Response.json({ doc: shown(doc) })
    },
  }
  return [readEndpoint({ collection, mayWrite, known, shown }), write]
}
