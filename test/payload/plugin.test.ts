import assert from 'node:assert/strict'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { patchbay } from '../../integrations/payload-plugin/src/index.mjs'
import type { JobView } from '../../src/jobs/contract.ts'
import type { CallView, SourceView, WithSecret } from '../../src/webhooks/contract.ts'
import { createEgress } from '../../src/kernel/egress/client.ts'
import { AiredCms } from '../../src/radio/programme/ports.ts'
import { BY_HAND, startApp, type TestApp } from '../start-app.ts'
import { KEYS } from './collections.ts'
import { findPayload } from './install.ts'
import { climb, connect, edit, filled } from './peer.ts'
import { type RealPayload, startRealPayload } from './real-payload.ts'

const found = findPayload()
const folder = 'folder' in found ? found.folder : ''
const skip = 'reason' in found ? found.reason : false
const COLLECTIONS = { episodes: 'episode', shows: 'show' } as const
const AIRING = { collection: 'episodes', role: 'staff' }

async function post<Body>(app: TestApp, path: string, body: object): Promise<Body> {
  const answer = await app.cli('POST', `api/v1/${path}`, body)
  assert.ok(answer.status < 300, `${path}: ${answer.status} ${answer.text}`)
  return answer.json as Body
}

/** A station whose programme stands in Payload, with one inbox that is watched, and the door for its calls. */
async function settle(app: TestApp): Promise<WithSecret> {
  const connection = {
    kind: 'payload',
    name: 'Site',
    settings: { address: 'http://127.0.0.1:9' },
    secrets: { api_key: KEYS.staff },
  }
  const { connectionId } = await post<{ connectionId: number }>(app, 'connections', connection)
  const station = { name: 'Radio Hall', timeZone: 'Europe/Paris', cmsConnectionId: connectionId }
  const { stationId } = await post<{ stationId: number }>(app, 'radio/stations', station)
  for (const [name, isWatched] of [
    ['watched', true],
    ['by-hand', false],
  ] as const) {
    const path = join(app.dataFolder, name)
    await mkdir(path)
    await post(app, 'radio/inboxes', { stationId, path, isWatched })
  }
  await app.until('the first look is over', async () =>
    (await app.jobs()).every(({ finishedAt }) => finishedAt !== null),
  )
  return post<WithSecret>(app, 'webhooks/sources', { kind: 'payload', name: 'Payload', connectionId })
}

const peerOf = ({ url }: RealPayload) => ({ url, keys: KEYS, egress: undefined as never })

const calls = async (app: TestApp): Promise<CallView[]> =>
  (await app.get<{ items: CallView[] }>('api/v1/webhooks/calls')).items

const NOW = '2026-03-01T12:00:00.000Z'

describe('the plugin for Payload', { skip }, () => {
  it('tells Patchbay of what is saved, published and removed, and the inboxes of the station are looked at', async () => {
    await using app = await startApp({ yaml: BY_HAND })
    const { secret, source } = await settle(app)
    await using payload = await startRealPayload(folder, {
      address: new URL(`hooks/${source.key}`, app.address).href,
      secret,
      collections: COLLECTIONS,
      airing: AIRING,
    })
    const heard = (...wanted: string[]) =>
      app.until(wanted.join(', '), async () => {
        const all = (await calls(app)).map(({ event, outcome }) => event ?? outcome)
        return wanted.every((one) => all.includes(one))
      })
    await heard('test')
    assert.equal((await app.get<SourceView>(`api/v1/webhooks/sources/${source.sourceId}`)).state, 'verified')
    const peer = peerOf(payload)
    const { id } = await edit(peer, 'POST episodes', { title: 'Night Drift', publishedAt: NOW })
    await heard('episode.changed')
    await edit(peer, `PATCH episodes/${id}`, { publishedStatus: 'published' })
    await heard('episode.published')
    await edit(peer, `DELETE episodes/${id}`)
    await heard('episode.removed')
    await edit(peer, 'POST shows', { title: 'Drift' })
    await heard('show.changed')
    const told = (await calls(app)).filter(({ event }) => event !== null)
    assert.deepEqual(
      told.map(({ label, outcome, userAgent }) => [label, outcome, userAgent]),
      [
        ['Drift', 'accepted', 'patchbay-payload-plugin'],
        ...Array.from({ length: 3 }, () => ['Night Drift', 'accepted', 'patchbay-payload-plugin']),
      ],
    )
    const jobs = await app.jobs(`?runId=${told[0]?.runId}`)
    assert.deepEqual(jobs.map(({ kind }: JobView) => kind).toSorted(), ['radio.import-inbox', 'webhook.follow'])
    assert.match(jobs.find(({ kind }) => kind === 'radio.import-inbox')?.label ?? '', /\/watched$/)
    assert.ok(!payload.said().includes(secret) && !payload.said().includes(secret.slice(6)))
  })

  it('lets nobody wait: a save is done while Patchbay is away, slow or against it, and no log holds the secret', async () => {
    const asked: IncomingHttpHeaders[] = []
    const slow = createServer((request) => void asked.push(request.headers))
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve))
    const { port } = slow.address() as AddressInfo
    const secret = `whsec_${'canaryOfThePlugin'.repeat(2)}`
    const addresses = { slow: `http://127.0.0.1:${port}/hooks/x`, away: 'http://127.0.0.1:9/hooks/x' }
    for (const [what, address] of Object.entries(addresses)) {
      const given = { address, secret, collections: COLLECTIONS, airing: AIRING, timeoutMs: 400 }
      await using payload = await startRealPayload(folder, given)
      const peer = peerOf(payload)
      await edit(peer, 'POST shows', { title: 'Warm' })
      const startedAt = performance.now()
      const { id } = await edit(peer, 'POST shows', { title: 'Drift' })
      await edit(peer, `PATCH shows/${id}`, { title: 'Drift 2' })
      await edit(peer, `DELETE shows/${id}`)
      const tookMs = performance.now() - startedAt
      assert.ok(tookMs < 3000, `${what}: ${tookMs} ms`)
      const until = performance.now() + 20_000
      while (!payload.said().includes('Patchbay could not be told')) {
        assert.ok(performance.now() < until, `${what}: nothing was logged\n${payload.said()}`)
        await new Promise((resolve) => setTimeout(resolve, 200))
      }
      assert.ok(!payload.said().includes('canary'), `${what}: the log holds the secret`)
    }
    assert.ok(asked.length > 0 && asked.every((headers) => headers['webhook-signature']?.toString().startsWith('v1,')))
    slow.closeAllConnections()
    slow.close()
  })

  it('writes when an episode was on air, where no key may over REST, and nothing else', async () => {
    const given = { address: 'http://127.0.0.1:9/hooks/x', secret: `whsec_${'A'.repeat(40)}`, collections: COLLECTIONS }
    await using payload = await startRealPayload(folder, { ...given, airing: AIRING })
    const peer = peerOf(payload)
    const { id } = await edit(peer, 'POST episodes', { title: 'Night Drift', publishedAt: NOW })
    const dropped = await edit(peer, `PATCH episodes/${id}`, { plays: 7 })
    assert.equal(dropped['plays'] ?? null, null, 'a key can’t write it over REST')
    const air = async (body: unknown, key: string | undefined = KEYS.staff) => {
      const answer = await fetch(`${payload.url}/api/patchbay/aired`, {
        method: 'POST',
        headers: {
          ...(key === '' ? {} : { authorization: `users API-Key ${key}` }),
          'content-type': 'application/json',
        },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      })
      return { status: answer.status, json: (await answer.json()) as { doc?: Record<string, unknown> } }
    }
    const written = await air({
      id,
      firstAiredAt: NOW,
      lastAiredAt: '2026-03-08T13:00:00+01:00',
      plays: 2,
      airCount: 2,
    })
    assert.equal(written.status, 200, JSON.stringify(written.json))
    const { updatedAt: _updatedAt, ...doc } = written.json.doc ?? {}
    assert.deepEqual(doc, { id, firstAiredAt: NOW, lastAiredAt: '2026-03-08T12:00:00.000Z', plays: 2, airCount: 2 })
    assert.equal((await air({ id, plays: 3 })).json.doc?.['firstAiredAt'], NOW)
    const read = await edit(peer, `GET episodes/${id}?depth=0`)
    assert.deepEqual([read['plays'], read['title']], [3, 'Night Drift'])
    const refused: Record<string, [unknown, number, string?]> = {
      'without a key': [{ id, plays: 4 }, 401, ''],
      'with a wrong key': [{ id, plays: 4 }, 401, 'nonsense'],
      'of another role': [{ id, plays: 4 }, 403, KEYS.host],
      'another field': [{ id, title: 'x' }, 400],
      'a field beside': [{ id, plays: 4, title: 'x' }, 400],
      'no field': [{ id }, 400],
      'no id': [{ plays: 4 }, 400],
      'an id that is a query': [{ id: { not_equals: 1 }, plays: 4 }, 400],
      'a negative count': [{ id, plays: -1 }, 400],
      'half a play': [{ id, plays: 1.5 }, 400],
      'a day': [{ id, firstAiredAt: '2026-03-01' }, 400],
      'no time': [{ id, firstAiredAt: 'yesterday' }, 400],
      'no JSON': ['{', 400],
      'a list': [[], 400],
      'an unknown document': [{ id: 99_999, plays: 4 }, 404],
    }
    for (const [what, [body, status, key]] of Object.entries(refused))
      assert.equal((await air(body, key)).status, status, what)
    assert.equal((await edit(peer, `GET episodes/${id}`))['plays'], 3)
    const { signal } = new AbortController()
    await using egress = createEgress()
    const connected = (key: string) => connect({ ...peer, egress }, { key, settings: { writes_aired: true } })
    const door = filled(connected(KEYS.staff), AiredCms)
    await door.write(String(id), { lastAiredAt: Date.parse(NOW) + 1000, plays: 4 }, signal)
    const facts = { firstAiredAt: Date.parse(NOW), lastAiredAt: Date.parse(NOW) + 1000, plays: 4, airCount: 2 }
    assert.deepEqual(await door.find(String(id), signal), facts)
    for (const other of ['99999', `${id}abc`]) assert.equal(await door.find(other, signal), undefined)
    assert.match(await climb(connected(KEYS.staff)), /rights ok$/)
    assert.match(await climb(connected(KEYS.host)), /rights payload\/(field-not-writable|not-allowed)/)
  })

  it('publishes nobody’s unfinished draft', async () => {
    const given = { address: 'http://127.0.0.1:9/hooks/x', secret: `whsec_${'A'.repeat(40)}` }
    const collections = { broadcasts: 'episode' } as const
    await using payload = await startRealPayload(folder, {
      ...given,
      collections,
      airing: { collection: 'broadcasts', role: 'staff' },
    })
    const peer = peerOf(payload)
    const id = 'b1'
    await edit(peer, 'POST broadcasts', { id, name: 'On air', _status: 'published' })
    const air = async () =>
      fetch(`${payload.url}/api/patchbay/aired`, {
        method: 'POST',
        headers: { authorization: `users API-Key ${KEYS.staff}`, 'content-type': 'application/json' },
        body: JSON.stringify({ id, plays: 1 }),
      })
    assert.equal((await air()).status, 200)
    await edit(peer, `PATCH broadcasts/${id}?draft=true`, { name: 'Half done', _status: 'draft' })
    assert.equal((await air()).status, 409)
    const shown = await edit(peer, `GET broadcasts/${id}`)
    assert.deepEqual([shown['name'], shown['_status'], shown['plays']], ['On air', 'published', 1])
  })
})

it('tells mistakes in its options when Payload starts, without the secret', () => {
  const right = {
    address: 'https://patchbay.example/hooks/x',
    secret: `whsec_${'canary'.repeat(6)}`,
    collections: COLLECTIONS,
  }
  const config = { collections: [{ slug: 'episodes' }, { slug: 'shows' }] } as never
  const wrong: Record<string, [object, RegExp]> = {
    'no secret': [{ secret: undefined }, /whsec_/],
    'a secret of another form': [{ secret: 'canary' }, /whsec_/],
    'no address': [{ address: undefined }, /no address/],
    'an address of another kind': [{ address: 'file:///etc/canary' }, /http/],
    'a secret in the address': [{ address: 'https://x:canary@patchbay.example/' }, /no password/],
    'a token in the address': [{ address: 'https://patchbay.example/?token=canary' }, /no query/],
    'no collections': [{ collections: {} }, /names none/],
    'a collection that is not there': [{ collections: { songs: 'episode' } }, /no collection songs/],
    'a kind that is none': [{ collections: { episodes: 'song' } }, /one of episode, show/],
    'a door for everybody': [{ airing: { collection: 'episodes' } }, /mayWrite/],
  }
  for (const [what, [change, says]] of Object.entries(wrong)) {
    assert.throws(
      () => patchbay({ ...right, ...change })(config),
      (error: Error) => says.test(error.message) && !error.message.includes('canary'),
      what,
    )
  }
  assert.equal(patchbay({ ...right, disabled: true })(config), config)
})
