import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type DataPaths, dataPaths } from '../db/data-paths.ts'
import { isFolderLocked, readRunning, type RunningServer } from '../db/folder-lock.ts'
import { RejectedError, UnavailableError } from '../kernel/errors.ts'
import { SERVER_COMMAND } from './server-command.ts'

const LOOK_EVERY_MS = 50
/** A start may have to back up and migrate a large database first. */
const START_WITHIN_MS = 120_000
/** The server's own grace is 8 s. */
const STOP_WITHIN_MS = 30_000

export interface StartWish {
  dataFolder: string
  configFile: string | undefined
  env: Readonly<Record<string, string | undefined>>
}

/** The server that holds the data folder now; undefined when none does. */
export function findServer(dataFolder: string): RunningServer | undefined {
  const paths = dataPaths(dataFolder)
  return isFolderLocked(paths) ? readRunning(paths) : undefined
}

/**
 * Starts a server that outlives this process, and waits until it listens.
 * @throws RejectedError `cli/start-failed` with its last words; UnavailableError `cli/start-too-slow`
 */
export async function startServer(wish: StartWish): Promise<RunningServer> {
  const paths = dataPaths(wish.dataFolder)
  mkdirSync(paths.logs, { recursive: true, mode: 0o750 })
  const outFile = join(paths.logs, 'start.out')
  const child = spawnServer(wish, outFile)
  const server = await waitUntilListening(child, paths, outFile)
  child.unref()
  return server
}

function spawnServer(wish: StartWish, outFile: string): ChildProcess {
  const args = [
    ...SERVER_COMMAND,
    '--data',
    wish.dataFolder,
    ...(wish.configFile === undefined ? [] : ['--config', wish.configFile]),
  ]
  const out = openSync(outFile, 'w', 0o600)
  try {
    const env = { ...process.env, ...wish.env }
    return spawn(process.execPath, args, { detached: true, stdio: ['ignore', out, out], env })
  } finally {
    closeSync(out)
  }
}

async function waitUntilListening(child: ChildProcess, paths: DataPaths, outFile: string): Promise<RunningServer> {
  const until = Date.now() + START_WITHIN_MS
  while (Date.now() < until) {
    const running = readRunning(paths)
    if (running?.pid === child.pid && running?.address != null) return running
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new RejectedError('cli/start-failed', { params: { words: wordsIn(outFile), file: outFile } })
    }
    await wait(LOOK_EVERY_MS)
  }
  throw new UnavailableError('cli/start-too-slow', { params: { seconds: START_WITHIN_MS / 1000, file: outFile } })
}

/** The one-time code of an installation that nobody has claimed yet. */
export function readSetupCode(dataFolder: string): string | undefined {
  const file = join(dataPaths(dataFolder).keys, 'setup-code')
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n')[0] : undefined
}

/** What was meant for people: not the lines of the log. */
function wordsIn(outFile: string): string {
  return readFileSync(outFile, 'utf8')
    .split('\n')
    .filter((line) => !line.startsWith('{') && line.trim() !== '')
    .slice(-20)
    .join('\n')
}

/**
 * Asks the server to end and waits until it let go of the data folder.
 * @returns what ran, or undefined when nothing did
 * @throws UnavailableError `cli/stop-too-slow`; with `isForced` it is killed then
 */
export async function stopServer(
  dataFolder: string,
  options: { isForced: boolean },
): Promise<RunningServer | undefined> {
  const server = findServer(dataFolder)
  if (server === undefined) return undefined
  // The lock is held, so the process that wrote the note lives and its id can't be another's.
  process.kill(server.pid, 'SIGTERM')
  if (await isGone(dataFolder, STOP_WITHIN_MS)) return server
  if (!options.isForced) {
    throw new UnavailableError('cli/stop-too-slow', { params: { pid: server.pid, seconds: STOP_WITHIN_MS / 1000 } })
  }
  process.kill(server.pid, 'SIGKILL')
  await isGone(dataFolder, STOP_WITHIN_MS)
  return server
}

async function isGone(dataFolder: string, withinMs: number): Promise<boolean> {
  const paths = dataPaths(dataFolder)
  const until = Date.now() + withinMs
  while (Date.now() < until) {
    if (!isFolderLocked(paths)) return true
    await wait(LOOK_EVERY_MS)
  }
  return false
}
