import assert from 'node:assert/strict'
import { createServer, type AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { type ChannelModel, connect } from 'amqplib'
import { createEgress, type Egress } from '../../kernel/egress/client.ts'
import { AppError } from '../../kernel/errors.ts'
import { type Broker, rabbitmqMissing, startRabbitmq } from '../../../test/rabbitmq.ts'
import { playoutQueue, type QueueAccess } from './playout-queue.ts'

const VHOST = '/libretime'
const GUEST = { user: 'guest', password: 'guest', vhost: VHOST }
const never = new AbortController().signal

let egress: Egress
before(() => (egress = createEgress()))
after(() => egress[Symbol.asyncDispose]())

const codeOf = async (promise: Promise<void>): Promise<string> => {
  try {
    await promise
    return 'done'
  } catch (error) {
    return error instanceof AppError ? error.code : String(error)
  }
}

describe('the playout’s queue at a real RabbitMQ', { skip: rabbitmqMissing() ?? false }, () => {
  let broker: Broker
  before(async () => {
    broker = await startRabbitmq()
  })
  after(() => broker[Symbol.asyncDispose]())

  const queue = (access: Partial<QueueAccess> = {}) => playoutQueue({ url: broker.url, ...GUEST, ...access }, egress)
  const ask = async (access?: Partial<QueueAccess>): Promise<[string, string]> => [
    await codeOf(queue(access).probe(never)),
    await codeOf(queue(access).tell(never)),
  ]

  /** Binds a queue as LibreTime's playout does. */
  async function listen([exchange, type, key]: readonly [string, string, string]): Promise<
    { heard: string[] } & AsyncDisposable
  > {
    const model: ChannelModel = await connect({
      hostname: broker.url.hostname,
      port: Number(broker.url.port),
      username: 'guest',
      password: 'guest',
      vhost: VHOST,
    })
    const channel = await model.createChannel()
    await channel.assertExchange(exchange, type, { durable: true, autoDelete: true })
    await channel.assertQueue('pypo-fetch', { durable: true, autoDelete: true })
    await channel.bindQueue('pypo-fetch', exchange, key)
    const heard: string[] = []
    await channel.consume('pypo-fetch', (message) => {
      if (message !== null) heard.push(`${message.properties.contentType} ${message.content.toString()}`)
    })
    return { heard, [Symbol.asyncDispose]: () => model.close() }
  }

  for (const { since, door } of [
    { since: '4.5', door: ['playout', 'fanout', ''] as const },
    { since: '4.3', door: ['airtime-pypo', 'direct', 'foo'] as const },
  ]) {
    it(`reaches the playout of LibreTime ${since}, with the very message of its older application`, async () => {
      await using playout = await listen(door)
      assert.deepEqual(await ask(), ['done', 'done'])
      for (let tries = 0; tries < 100 && playout.heard.length === 0; tries++) await wait(50)
      assert.deepEqual(playout.heard, ['text/plain {"event_type":"update_schedule"}'])
    })
  }

  it('says that no playout listens, whether its exchange is gone or only its queue', async () => {
    const nobody = 'libretime/playout-not-listening'
    assert.deepEqual(await ask(), [nobody, nobody])
    const model = await connect({ hostname: '127.0.0.1', port: Number(broker.url.port), vhost: VHOST })
    const channel = await model.createChannel()
    await channel.assertExchange('playout', 'fanout', { durable: true, autoDelete: false })
    assert.equal(await codeOf(queue().tell(never)), nobody)
    await channel.deleteExchange('playout')
    await model.close()
  })

  it('tells a wrong password and a wrong vhost from each other', async () => {
    assert.deepEqual(await ask({ password: 'other' }), ['libretime/queue-refused', 'libretime/queue-refused'])
    assert.deepEqual(await ask({ vhost: '/other' }), ['libretime/queue-has-no-vhost', 'libretime/queue-has-no-vhost'])
  })
})

it('says why when there is no RabbitMQ: nobody, a web server, or one that stays silent', async () => {
  const access = (port: number): QueueAccess => ({ url: new URL(`amqp://127.0.0.1:${port}`), ...GUEST })
  const web = createServer((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  const silent = createServer()
  for (const server of [web, silent]) await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const portOf = (server: typeof web): number => (server.address() as AddressInfo).port
  const stop = new AbortController()
  setTimeout(() => stop.abort(new Error('stopped')), 300)
  assert.equal(await codeOf(playoutQueue(access(portOf(silent)), egress).probe(stop.signal)), 'Error: stopped')
  assert.equal(await codeOf(playoutQueue(access(portOf(web)), egress).tell(never)), 'remote/broken-off')
  silent.close()
  web.close()
  assert.equal(await codeOf(playoutQueue(access(1), egress).probe(never)), 'remote/refused')
})
