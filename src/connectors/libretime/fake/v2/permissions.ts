import { type Answer, djangoPage, json } from '../answer.ts'
import { type Incoming, readApiKey, readBasic } from '../request.ts'
import type { World } from '../world.ts'

const refuse = (detail: string): Answer => json(403, { detail })
const MISSING = 'Authentication credentials were not provided.'
const FORBIDDEN = 'You do not have permission to perform this action.'
const ADMIN_ONLY = new Set([
  'libraries',
  'playout-history',
  'stream',
  'users',
  'preferences',
  'live-logs',
  'listener-counts',
  'webstream-metadata',
])

/** @returns the refusal, or undefined when the request may go on */
export function refuseRequest(world: World, request: Incoming, resource: string): Answer | undefined {
  const header = request.headers.authorization
  const key = readApiKey(header)
  // QUIRK(libretime 4.5): `Authorization: Api-Key` without a token breaks the check: 500.
  if (key === '') return djangoPage(500)
  if (key === world.key) {
    // QUIRK(libretime 4.5): /users asks the anonymous user of the key whether it is a superuser and breaks: 500.
    return resource === 'users' ? djangoPage(500) : undefined
  }
  const basic = readBasic(header)
  // QUIRK(libretime 4.5): a wrong key is 403 here, never 401; Bearer and ?api_key= are not read at all.
  if (basic === undefined) return refuse(MISSING)
  const user = world.users.find(({ username, password }) => username === basic.name && password === basic.password)
  if (user === undefined) return refuse('Invalid username/password.')
  // QUIRK(libretime 4.5): the super admin of the legacy application is unknown to v2: a KeyError, 500.
  if (user.role === 'S') return djangoPage(500)
  if (user.role === 'A') return undefined
  const reads = request.method === 'GET' || request.method === 'HEAD'
  const may = !ADMIN_ONLY.has(resource) && (user.role === 'P' || (user.role === 'H' && reads))
  return may ? undefined : refuse(FORBIDDEN)
}
