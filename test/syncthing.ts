import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { findProgram } from '../src/kernel/find-program.ts'

const run = promisify(execFile)

/** Why no Syncthing can be started here; undefined when one can. */
export const syncthingMissing = (): string | undefined =>
  findProgram('syncthing') === undefined ? 'no syncthing on PATH (package syncthing)' : undefined

/** One running Syncthing, with its home in a temporary folder, that speaks to the loopback only. */
export interface SyncthingNode {
  /** Of its API, without a slash at the end. */
  readonly url: string
  readonly key: string
  readonly deviceId: string
  /** Of its `config.xml`. */
  readonly home: string
  /** The folder that is shared, on its side; absolute. */
  readonly folder: string
  /** A call of its API past the connector. @returns the JSON, or the text where it is none */
  ask(method: string, path: string, body?: unknown): Promise<unknown>
  /** Ends its process and starts it again later with what it knew. */
  stop(): Promise<void>
  start(): Promise<void>
}

export interface SyncthingPair extends AsyncDisposable {
  /** The side of Patchbay. */
  readonly a: SyncthingNode
  /** The peer. */
  readonly b: SyncthingNode
  readonly folderId: string
  /** B takes the folder that A shares, when it was not accepted from the start. */
  accept(): Promise<void>
  /** Waits until A sees B connected, or not. */
  untilConnected(isConnected?: boolean): Promise<void>
}

export interface PairOptions {
  /** Where A has the folder; a temporary one unless said. */
  folderA?: string
  /** Of A: what is added there is sent (`sendreceive`, `sendonly`) or not. */
  type?: 'sendonly' | 'sendreceive' | 'receiveonly'
  /** Whether A has the folder and the device B, and whether B took it. */
  isShared?: boolean
  isAccepted?: boolean
  /** Of B's folder. */
  peer?: Readonly<Record<string, unknown>>
}

const FOLDER_ID = 'batches'
const READY_MS = 30_000
const POLL_MS = 50

/** Two real Syncthings that know each other and share one folder, a connected pair within seconds. */
export async function openSyncthingPair(options: PairOptions = {}): Promise<SyncthingPair> {
  const { isShared = true, isAccepted = isShared, type = 'sendonly' } = options
  const home = await mkdtemp(join(tmpdir(), 'patchbay-syncthing-'))
  await using stack = new AsyncDisposableStack()
  stack.defer(() => rm(home, { recursive: true, force: true, maxRetries: 5 }))
  const folders = { a: options.folderA ?? join(home, 'a', 'shared'), b: join(home, 'b', 'shared') }
  // Both have come to an end, good or bad, before one is left: whatever has started is stopped.
  const started = await Promise.allSettled(
    (['a', 'b'] as const).map((name) => startNode({ name, home: join(home, name), folder: folders[name] })),
  )
  const nodes = started.flatMap((one) => (one.status === 'fulfilled' ? [stack.use(one.value)] : []))
  const failed = started.find((one) => one.status === 'rejected')
  const [a, b] = nodes
  if (a === undefined || b === undefined) throw failed?.reason
  await introduce(b, a)
  const share = (node: Node, other: Node, more: object) => shareFolder(node, other, { ...more })
  const accept = () => share(b, a, { type: 'receiveonly', ...options.peer })
  const untilConnected = (isConnected = true) =>
    until(
      async () => {
        const { connections } = (await a.ask('GET', 'system/connections')) as {
          connections: Record<string, { connected: boolean }>
        }
        return (connections[b.deviceId]?.connected ?? false) === isConnected
      },
      `A sees B ${isConnected ? 'connected' : 'gone'}`,
    )
  if (isShared) {
    await introduce(a, b)
    await share(a, b, { type })
  }
  if (isAccepted) await accept()
  if (isShared) await untilConnected()
  const running = stack.move()
  return {
    a,
    b,
    folderId: FOLDER_ID,
    accept,
    untilConnected,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

interface Node extends SyncthingNode, AsyncDisposable {
  readonly listen: string
}

async function startNode({ name, home, folder }: { name: string; home: string; folder: string }): Promise<Node> {
  await mkdir(folder, { recursive: true })
  const program = findProgram('syncthing')
  if (program === undefined) throw new Error(syncthingMissing())
  const env = { ...process.env, HOME: home, STNODEFAULTFOLDER: '1', STNOUPGRADE: '1' }
  await run(program, ['generate', `--home=${home}`], { env })
  const [gui, port] = [await freePort(), await freePort()]
  const [key, listen] = [`key-of-${name}`, `tcp://127.0.0.1:${port}`]
  await writeConfig(join(home, 'config.xml'), { gui: `127.0.0.1:${gui}`, key, listen })
  let child: ChildProcess | undefined
  const ask = (method: string, path: string, body?: unknown) => askNode({ url, key }, { method, path, body })
  const url = `http://127.0.0.1:${gui}`
  const start = async (): Promise<void> => {
    const log = openSync(join(home, 'log'), 'a')
    child = spawn(program, ['serve', `--home=${home}`, '--no-browser', '--no-restart'], {
      env,
      stdio: ['ignore', log, log],
    })
    closeSync(log)
    await until(async () => ((await ask('GET', 'system/ping')) as { ping?: string }).ping === 'pong', `${name} answers`)
  }
  const stop = async (): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
  }
  const { myID } = await start()
    .then(() => ask('GET', 'system/status') as Promise<{ myID: string }>)
    .catch(async (error: unknown) => {
      await stop()
      throw error
    })
  return { url, key, deviceId: myID, home, folder, listen, ask, start, stop, [Symbol.asyncDispose]: stop }
}

/** Nothing of it may leave the loopback, and nothing waits for the network. */
async function writeConfig(file: string, given: { gui: string; key: string; listen: string }): Promise<void> {
  const options = {
    globalAnnounceEnabled: 'false',
    localAnnounceEnabled: 'false',
    relaysEnabled: 'false',
    natEnabled: 'false',
    crashReportingEnabled: 'false',
    startBrowser: 'false',
    urAccepted: '-1',
    autoUpgradeIntervalH: '0',
    reconnectionIntervalS: '2',
  }
  const before = await readFile(file, 'utf8')
  const without = before.replace(/\s*<listenAddress>[^<]*<\/listenAddress>/g, '')
  const after = Object.entries(options).reduce(
    (text, [name, value]) => text.replace(new RegExp(`<${name}>[^<]*</${name}>`), `<${name}>${value}</${name}>`),
    without
      .replace('<options>', `<options>\n        <listenAddress>${given.listen}</listenAddress>`)
      .replace(/(<gui[^>]*>\s*<address>)[^<]*/, `$1${given.gui}`)
      .replace(/<apikey>[^<]*/, `<apikey>${given.key}`),
  )
  await writeFile(file, after)
}

async function askNode(
  { url, key }: { url: string; key: string },
  { method, path, body }: { method: string; path: string; body: unknown },
): Promise<unknown> {
  const answer = await fetch(`${url}/rest/${path}`, {
    method,
    headers: { 'x-api-key': key },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

async function introduce(node: Node, other: Node): Promise<void> {
  const defaults = (await node.ask('GET', 'config/defaults/device')) as object
  const { deviceId: deviceID, listen } = other
  const name = other.home.endsWith('a') ? 'this server' : 'the peer'
  await node.ask('PUT', `config/devices/${deviceID}`, { ...defaults, deviceID, name, addresses: [listen] })
}

async function shareFolder(node: Node, other: Node, more: object): Promise<void> {
  const defaults = (await node.ask('GET', 'config/defaults/folder')) as object
  await node.ask('PUT', `config/folders/${FOLDER_ID}`, {
    ...defaults,
    id: FOLDER_ID,
    label: 'Batches',
    path: node.folder,
    devices: [{ deviceID: node.deviceId }, { deviceID: other.deviceId }],
    rescanIntervalS: 0,
    fsWatcherEnabled: false,
    ...more,
  })
}

/** @throws when it stays untrue for long; an error counts as not yet */
export async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
  const lateAt = Date.now() + READY_MS
  let last: unknown
  while (Date.now() < lateAt) {
    try {
      if (await isSo()) return
    } catch (error) {
      last = error
    }
    await wait(POLL_MS)
  }
  throw new Error(`waited in vain: ${what}`, { cause: last })
}

/**
 * Below those that the system hands out by itself: it is listened at a moment later, and one of those may be anybody's by
 * then.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000)
    const server = createServer().listen(port, '127.0.0.1')
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    )
    await new Promise((resolve) => void server.close(resolve))
    if (isFree) return port
  }
}
