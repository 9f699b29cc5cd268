import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { connect } from 'amqplib'

const run = promisify(execFile)
const BIN = '/usr/lib/rabbitmq/bin'

/** Why no RabbitMQ can be started here; undefined when one can. */
export const rabbitmqMissing = (): string | undefined =>
  existsSync(join(BIN, 'rabbitmq-server')) ? undefined : `no RabbitMQ in ${BIN} (package rabbitmq-server)`

export interface Broker extends AsyncDisposable {
  /** Of the port of AMQP; user and password are both `guest`. */
  url: URL
}

/** Commands for RabbitMQ start an Erlang of their own each time: what it shall have is written down for its start instead. */
const CONFIGURATION = 'default_vhost = /libretime\n'
const READY_MS = 60_000

/** A private RabbitMQ in a temporary folder, on ports of its own, with the vhost `/libretime`. */
export async function startRabbitmq(): Promise<Broker> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-rabbitmq-'))
  const [port, distPort, epmdPort] = [await freePort(), await freePort(), await freePort()]
  await writeFile(join(folder, 'rabbitmq.conf'), CONFIGURATION)
  const env = {
    ...process.env,
    HOME: folder,
    ERL_EPMD_PORT: String(epmdPort),
    RABBITMQ_NODENAME: `patchbay${port}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distPort),
    RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '+S 1:1 +sbwt none',
  }
  // A group of its own: the script starts Erlang as a child.
  const server = spawn(join(BIN, 'rabbitmq-server'), { env, stdio: 'ignore', detached: true })
  const ended = once(server, 'exit')
  const url = new URL(`amqp://127.0.0.1:${port}`)
  const end = async (): Promise<void> => {
    process.kill(-Number(server.pid), 'SIGKILL')
    await ended
    await endMapper(env)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await untilReady(url)
  } catch (error) {
    await end()
    throw error
  }
  return { url, [Symbol.asyncDispose]: end }
}

/** The daemon by which Erlang's nodes find each other refuses to end before it has heard that the node is gone. */
async function endMapper(env: NodeJS.ProcessEnv): Promise<void> {
  for (let tries = 0; tries < 20; tries++) {
    const { stdout } = await run('epmd', ['-port', String(env['ERL_EPMD_PORT']), '-kill'], { env }).catch(() => ({
      stdout: '',
    }))
    if (stdout.startsWith('Killed')) return
    await wait(100)
  }
}

async function untilReady(url: URL): Promise<void> {
  const deadline = Date.now() + READY_MS
  for (;;) {
    try {
      const broker = await connect({ hostname: url.hostname, port: Number(url.port), vhost: '/libretime' })
      return await broker.close()
    } catch (error) {
      if (Date.now() > deadline) throw error
      await wait(200)
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
