import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const SERVER = join(dirname(fileURLToPath(import.meta.url)), 'server.ts')
const START_MS = 60_000

export interface RealPayload extends AsyncDisposable {
  readonly url: string
  readonly startedInMs: number
  /** The end of what it logged. */
  said(): string
}

/** What our plugin is told. */
export interface PluginGiven {
  address: string
  secret: string
  collections: Readonly<Record<string, 'episode' | 'show'>>
  /** Of whose role the key must be. */
  airing: { collection: string; role: string }
  timeoutMs?: number
}

/** A real Payload with an empty database of its own. @param modules where its packages are */
export async function startRealPayload(modules: string, plugin?: PluginGiven): Promise<RealPayload> {
  const startedAt = performance.now()
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-payload-db-'))
  const more = plugin === undefined ? [] : [JSON.stringify(plugin)]
  const child = spawn(process.execPath, [SERVER, modules, join(folder, 'payload.db'), ...more], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // Its tables are made in development only.
    env: { ...process.env, NODE_ENV: 'development' },
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-20_000)))
  const closed = new Promise<void>((resolve) => void child.once('close', () => resolve()))
  const dispose = async (): Promise<void> => {
    child.stdin.end()
    child.kill()
    await closed
    await rm(folder, { recursive: true, force: true })
  }
  const late = setTimeout(() => child.kill('SIGKILL'), START_MS)
  try {
    const url = await Promise.race([addressSaidBy(child.stdout), closed.then(() => undefined)])
    if (url === undefined) throw new Error(`Payload did not start: ${said}`)
    const startedInMs = Math.round(performance.now() - startedAt)
    return { url, startedInMs, said: () => said, [Symbol.asyncDispose]: dispose }
  } catch (error) {
    await dispose()
    throw error
  } finally {
    clearTimeout(late)
  }
}

/** Its own progress is written to the same place. */
async function addressSaidBy(stream: NodeJS.ReadableStream): Promise<string | undefined> {
  return new Promise((resolve) => {
    createInterface({ input: stream }).on('line', (line) => {
      const url = /^\{"url":"(.*)"\}$/.exec(line)?.[1]
      if (url !== undefined) resolve(url)
    })
  })
}
