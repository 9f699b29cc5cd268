import { airedEndpoints } from './aired.mjs'
import { createSender } from './send.mjs'

const KINDS = ['episode', 'show']
const SECRET = /^whsec_[A-Za-z0-9+/]{16,}={0,2}$/

/** Mistakes are told when Payload starts, never when somebody saves. A secret is never part of a sentence. */
function wrong(what) {
  return new Error(`@patchbay/payload-plugin: ${what}`)
}

function parseAddress(address) {
  if (!URL.canParse(address)) throw wrong('address is no address; copy it from Connections, Incoming webhooks')
  const url = new URL(address)
  if (!['http:', 'https:'].includes(url.protocol)) throw wrong('address must begin with http:// or https://')
  if (url.username !== '' || url.password !== '' || url.search !== '')
    throw wrong('address must hold no password and no query; the secret goes into secret')
  return url.href
}

function parseCollections(collections, config) {
  const known = new Set((config.collections ?? []).map(({ slug }) => slug))
  const entries = Object.entries(collections ?? {})
  if (entries.length === 0) throw wrong('collections names none, for example { episodes: "episode", shows: "show" }')
  return new Map(
    entries.map(([slug, given]) => {
      const rule = typeof given === 'string' ? { is: given } : given
      if (!known.has(slug)) throw wrong(`there is no collection ${slug}`)
      if (!KINDS.includes(rule.is)) throw wrong(`collections.${slug} must be one of ${KINDS.join(', ')}`)
      return [slug, { title: 'title', status: 'publishedStatus', ...rule }]
    }),
  )
}

const isPublished = (doc, status) => (doc?.[status] ?? doc?._status) === 'published'

function eventOf(rule, what, doc) {
  const title = doc[rule.title]
  return {
    type: `${rule.is}.${what}`,
    timestamp: new Date().toISOString(),
    data: {
      id: doc.id,
      title: typeof title === 'string' ? title.slice(0, 200) : null,
      version: doc.updatedAt ?? null,
    },
  }
}

function changeOf(rule, { doc, previousDoc }) {
  const { status, is } = rule
  if (is === 'episode' && isPublished(doc, status) && !isPublished(previousDoc, status)) return 'published'
  return 'changed'
}

/** Each key press of an editor with autosave is no change that anybody else has to know of. */
const isQuiet = ({ req, context }) =>
  context?.patchbay === true || req.context?.patchbay === true || String(req.query?.autosave) === 'true'

/** Whatever goes wrong here must not fail the save. */
function carefully(log, work) {
  try {
    work()
  } catch (error) {
    log('warn', { why: error?.name }, 'A change could not be told to Patchbay')
  }
}

function hooksFor(rule, tell, log) {
  return {
    afterChange: (args) => {
      carefully(log, () => {
        if (!isQuiet(args)) tell(eventOf(rule, changeOf(rule, args), args.doc))
      })
      return args.doc
    },
    afterDelete: (args) => {
      carefully(log, () => {
        if (!isQuiet(args)) tell(eventOf(rule, 'removed', args.doc))
      })
      return args.doc
    },
  }
}

function withHooks(collection, { afterChange, afterDelete }) {
  const { hooks = {} } = collection
  return {
    ...collection,
    hooks: {
      ...hooks,
      afterChange: [...(hooks.afterChange ?? []), afterChange],
      afterDelete: [...(hooks.afterDelete ?? []), afterDelete],
    },
  }
}

/** Tells Patchbay of each saved and removed document of the named collections. See README.md. */
export const patchbay = (options) => (config) => {
  if (options.disabled === true) return config
  const { secret, airing, timeoutMs = 5000, attempts = 3 } = options
  if (typeof secret !== 'string' || !SECRET.test(secret)) throw wrong('secret must be the one that begins with whsec_')
  const rules = parseCollections(options.collections, config)
  if (airing !== undefined && typeof airing.mayWrite !== 'function')
    throw wrong('airing.mayWrite must say who may write when an episode was on air')
  const logged = {}
  const log = (level, fields, msg) => logged.to?.[level]({ ...fields, plugin: 'patchbay', msg })
  const { tell } = createSender({ address: parseAddress(options.address), secret, timeoutMs, attempts, log })
  return {
    ...config,
    collections: config.collections.map((collection) => {
      const rule = rules.get(collection.slug)
      return rule === undefined ? collection : withHooks(collection, hooksFor(rule, tell, log))
    }),
    endpoints: [...(config.endpoints ?? []), ...(airing === undefined ? [] : airedEndpoints(airing))],
    onInit: async (payload) => {
      await config.onInit?.(payload)
      logged.to = payload.logger
      tell({ type: 'test', timestamp: new Date().toISOString() })
    },
  }
}
