import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SERVER_COMMAND } from '../src/cli/server-command.ts'
import { type AppClient, appClient } from './app-client.ts'
import { QUICK } from './start-app.ts'

export interface SpawnOptions {
  /** Made, and removed at the end, unless named. */
  dataFolder?: string
  /** Content of `patchbay.yaml` beside a folder that is made. */
  yaml?: string
  /** Beside the data folder unless named. */
  configFile?: string
  env?: Record<string, string>
  /** Further ones of the server's command line. */
  args?: readonly string[]
  /** Started by this instead, with node's command line behind it: `['unshare', '-m']`. */
  wrapper?: readonly string[]
}

export interface SpawnedApp extends AppClient, AsyncDisposable {
  child: ChildProcess
  setupCode: string | undefined
  /** What it wrote to its terminal so far. */
  output(): string
  /** @returns the exit code, null when it was killed */
  end(signal: NodeJS.Signals): Promise<number | null>
}

export type Spawned = { kind: 'serving'; app: SpawnedApp } | { kind: 'ended'; exitCode: number | null; output: string }

/** Starts it as `npm start` does and waits until it serves or has ended. */
export async function trySpawnApp(options: SpawnOptions = {}): Promise<Spawned> {
  const place = options.dataFolder === undefined ? await mkdtemp(join(tmpdir(), 'patchbay-spawn-')) : undefined
  const dataFolder = options.dataFolder ?? join(String(place), 'data')
  if (place !== undefined) await writeFile(join(place, 'patchbay.yaml'), options.yaml ?? QUICK)
  const [command = process.execPath, ...args] = [
    ...(options.wrapper ?? []),
    process.execPath,
    ...SERVER_COMMAND,
    '--data',
    dataFolder,
    '--config',
    options.configFile ?? join(dataFolder, '../patchbay.yaml'),
    ...(options.args ?? []),
  ]
  const child = spawn(command, args, {
    env: { ...cleanEnvironment(), PATCHBAY_PORT: '0', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const chunks: string[] = []
  const output = (): string => chunks.join('')
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  const address = new Promise<string>((resolve) => {
    const hear = (text: Buffer): void => {
      chunks.push(text.toString())
      const found = /https?:\/\/[\w.:[\]]+\/(?=\s)/.exec(output())
      if (found !== null) resolve(found[0])
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
  })
  const came = await Promise.race([address, ended.then((exitCode) => ({ exitCode }))])
  if (typeof came !== 'string') {
    if (place !== undefined) await rm(place, { recursive: true, force: true })
    return { kind: 'ended', exitCode: came.exitCode, output: output() }
  }
  const setupCode = /\b[A-Z0-9]{4}(-[A-Z0-9]{4})+\b/.exec(output())?.[0]
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal)
    return ended
  }
  const app: SpawnedApp = {
    ...appClient({ address: came, dataFolder, setupCode: async () => String(setupCode) }),
    child,
    setupCode,
    output,
    end,
    async [Symbol.asyncDispose]() {
      await end('SIGTERM')
      if (place !== undefined) await rm(place, { recursive: true, force: true })
    },
  }
  return { kind: 'serving', app }
}

export async function spawnApp(options: SpawnOptions = {}): Promise<SpawnedApp> {
  const spawned = await trySpawnApp(options)
  if (spawned.kind === 'ended') throw new Error(`the server ended with ${spawned.exitCode}:\n${spawned.output}`)
  return spawned.app
}

function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('PATCHBAY_') && name !== 'NODE_TEST_CONTEXT'),
  )
}
