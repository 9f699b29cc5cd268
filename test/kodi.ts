import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { findProgram } from '../src/kernel/find-program.ts'

export interface KodiRoot {
  path: string
  holds: 'movies' | 'tvshows'
}

export interface RealKodi extends AsyncDisposable {
  url: string
  username: string
  password: string
}

/** Why a real Kodi can't be started here; undefined when it can. */
export function missingForKodi(): string | undefined {
  const missing = ['kodi', 'xvfb-run', 'xauth'].filter((name) => findProgram(name) === undefined)
  return missing.length === 0 ? undefined : `a real Kodi needs ${missing.join(', ')} (packages kodi, xvfb, xauth)`
}

const USERNAME = 'kodi'
const PASSWORD = 'pass:word'
const PATIENCE_MS = 60_000
const LOOK_MS = 250
/** Kodi 20. */
const VIDEOS = '.kodi/userdata/Database/MyVideos121.db'

const settingsXml = (port: number): string =>
  `<settings version="2">${Object.entries({
    'services.webserver': true,
    'services.webserverport': port,
    'services.webserverauthentication': true,
    'services.webserverusername': USERNAME,
    'services.webserverpassword': PASSWORD,
    'services.esenabled': false,
    'services.zeroconf': false,
    'general.addonupdates': 2,
    'videolibrary.updateonstartup': false,
  })
    .map(([id, value]) => `<setting id="${id}">${value}</setting>`)
    .join('')}</settings>`

const sourcesXml = (roots: readonly KodiRoot[]): string =>
  `<sources><video>${roots
    .map(({ path, holds }) => `<source><name>${holds}</name><path pathversion="1">${path}/</path></source>`)
    .join('')}</video></sources>`

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** A Kodi of its own, without sound or screen, that takes films and series by their NFO files from real folders. */
export async function startKodi(roots: readonly KodiRoot[]): Promise<RealKodi> {
  const home = await mkdtemp(join(tmpdir(), 'patchbay-kodi-'))
  const userdata = join(home, '.kodi/userdata')
  const port = await freePort()
  await mkdir(userdata, { recursive: true })
  await writeFile(join(userdata, 'guisettings.xml'), settingsXml(port))
  await writeFile(join(userdata, 'sources.xml'), sourcesXml(roots))
  const child = spawn('xvfb-run', ['-a', '-s', '-screen 0 640x360x24 +extension GLX', 'kodi', '--standalone'], {
    cwd: home,
    env: { ...process.env, HOME: home, LIBGL_ALWAYS_SOFTWARE: '1' },
    detached: true,
    stdio: 'ignore',
  })
  const url = `http://127.0.0.1:${port}`
  const stop = async (): Promise<void> => {
    await ask(url, 'Application.Quit').catch(() => undefined)
    await ended(child)
    await rm(home, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    await answers(url)
    setContents(join(home, VIDEOS), roots)
  } catch (error) {
    await stop()
    throw error
  }
  return { url, username: USERNAME, password: PASSWORD, [Symbol.asyncDispose]: stop }
}

export async function ask(url: string, method: string, params: object = {}): Promise<unknown> {
  const answer = await fetch(new URL('jsonrpc', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Basic ${btoa(`${USERNAME}:${PASSWORD}`)}` },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  })
  const { result, error } = (await answer.json()) as { result?: unknown; error?: unknown }
  if (error !== undefined) throw new Error(JSON.stringify(error))
  return result
}

async function answers(url: string): Promise<void> {
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += LOOK_MS) {
    const said = await ask(url, 'JSONRPC.Ping').catch(() => undefined)
    if (said === 'pong') return
    await wait(LOOK_MS)
  }
  throw new Error('Kodi did not answer')
}

/** What a root holds is asked by Kodi's own screens only, so it is written where they write it. */
function setContents(file: string, roots: readonly KodiRoot[]): void {
  if (!existsSync(file)) throw new Error(`this Kodi keeps its videos elsewhere than in ${VIDEOS}`)
  const db = new Database(file)
  const insert = db.prepare(
    `insert into path(strPath, strContent, strScraper, scanRecursive, useFolderNames, strSettings, noUpdate, exclude)
     values(?, ?, 'metadata.local', ?, ?, '', 0, 0)`,
  )
  for (const { path, holds } of roots)
    insert.run(`${path}/`, holds, holds === 'movies' ? 2_147_483_647 : 0, holds === 'movies' ? 1 : 0)
  db.close()
}

const QUITS_MS = 10_000

async function ended(child: ChildProcess): Promise<void> {
  const gone = new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('exit', () => resolve())
  })
  await Promise.race([gone, wait(QUITS_MS, undefined, { ref: false })])
  try {
    // Its whole group: the screen that it drew on, too.
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    // All of it has ended.
  }
}
