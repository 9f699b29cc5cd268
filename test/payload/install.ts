import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export const VERSION = '3.90.2'
const PACKAGES = [`payload@${VERSION}`, `@payloadcms/db-sqlite@${VERSION}`, 'graphql@16.15.0']
/** 136 packages, 204 MB: outside of the repository, and kept for the next time. */
const FOLDER = join(tmpdir(), `patchbay-payload-${VERSION}`)
const LOCK = `${FOLDER}.lock`
const INSTALL_MS = 8 * 60_000
/** A lock that is older was left behind by an installer that is gone. */
const LOCK_MS = INSTALL_MS + 60_000
const LOOK_MS = 500
const MOST_SAID = 200

export type Found = { folder: string } | { reason: string }

/** The packages of a real Payload, when they are there. */
export function findPayload(): Found {
  return existsSync(join(FOLDER, 'node_modules', 'payload'))
    ? { folder: FOLDER }
    : { reason: `Payload ${VERSION} is not installed; npm run e2e -- payload installs it` }
}

/** The same, from the registry when they are not there. */
export async function installPayload(say: (line: string) => void): Promise<Found> {
  if ('folder' in findPayload()) return findPayload()
  await takeLock()
  try {
    // Another installer may have been faster.
    if ('folder' in findPayload()) return findPayload()
    say(`installs ${PACKAGES.join(' ')} into ${FOLDER}`)
    const reason = await install()
    return reason === undefined ? findPayload() : { reason }
  } finally {
    await rmdir(LOCK)
  }
}

async function takeLock(): Promise<void> {
  for (;;) {
    try {
      return await mkdir(LOCK)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const takenAt = await stat(LOCK).then(
      ({ mtimeMs }) => mtimeMs,
      () => Date.now(),
    )
    if (Date.now() - takenAt > LOCK_MS) await rmdir(LOCK).catch(() => undefined)
    else await sleep(LOOK_MS)
  }
}

/** Into a folder beside, which takes its name only when it is complete. @returns why not */
async function install(): Promise<string | undefined> {
  const beside = `${FOLDER}.new`
  await rm(beside, { recursive: true, force: true })
  await mkdir(beside, { recursive: true })
  await writeFile(join(beside, 'package.json'), '{ "private": true, "type": "module" }\n')
  const failure = await run(
    'npm',
    ['install', '--no-audit', '--no-fund', '--save-exact', '--ignore-scripts', ...PACKAGES],
    beside,
  )
  if (failure !== undefined) {
    await rm(beside, { recursive: true, force: true })
    return `Payload ${VERSION} could not be installed: ${failure}`
  }
  await rm(FOLDER, { recursive: true, force: true })
  await rename(beside, FOLDER)
  return undefined
}

function run(program: string, args: readonly string[], cwd: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const isWindows = process.platform === 'win32'
    const child = spawn(program, args, {
      cwd,
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: INSTALL_MS,
      shell: isWindows,
    })
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(0, MOST_SAID)))
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code) =>
      resolve(code === 0 ? undefined : said.replaceAll(/\s+/g, ' ').trim() || `exit code ${code}`),
    )
  })
}
