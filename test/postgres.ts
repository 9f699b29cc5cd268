import { execFile, spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { memoryDisk } from './memory-disk.ts'

const run = promisify(execFile)
const NOBODY = 65534
const DEBIAN = '/usr/lib/postgresql'

/** The newest PostgreSQL binaries on this machine, or why there are none. */
export function findPostgres(): { bin: string; version: number } | { missing: string } {
  if (!existsSync(DEBIAN)) return { missing: `no PostgreSQL binaries in ${DEBIAN}` }
  const newest = readdirSync(DEBIAN).toSorted((a, b) => Number(b) - Number(a))[0]
  const bin = join(DEBIAN, String(newest), 'bin')
  return existsSync(join(bin, 'initdb')) ? { bin, version: Number(newest) } : { missing: `no initdb in ${bin}` }
}

export interface Cluster extends AsyncDisposable {
  /** Of the maintenance database; tests make their own databases beside it. */
  url: string
  /** `immediate` is a crash. */
  stop(mode: 'fast' | 'immediate'): Promise<void>
  start(): Promise<void>
}

/** A new database is hundreds of files. */
const ROOM_FOR_A_CLUSTER = 2 ** 30

/** Nothing is kept beyond the tests, and no database lives long enough to be tidied. */
const SETTINGS = [
  "listen_addresses=''",
  'max_connections=200',
  'fsync=off',
  'full_page_writes=off',
  'wal_level=minimal',
  'max_wal_senders=0',
  'autovacuum=off',
]

/** A private cluster on a unix socket in a temporary folder. PostgreSQL refuses to run as root, so root lends it `nobody`. */
export async function startPostgres(): Promise<Cluster> {
  const found = findPostgres()
  if ('missing' in found) throw new Error(found.missing)
  const folder = await mkdtemp(join(await memoryDisk(ROOM_FOR_A_CLUSTER), 'patchbay-pg-'))
  const asRoot = process.getuid?.() === 0
  const account = asRoot ? { uid: NOBODY, gid: NOBODY } : {}
  if (asRoot) await chown(folder, NOBODY, NOBODY)
  await chmod(folder, 0o700)
  const data = join(folder, 'data')
  const options = { ...account, cwd: folder, env: { ...process.env, LC_ALL: 'C', HOME: folder } }
  await run(join(found.bin, 'initdb'), ['-D', data, '-U', 'patchbay', '--auth=trust', '-N', '-E', 'UTF8'], options)
  const control = (args: string[]) =>
    new Promise<void>((resolve, reject) => {
      const child = spawn(join(found.bin, 'pg_ctl'), ['-D', data, '-w', ...args], { ...options, stdio: 'ignore' })
      child.on('error', reject)
      child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`pg_ctl ${args.join(' ')}: ${code}`))))
    })
  const start = () =>
    control([
      'start',
      '-l',
      join(folder, 'log'),
      '-o',
      `-k ${folder} ${SETTINGS.map((setting) => `-c ${setting}`).join(' ')}`,
    ])
  const stop = (mode: 'fast' | 'immediate') => control(['stop', '-m', mode])
  await start()
  return {
    url: `postgres://patchbay@/postgres?host=${encodeURIComponent(folder)}`,
    start,
    stop,
    async [Symbol.asyncDispose]() {
      await stop('immediate')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

let databases = 0

const HAS_STRATEGIES = 15
/** Half the time of the other way, where the disk is memory. */
function byFileCopy(): string {
  const found = findPostgres()
  return 'version' in found && found.version >= HAS_STRATEGIES ? 'strategy file_copy' : ''
}

/** @param template the database that the new one is a copy of; without one it is empty */
export async function createDatabase(
  clusterUrl: string,
  { name = `t_${process.pid}_${databases++}`, template = 'template0' } = {},
): Promise<{ url: string; drop: () => Promise<void> }> {
  const admin = async (statement: string) => {
    const client = new pg.Client({ connectionString: clusterUrl })
    await client.connect()
    try {
      await client.query(statement)
    } finally {
      await client.end()
    }
  }
  await admin(
    `create database ${name} encoding 'UTF8' lc_collate 'C' lc_ctype 'C' template ${template} ${byFileCopy()}`,
  )
  return {
    url: clusterUrl.replace('/postgres?', `/${name}?`),
    drop: () => admin(`drop database ${name} with (force)`),
  }
}
