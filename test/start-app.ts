import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, compose } from '../src/compose.ts'
import { type AppClient, appClient } from './app-client.ts'
import { migratedSqlite } from './databases.ts'

export interface TestApp extends AppClient, AsyncDisposable {
  app: App
  /** Everything that was logged. */
  logLines: string[]
  /** Stops it and starts it again on the same folder. This object then speaks with the new one. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export interface AppOptions {
  /** Content of `patchbay.yaml`; null when there is nothing yet, as for a newcomer. */
  yaml?: string | null
  env?: Record<string, string>
}

/** Files lie still for a second only; everything else is as for a newcomer. */
export const QUICK = 'archive:\n  intake:\n    settle_sec: 1\n'

/** Nothing is looked at, and nothing moves, unless somebody asks for it. */
export const BY_HAND = `${QUICK}    mode: review\n    watch: false\n`

/** Looks at the intake, as a person would, until everything in it lies still. */
export async function lookUntilStill(app: TestApp): Promise<void> {
  for (;;) {
    const { status, text } = await app.cli('POST', 'api/v1/archive/runs', { steps: ['dedup'] })
    if (status !== 202) throw new Error(text)
    await app.settled()
    const items = [...(await app.items()).values()]
    if (items.length > 0 && items.every(({ state }) => state !== 'arriving')) return
  }
}

async function writeDatabase(dataFolder: string): Promise<void> {
  await mkdir(dataFolder)
  await writeFile(join(dataFolder, 'patchbay.db'), await migratedSqlite())
}

/** The whole server in this process, on a free port and a temporary data folder. */
export async function startApp(options: AppOptions = {}): Promise<TestApp> {
  const place = await mkdtemp(join(tmpdir(), 'patchbay-app-'))
  const dataFolder = join(place, 'data')
  const configFile = join(place, 'patchbay.yaml')
  if (options.yaml !== null) await writeFile(configFile, options.yaml ?? QUICK)
  const isOnFiles = options.env?.['PATCHBAY_DATABASE_URL'] === undefined
  if (options.yaml !== null && isOnFiles) await writeDatabase(dataFolder)
  const logLines: string[] = []
  const start = (): Promise<App> =>
    compose({
      env: { ...options.env, PATCHBAY_PORT: '0' },
      dataFolder,
      configFile,
      terminal: { write: (text) => void logLines.push(text), form: 'json' },
    })
  const clientOf = (app: App): AppClient =>
    appClient({ address: app.address, dataFolder, setupCode: async () => String(app.access.setupCode?.code) })
  let app: App | undefined = await start()
  const stop = async (): Promise<void> => {
    await app?.[Symbol.asyncDispose]()
    app = undefined
  }
  const test: TestApp = {
    ...clientOf(app),
    app,
    logLines,
    stop,
    async restart() {
      await stop()
      app = await start()
      Object.assign(test, clientOf(app), { app })
    },
    async [Symbol.asyncDispose]() {
      await stop()
      await rm(place, { recursive: true, force: true })
    },
  }
  return test
}

/** Where `startApp` keeps the configuration of a server. */
export const configFileOf = ({ dataFolder }: Pick<AppClient, 'dataFolder'>): string =>
  join(dataFolder, '../patchbay.yaml')
