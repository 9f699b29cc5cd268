import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const BIN = '/usr/lib/rabbitmq/bin'

/** Why no RabbitMQ can be started here; undefined when one can. */
export const rabbitmqMissing = (): string | undefined =>
  existsSync(join(BIN, 'rabbitmq-server')) ? undefined : `no RabbitMQ in ${BIN} (package rabbitmq-server)`

export interface Broker extends AsyncDisposable {
  /** Of the port of AMQP; user and password are both `guest`. */
  url: URL
  /** `rabbitmqctl`. */
  control(...args: string[]): Promise<void>
}

/** A private RabbitMQ in a temporary folder, on ports of its own. */
export async function startRabbitmq(): Promise<Broker> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-rabbitmq-'))
  const [port, distPort, epmdPort] = [await freePort(), await freePort(), await freePort()]
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
    RABBITMQ_PID_FILE: join(folder, 'pid'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
    RABBITMQ_CONFIG_FILE: join(folder, 'none'),
  }
  const control = async (...args: string[]): Promise<void> => void (await run(join(BIN, 'rabbitmqctl'), args, { env }))
  const server = spawn(join(BIN, 'rabbitmq-server'), { env, stdio: 'ignore' })
  const ended = new Promise((resolve) => server.once('exit', resolve))
  try {
    await control('wait', '--timeout', '60', join(folder, 'pid'))
    await control('await_startup')
  } catch (error) {
    server.kill('SIGKILL')
    throw error
  }
  return {
    url: new URL(`amqp://127.0.0.1:${port}`),
    control,
    async [Symbol.asyncDispose]() {
      await control('stop').catch(() => server.kill('SIGKILL'))
      await ended
      await run('epmd', ['-port', String(epmdPort), '-kill'], { env }).catch(() => undefined)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
