import assert from 'node:assert/strict'
import { it } from 'node:test'
import { onEachDatabase } from '../../test/databases.ts'
import { startTestHttp } from '../../test/start-http.ts'
import type { Db } from '../db/db.ts'
import { LimitedError, RejectedError, UnavailableError } from '../kernel/errors.ts'
import type { NewEvent } from '../live/model.ts'
import type { AlertKind } from './model.ts'
import { openAlertsWorld } from '../../test/alerts-world.ts'

const MINUTE_MS = 60_000

const filmAdded: AlertKind = {
  kind: 'library.title-added',
  area: 'library',
  events: ['library.title.added'],
  fields: ['name'],
  filters: ['libraryIds'],
  example: { params: { name: 'The Salt Road (2019)' }, severity: 'info' },
  read: ({ data = {} }) => ({
    params: { name: String(data['name']) },
    severity: 'info',
    libraryId: Number(data['libraryId'] ?? 1),
  }),
}

const film = (name: string, libraryId = 1): NewEvent => ({
  kind: 'library.title.added',
  actor: 'system',
  subject: `library.title:${name}`,
  data: { name, libraryId },
})

async function open(db: Db, settings: Record<string, unknown> = {}) {
  const world = await openAlertsWorld(db, settings)
  world.room.catalogue.add(filmAdded)
  const server = await startTestHttp({ db, clock: world.clock, routes: world.routes })
  const cookie = await server.claim()
  const call = async (method: string, path: string, { body, etag }: { body?: unknown; etag?: string } = {}) =>
    server.call(method, `api/v1/${path}`, {
      cookie,
      ...(body === undefined ? {} : { body }),
      ...(etag === undefined ? {} : { headers: { 'if-match': etag } }),
    })
  await world.start()
  const channel = async (name: string, mode?: 'now' | 'loud' | 'digest'): Promise<[number, number]> => {
    const connectionId = await world.add(name)
    const added = await call('POST', 'alerts/channels', { body: { connectionId } })
    assert.equal(added.status, 201, added.text)
    const channelId = added.json['channelId'] as number
    if (mode !== undefined) await world.rule({ channelId, kind: 'library.title-added', mode })
    return [channelId, connectionId]
  }
  return {
    ...world,
    call,
    channel,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await world[Symbol.asyncDispose]()
    },
  }
}

onEachDatabase('alerts', (openDb) => {
  it('tells at once what is on, in the channels that want it, and nothing of what was before', async () => {
    await using db = await openDb()
    await using world = await open(db)
    await world.say(film('Before'))
    await world.settle()
    const [, discord] = await world.channel('Discord', 'now')
    const [, mail] = await world.channel('Mail')
    const heard = new Promise<void>((resolve) => (world.fake(discord).heard = resolve))
    await world.say(film('The Salt Road (2019)'))
    // Nobody calls the listener: the event itself wakes it.
    await heard
    await world.engine.jobs.idle()
    const [message] = world.fake(discord).sent
    assert.equal(message?.title, 'The Salt Road (2019)')
    assert.deepEqual(
      message?.items.map(({ text }) => text),
      ['Film or episode added'],
    )
    assert.deepEqual([world.fake(discord).sent.length, world.fake(mail).sent.length], [1, 0])
  })

  it('tells 22 things within a minute in three messages, all of them, also where each was to be told now', async () => {
    await using db = await openDb()
    await using world = await open(db)
    const [, digest] = await world.channel('Digest', 'digest')
    const [, now] = await world.channel('Now', 'now')
    const names = Array.from({ length: 22 }, (_one, index) => `Episode ${index + 1}`)
    for (const name of names) {
      await world.say(film(name))
      await world.settle()
      world.clock.advance(2500)
      await world.settle()
    }
    world.clock.advance(15 * MINUTE_MS)
    await world.settle()
    const told = (connectionId: number): string[] =>
      world
        .fake(connectionId)
        .sent.flatMap(({ title, items }) => (items.length === 1 ? [title] : items.map(({ text }) => text)))
    assert.deepEqual(told(digest), names)
    assert.equal(world.fake(digest).sent.length, 2, 'when 20 wait, and 15 minutes later')
    assert.equal(world.fake(digest).sent[0]?.title, '20 films or episodes added')
    assert.deepEqual(told(now), names)
    assert.ok(world.fake(now).sent.length <= 3, String(world.fake(now).sent.length))
  })

  it('lets only loud messages through in quiet hours, and tells the rest when they end', async () => {
    await using db = await openDb()
    await using world = await open(db, { quiet_from: '23:00', quiet_until: '06:30' })
    const [, now] = await world.channel('Now', 'now')
    const [, loud] = await world.channel('Loud', 'loud')
    const [, digest] = await world.channel('Digest', 'digest')
    world.clock.advance(11.5 * 60 * MINUTE_MS)
    await world.say(film('At night'))
    await world.settle()
    const sent = () => [now, loud, digest].map((one) => world.fake(one).sent.length)
    assert.deepEqual(sent(), [0, 1, 0])
    world.clock.advance(6 * 60 * MINUTE_MS)
    await world.settle()
    assert.deepEqual(sent(), [0, 1, 0])
    world.clock.advance(61 * MINUTE_MS)
    await world.settle()
    assert.deepEqual(sent(), [1, 1, 1])
  })

  it('switches a channel off when its receiver is gone, gives up what waits, and says so elsewhere', async () => {
    await using db = await openDb()
    await using world = await open(db)
    const [gone, webhook] = await world.channel('Webhook', 'now')
    const [, other] = await world.channel('Other')
    world.fake(webhook).failures.push(new RejectedError('messages/gone', { params: { host: 'h', status: 410 } }))
    await world.say(film('One'))
    await world.settle()
    const { json } = await world.call('GET', `alerts/channels/${gone}`)
    assert.equal(json['isEnabled'], false)
    assert.match(JSON.stringify(json['off']), /is no more \(410\)/)
    await world.say(film('Two'))
    await world.settle()
    world.clock.advance(60 * MINUTE_MS)
    await world.settle()
    assert.deepEqual(world.fake(webhook).sent, [])
    assert.deepEqual(
      world.fake(other).sent.map(({ title }) => title),
      ['A channel for alerts was switched off'],
    )
    const { json: cards } = await world.call('GET', 'attention')
    assert.match(JSON.stringify(cards), /alerts\.channel-off/)
    const on = await world.call('PATCH', `alerts/channels/${gone}`, {
      body: { isEnabled: true },
      etag: String(json['etag']),
    })
    assert.equal(on.json['off'], null)
    const { json: after } = await world.call('GET', 'attention')
    assert.doesNotMatch(JSON.stringify(after), /alerts\.channel-off/)
  })

  it('waits as long as the service says, tries again what did not arrive, and never sends twice what may have', async () => {
    await using db = await openDb()
    await using world = await open(db)
    const [, discord] = await world.channel('Discord', 'now')
    const fake = world.fake(discord)
    fake.failures.push(
      new LimitedError('messages/too-many', { retryAfterMs: 2000 }),
      new UnavailableError('remote/refused', { params: { host: 'h' } }),
    )
    await world.say(film('One'))
    await world.settle()
    assert.deepEqual(fake.sent, [])
    for (let minute = 0; minute < 5; minute++) {
      world.clock.advance(MINUTE_MS)
      await world.settle()
    }
    assert.equal(fake.sent.length, 1)
    fake.failures.push(new UnavailableError('remote/broken-off', { params: { host: 'h', problem: 'ECONNRESET' } }))
    await world.say(film('Two'))
    await world.settle()
    for (let minute = 0; minute < 30; minute++) {
      world.clock.advance(MINUTE_MS)
      await world.settle()
    }
    assert.equal(fake.sent.length, 1)
    const { json } = await world.call('GET', 'alerts/messages')
    const [newest] = json['items'] as { state: string }[]
    assert.equal(newest?.state, 'uncertain')
  })

  it('tells of nothing in a loop: not of its own jobs, nor a channel of its own connection or cards', async () => {
    await using db = await openDb()
    await using world = await open(db)
    const [channelId, connectionId] = await world.channel('Discord')
    for (const kind of ['everywhere.job-failed', 'everywhere.delivery-refused', 'everywhere.connection-fails'])
      await world.rule({ channelId, kind, mode: 'now' })
    const refusal = (): RejectedError => new RejectedError('messages/refused', { params: { host: 'h', said: 'no' } })
    world.fake(connectionId).failures.push(refusal(), refusal(), refusal(), refusal())
    await world.db.tx((tx) =>
      world.attention.raise(tx, {
        cause: 'backup',
        code: 'backup-failed',
        severity: 'bad',
        subject: 'backup',
        actions: [],
      }),
    )
    await world.settle()
    await world.db.tx((tx) =>
      world.attention.raise(tx, {
        cause: `connection.failing:${connectionId}`,
        code: 'connection.failing',
        params: { name: 'Discord', errorCode: 'remote/refused' },
        severity: 'bad',
        subject: `connection:${connectionId}`,
        actions: [],
      }),
    )
    await world.say({
      kind: 'job.failed',
      actor: 'system',
      subject: 'job:9',
      runId: 9,
      jobId: 9,
      data: { kind: 'alerts.send', label: 'x' },
    })
    await world.settle()
    assert.equal(world.fake(connectionId).failures.length, 3, 'one message was tried')
    const { json } = await world.call('GET', 'alerts/messages')
    assert.equal((json['items'] as unknown[]).length, 1)
    const { json: cards } = await world.call('GET', 'attention')
    assert.match(JSON.stringify(cards), /alerts\.refused/)
  })

  it('tells an event once in a channel, by the most special kind that is on', async () => {
    await using db = await openDb()
    await using world = await open(db)
    const [channelId, connectionId] = await world.channel('Discord')
    await world.rule({ channelId, kind: 'archive.root-missing', mode: 'loud' })
    await world.db.tx((tx) =>
      world.attention.raise(tx, {
        cause: 'root:1',
        code: 'root-offline.empty',
        params: { name: 'Films', path: '/f' },
        severity: 'bad',
        subject: 'root:1',
        actions: [{ code: 'open-settings', open: '/settings' }],
      }),
    )
    await world.settle()
    const { sent } = world.fake(connectionId)
    assert.deepEqual(
      sent.map(({ title, isLoud, items }) => [title, isLoud, items[0]?.kind]),
      [['The folder “Films” is empty.', true, 'archive.root-missing']],
    )
  })

  it('narrows by library, writes a text of one’s own, and says where such a text is wrong', async () => {
    await using db = await openDb()
    await using world = await open(db)
    const [channelId, connectionId] = await world.channel('Discord')
    const rule = `alerts/channels/${channelId}/rules/library.title-added`
    const filters = { libraryIds: [2] }
    const wrong = await world.call('PUT', rule, { body: { mode: 'now', template: 'New:\n {{nmae}}!' } })
    assert.deepEqual([wrong.status, wrong.json['code']], [422, 'alerts/unknown-word'])
    assert.match(wrong.text, /line 2, column 2/)
    const open_ = await world.call('PUT', rule, { body: { mode: 'now', template: 'New: {{name' } })
    assert.deepEqual([open_.status, open_.json['code']], [422, 'alerts/open-brace'])
    const set = await world.call('PUT', rule, { body: { mode: 'now', filters, template: 'New: {{ name }}!' } })
    assert.equal(set.status, 200, set.text)
    await world.say(film('Other {{name}}', 1), film('Own {{name}}', 2))
    await world.settle()
    assert.deepEqual(
      world.fake(connectionId).sent.map(({ title }) => title),
      ['New: Own {{name}}!'],
    )
  })

  it('says what a rule would have told of the last day, and sends a test that is marked as one', async () => {
    await using db = await openDb()
    await using world = await open(db)
    const [channelId, connectionId] = await world.channel('Discord')
    for (let hour = 0; hour < 6; hour++) {
      await world.say(film(`A ${hour}`), film(`B ${hour}`), film(`C ${hour}`))
      world.clock.advance(60 * MINUTE_MS)
    }
    const preview = async (mode: string) => {
      const body = { kind: 'library.title-added', mode }
      const { json } = await world.call('POST', `alerts/channels/${channelId}/preview`, { body })
      return [json['events'], json['messages'], json['title']]
    }
    assert.deepEqual(await preview('digest'), [18, 6, '3 films or episodes added'])
    assert.deepEqual(await preview('loud'), [18, 18, 'C 5'])
    assert.deepEqual(world.fake(connectionId).sent, [])
    const test = await world.call('POST', `alerts/channels/${channelId}/test`, {
      body: { kind: 'library.title-added' },
    })
    assert.equal(test.status, 202, test.text)
    await world.settle()
    assert.deepEqual(
      world.fake(connectionId).sent.map(({ title }) => title),
      ['Test: The Salt Road (2019)'],
    )
  })

  it('is verified where the service can be asked, and tells whom it refused among several', async () => {
    await using db = await openDb()
    await using world = await open(db)
    const [, mail] = await world.channel('Mail', 'now')
    const [, discord] = await world.channel('Discord', 'now')
    world.fake(discord).canAsk = true
    world.fake(mail).refused.push({ receiver: 'desk2@…', status: 550, said: 'mailbox unknown' })
    await world.say(film('One'))
    await world.settle()
    const { json } = await world.call('GET', 'alerts/messages')
    const items = json['items'] as { channelName: string; state: string; refused: unknown[] }[]
    assert.deepEqual(items.map(({ channelName, state, refused }) => [channelName, state, refused.length]).toSorted(), [
      ['Discord', 'verified', 0],
      ['Mail', 'sent', 1],
    ])
  })

  it('goes on where it was left after a stop, and plans nothing twice', async () => {
    await using db = await openDb()
    let connectionId: number
    {
      await using world = await open(db)
      ;[, connectionId] = await world.channel('Discord', 'now')
      await world.say(film('One'))
      await world.settle()
      assert.equal(world.fake(connectionId).sent.length, 1)
    }
    const later = await openAlertsWorld(db)
    await using _later = later
    later.room.catalogue.add(filmAdded)
    await later.say(film('While nobody listened'))
    await later.start()
    await later.settle()
    const rows = await db.read.selectFrom('alerts_messages').select('title').orderBy('id').execute()
    assert.deepEqual(rows.map(({ title }) => title).slice(0, 1), ['One'])
    const waiting = await db.read.selectFrom('alerts_waiting').select('item').execute()
    assert.equal(rows.length + waiting.length, 2)
  })
})
