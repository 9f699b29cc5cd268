import type { ChannelModel, ConfirmChannel } from 'amqplib'
import type { Egress } from '../../kernel/egress/client.ts'
import { troubleOf } from '../../kernel/egress/trouble.ts'
import { CredentialsRefusedError, RejectedError } from '../../kernel/errors.ts'

/** LibreTime's RabbitMQ, by which its older application tells the playout what has changed. */
export interface PlayoutQueue {
  /**
   * Has the playout read its schedule, and forget nothing of what it plays. Resolves when the message lies in the
   * playout's own queue.
   * @throws CredentialsRefusedError, RejectedError `libretime/playout-not-listening`, `remote/…`
   */
  tell(signal: AbortSignal): Promise<void>
  /** Whether a playout listens; tells it nothing. @throws as `tell` */
  probe(signal: AbortSignal): Promise<void>
}

export interface QueueAccess {
  /** `amqp://host:5672` */
  url: URL
  user: string
  password: string
  vhost: string
}

interface Door {
  exchange: string
  key: string
}

/** Where a playout listens: since 4.5.0, and before. Both are gone when no playout runs. */
const DOORS: readonly Door[] = [
  { exchange: 'playout', key: '' },
  { exchange: 'airtime-pypo', key: 'foo' },
]
const MESSAGE = Buffer.from('{"event_type":"update_schedule"}')
const CONNECT_MS = 5000
const DEADLINE_MS = 15_000
const NO_SUCH_EXCHANGE = 404

export function playoutQueue(access: QueueAccess, egress: Egress): PlayoutQueue {
  const { host } = access.url
  const use = async (act: (broker: ChannelModel) => Promise<void>, signal: AbortSignal): Promise<void> => {
    const address = await egress.addressOf(access.url)
    const late = AbortSignal.timeout(DEADLINE_MS)
    const connecting = open(access, address)
    try {
      await unlessAborted(connecting.then(act), AbortSignal.any([signal, late]))
    } catch (error) {
      signal.throwIfAborted()
      throw problemIn(error, { host, isLate: late.aborted })
    } finally {
      // One that comes up too late is closed as well.
      connecting.then((broker) => broker.close()).catch(() => undefined)
    }
  }
  return {
    tell: (signal) => use((broker) => publish(broker, host), signal),
    probe: (signal) => use(async (broker) => void (await findDoor(broker, host)), signal),
  }
}

async function open({ url, user, password, vhost }: QueueAccess, address: string): Promise<ChannelModel> {
  const isSecure = url.protocol === 'amqps:'
  const port = Number(url.port) || (isSecure ? 5671 : 5672)
  // Loaded with the first queue: few have one, and every start would wait for it.
  const { connect } = await import('amqplib')
  const broker = await connect(
    { protocol: isSecure ? 'amqps' : 'amqp', hostname: address, port, username: user, password, vhost },
    { timeout: CONNECT_MS, servername: url.hostname },
  )
  // Whoever waits for an answer is told by its rejection.
  broker.on('error', () => undefined)
  return broker
}

async function publish(broker: ChannelModel, host: string): Promise<void> {
  const { channel, door } = await findDoor(broker, host)
  let isReturned = false
  channel.on('return', () => (isReturned = true))
  channel.publish(door.exchange, door.key, MESSAGE, { mandatory: true, contentType: 'text/plain' })
  await channel.waitForConfirms()
  if (isReturned) throw notListening(host)
}

async function findDoor(broker: ChannelModel, host: string): Promise<{ channel: ConfirmChannel; door: Door }> {
  for (const door of DOORS) {
    const channel = await broker.createConfirmChannel()
    channel.on('error', () => undefined)
    try {
      await channel.checkExchange(door.exchange)
      return { channel, door }
    } catch (error) {
      // Asking for one that is not there ends the channel.
      if ((error as { code?: unknown }).code !== NO_SUCH_EXCHANGE) throw error
    }
  }
  throw notListening(host)
}

const notListening = (host: string): RejectedError =>
  new RejectedError('libretime/playout-not-listening', { params: { host } })

function problemIn(error: unknown, { host, isLate }: { host: string; isLate: boolean }) {
  const said = error instanceof Error ? error.message : ''
  if (/ACCESS.REFUSED/.test(said)) return new CredentialsRefusedError('libretime/queue-refused', { params: { host } })
  // QUIRK(amqplib 2.3): what the broker gives as its reason to close during the opening is not handed on.
  if (said.startsWith('Expected ConnectionOpenOk; got <ConnectionClose'))
    return new RejectedError('libretime/queue-has-no-vhost', { params: { host } })
  return troubleOf(error, { host, method: 'POST', deadlineMs: DEADLINE_MS, isLate, answered: false })
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>()
  const abort = (): void => aborted.reject(signal.reason as Error)
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort)
  return Promise.race([work, aborted.promise]).finally(() => signal.removeEventListener('abort', abort))
}
