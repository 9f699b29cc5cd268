/** Requests that are made one after the other to an empty Payload, and to its double: both must answer the same. */
export interface Line {
  who: 'staff' | 'host' | 'reader' | 'stranger'
  method: string
  /** With its query; below `/api`. */
  path: string
  body?: unknown
  headers?: Record<string, string>
}

/** @param call `GET /episodes` */
const line = (who: Line['who'], call: string, body?: unknown): Line => {
  const [method = '', path = ''] = call.split(' ')
  return { who, method, path, body }
}
const get = (path: string, who: Line['who'] = 'staff'): Line => line(who, `GET ${path}`)
const patch = (id: string, body: unknown, who: Line['who'] = 'staff'): Line =>
  line(who, `PATCH /episodes/${id}?depth=0`, body)
const broadcast = (more: string, body: unknown): Line =>
  line('staff', `PATCH /broadcasts/6650f0a1b2c3d4e5f6a7b8c9?depth=0${more}`, body)

const OTHER_SHAPES = ['abc', '1abc', '01', '6650f0a1b2c3d4e5f6a7b8c9', '550e8400-e29b-41d4-a716-446655440000', '0']

export const CONVERSATION: readonly Line[] = [
  get('/users/me'),
  get('/users/me', 'stranger'),
  get('/members/me'),
  get('/access'),
  get('/access', 'host'),
  get('/access', 'reader'),
  get('/access', 'stranger'),
  get('/users', 'stranger'),
  line('staff', 'POST /shows', { title: 'Night' }),
  line('staff', 'POST /episodes', { title: 'E1', show: 1, publishedAt: '2026-01-01T00:00:00Z' }),
  line('staff', 'POST /episodes', { title: 'E2' }),
  line('reader', 'POST /episodes', { title: 'E2', publishedAt: '2026-01-01' }),
  ...Array.from({ length: 12 }, (_, index) =>
    line('staff', 'POST /episodes?depth=0', {
      title: `Of many ${index}`,
      publishedAt: '2026-01-01T00:00:00Z',
      scheduledAt: new Date(Date.UTC(2026, 1, index + 1)).toISOString(),
      airStatus: index % 2 === 0 ? 'queued' : 'aired',
    }),
  ),
  // Kept as sent, changed in form, or dropped.
  patch('1', { libretimeTrackId: 21, libretimeInstanceId: '15', nonsense: 1, plays: 4 }),
  patch('1', { scheduledAt: '2026-02-01T10:00:00+01:00', scheduledEnd: '2026-02-01' }),
  patch('1', { libretimeTrackId: '22', libretimePlayoutId: '8' }, 'host'),
  patch('1', { libretimeInstanceId: 'abc' }),
  patch('1', { libretimeInstanceId: '12abc', realDuration: 3599.5 }),
  patch('1', { libretimeInstanceId: '', libretimeFilepathRelative: '' }),
  patch('1', { pendingReview: null }),
  patch('1', { pendingReview: 'true' }),
  patch('1', { scheduledAt: null, libretimeTrackId: null }),
  // Refused.
  patch('1', { airStatus: 'unscheduled', scheduledAt: 'nonsense' }),
  patch('1', { pendingReview: 'maybe' }),
  patch('1', { show: 'x' }),
  patch('1', { show: 999 }),
  patch('1', { title: '' }),
  patch('1', { libretimeTrackId: '22' }, 'reader'),
  patch('1', { libretimeTrackId: '22' }, 'stranger'),
  patch('999', { title: 'x' }),
  patch('999', { title: 'x' }, 'reader'),
  patch('1', '{bad'),
  patch('1', { slug: 'taken', duration: 3600 }),
  line('staff', 'POST /episodes?depth=0', { title: 'Blocked', publishedAt: '2026-01-01', slug: 'taken' }),
  patch('14', { libretimeTrackId: '5' }),
  line('staff', 'PATCH /episodes?depth=0&where[id][equals]=14', { libretimeTrackId: '5' }),
  line('staff', 'PATCH /episodes?depth=0&where[id][equals]=13&select[title]=true', { title: 'By query' }),
  line('staff', 'PUT /episodes/1', {}),
  // Ids of another shape.
  ...OTHER_SHAPES.flatMap((id) => [
    get(`/episodes/${id}?depth=0&select[title]=true`),
    get(`/episodes?depth=0&select[title]=true&where[id][equals]=${id}`),
  ]),
  patch('2abc', { libretimeFilepathRelative: 'written to another one' }),
  // Lists.
  get('/episodes?depth=0&select[title]=true&sort=id'),
  get('/episodes?depth=0&select[title]=true&sort=-id&limit=5&page=2'),
  get('/episodes?depth=0&select[title]=true&sort=id&limit=5&page=9'),
  get('/episodes?depth=0&select[title]=true&sort=id&limit=0'),
  get('/episodes?depth=0&select[title]=true&sort=id&pagination=false'),
  get('/episodes/count'),
  get('/episodes?where[nope][equals]=1&where[neither][exists]=true'),
  get('/episodes?where[scheduledAt][greater_than_equal]=junk'),
  get('/episodes?depth=0&select[title]=true&sort=id&where[airStatus][in][0]=queued&where[airStatus][in][1]=draft'),
  get('/episodes?depth=0&select[title]=true&sort=id&where[airStatus][in]=aired,failed'),
  get('/episodes?depth=0&select[title]=true&sort=id&where[airStatus][equals]=nonsense'),
  get(
    '/episodes?depth=0&select[title]=true&sort=id&where[scheduledAt][greater_than_equal]=2026-02-03T01:00:00%2B01:00&where[scheduledAt][less_than]=2026-02-06T00:00:00.000Z',
  ),
  get(
    '/episodes?depth=0&select[title]=true&sort=id&where[or][0][pendingReview][equals]=false&where[or][1][pendingReview][exists]=false&limit=2',
  ),
  get('/episodes?depth=0&select[title]=true&where[and][0][title][exists]=true&where[and][1][show][exists]=true'),
  get('/episodes?depth=0&select[title]=true&select[nope]=true&where[show][equals]=1'),
  {
    ...line('staff', 'POST /episodes', 'depth=0&limit=1&select[title]=true&where[title][equals]=E1'),
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-payload-http-method-override': 'GET' },
  },
  get('/episodes/1'),
  get('/episodes/999'),
  get('/nothing/1'),
  get('/nothing'),
  line('host', 'POST /episodes/access/1'),
  line('reader', 'POST /episodes/access/1'),
  line('reader', 'DELETE /episodes/1'),
  // The other house.
  line('staff', 'POST /broadcasts?depth=0', {
    id: '6650f0a1b2c3d4e5f6a7b8c9',
    name: 'B',
    programme: { relationTo: 'shows', value: 1 },
    playout: { track: 1, path: 'p', note: 'stays' },
    _status: 'published',
  }),
  broadcast('', { playout: { track: '21' } }),
  get('/broadcasts?depth=0&where[playout.track][equals]=21&select[playout][track]=true'),
  get('/broadcasts?depth=0&where[programme][exists]=true'),
  get('/broadcasts/abc'),
  broadcast('&draft=true', { name: 'Not finished' }),
  get('/broadcasts/6650f0a1b2c3d4e5f6a7b8c9?depth=0'),
  get('/broadcasts?depth=0&draft=true&where[id][equals]=6650f0a1b2c3d4e5f6a7b8c9'),
  broadcast('', { playout: { track: 22 } }),
  get('/broadcasts/6650f0a1b2c3d4e5f6a7b8c9?depth=0'),
  broadcast('', { _status: 'published' }),
  broadcast('&draft=true', { name: 'Lost' }),
  line('staff', 'PATCH /broadcasts?depth=0&where[id][equals]=6650f0a1b2c3d4e5f6a7b8c9', { playout: { track: 23 } }),
  get('/broadcasts/6650f0a1b2c3d4e5f6a7b8c9?depth=0&draft=true'),
]

export interface Reply {
  asked: string
  status: number
  said: unknown
}

/** Has the conversation. What differs from run to run is taken out of the answers. */
export async function converse(url: string, keys: Readonly<Record<string, string>>): Promise<Reply[]> {
  const replies: Reply[] = []
  for (const { who, method, path, body, headers } of CONVERSATION) {
    const sent = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
    const answer = await fetch(`${url}/api${path}`, {
      method,
      headers: {
        authorization: `users API-Key ${keys[who] ?? 'of-nobody'}`,
        ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(sent === undefined ? {} : { body: sent }),
    })
    const asked = `${who}: ${method} ${decodeURIComponent(path)}${sent === undefined ? '' : ` ${sent}`}`
    replies.push({ asked, status: answer.status, said: tidy((await answer.json()) as Tree) })
  }
  return replies
}

type Tree = Record<string, unknown>

const OF_THE_SYSTEM = /^(payload-|users$)/
const FROM_RUN_TO_RUN = new Set(['updatedAt', 'createdAt'])
/** Of a user: what a connector reads. */
const USER = new Set(['email', 'role', 'collection', '_strategy'])

function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidy)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
    if (FROM_RUN_TO_RUN.has(name) && typeof inner === 'string') return [[name, 'a time']]
    if (name === 'user' && inner !== null)
      return [[name, Object.fromEntries(Object.entries(inner as Tree).filter(([each]) => USER.has(each)))]]
    if (name === 'collections')
      return [
        [name, tidy(Object.fromEntries(Object.entries(inner as Tree).filter(([slug]) => !OF_THE_SYSTEM.test(slug))))],
      ]
    return [[name, tidy(inner)]]
  })
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
