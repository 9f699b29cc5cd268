import { join } from 'node:path'
import { hashFilesWith } from '../../src/archive/intake/hash-files.ts'
import { type CheckDeps, checkIntegrity } from '../../src/archive/integrity/check-integrity.ts'
import { listFindings } from '../../src/archive/integrity/finding-store.ts'
import type { HashFiles } from '../../src/archive/ports.ts'
import { archiveSettings } from '../../src/archive/settings.ts'
import { setUpAttention } from '../../src/attention/setup.ts'
import type { Db } from '../../src/db/db.ts'
import type { JobContext } from '../../src/jobs/index.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { createBus } from '../../src/live/bus.ts'
import { openEventLog } from '../../src/live/event-log.ts'
import { createHashPool } from '../../src/media/hash.ts'
import type { Root } from '../../src/transfer/index.ts'
import { openTempSqlite } from '../../test/databases.ts'

const quiet = { debug() {}, info() {}, warn() {}, error() {} }

/** The check as a job does it, on a database of its own, over one folder. */
export async function openOurCheck({ folder, isReading }: { folder: string; isReading: boolean }) {
  const db = await openTempSqlite()
  const clock = systemClock
  const events = openEventLog({ db, clock, bus: createBus() })
  const { attention } = setUpAttention({ db, clock, events })
  const root: Root = { id: 1, name: 'archive', path: folder, marker: '', isRetired: false }
  const pools = { two: createHashPool(2), one: createHashPool(1) }
  const settings = archiveSettings.parse({})
  let jobs = 0
  const deps = (hashFiles: HashFiles) =>
    ({
      db,
      clock,
      attention,
      hashFiles,
      settings: () => settings,
      folders: { current: () => ({ archive: root }) },
      plans: { directionsUnderWay: async () => new Set() },
      roots: { requireOnline: async () => undefined },
    }) as unknown as CheckDeps
  return {
    /** Reads everything once. @returns how long it took, in ms, and how many files were read */
    async checkAll(threads: 'one' | 'two' = 'two'): Promise<{ ms: number; files: number; bytes: number }> {
      const read = hashFilesWith(pools[threads])
      const ends: (() => Promise<void>)[] = []
      // What was looked at in this very millisecond would count as done.
      await new Promise((resolve) => setTimeout(resolve, 2))
      const startedAt = performance.now()
      const check = checkIntegrity(deps(isReading || jobs === 0 ? read : await withoutReading(db, folder)))
      const result = await check({ archiveId: 1, scope: 'all', folder: '' }, contextOf(db, ++jobs, ends))
      for (const end of ends) await end()
      return { ms: performance.now() - startedAt, files: result.filesRead, bytes: result.bytesRead }
    },
    hashes: async (): Promise<{ path: string; sha256: string }[]> => {
      const rows = await db.read
        .selectFrom('archive_items')
        .select(['rel_path', 'sha256'])
        .orderBy('rel_path')
        .execute()
      return rows.map((row) => ({ path: row.rel_path, sha256: String(row.sha256) }))
    },
    findings: async (): Promise<string[]> => {
      const open = await listFindings(db.read, 1, { state: 'open', limit: 1000 })
      const rows = await db.read.selectFrom('archive_items').select(['id', 'rel_path']).execute()
      const pathOf = new Map(rows.map((row) => [row.id, row.rel_path]))
      return open.map(({ itemId }) => pathOf.get(itemId) ?? '').toSorted()
    },
    async [Symbol.asyncDispose]() {
      await pools.one[Symbol.asyncDispose]()
      await pools.two[Symbol.asyncDispose]()
      await db[Symbol.asyncDispose]()
    },
  }
}

/** What a job has of the engine; each check is a job of its own. */
function contextOf(db: Db, jobId: number, ends: (() => Promise<void>)[]): JobContext {
  return {
    jobId,
    runId: jobId,
    attempt: 1,
    actor: 'bench',
    signal: new AbortController().signal,
    log: quiet,
    clock: systemClock,
    progress() {},
    phase() {},
    commit: (work: Parameters<JobContext['commit']>[0]) => db.tx(work),
    finishWith: (work: Parameters<JobContext['finishWith']>[0]) => void ends.push(() => db.tx(work)),
  } as unknown as JobContext
}

/** The fault of a check that takes the hash on record for what it would have read. */
async function withoutReading(db: Awaited<ReturnType<typeof openTempSqlite>>, folder: string): Promise<HashFiles> {
  const rows = await db.read.selectFrom('archive_items').select(['rel_path', 'sha256', 'identity']).execute()
  const known = new Map(
    rows.map(({ rel_path, sha256, identity }) => [join(folder, rel_path), { sha256: String(sha256), identity }]),
  )
  return async (files) =>
    files.map(({ path }) => ({ kind: 'hashed' as const, sha256: '', identity: '', ...known.get(String(path)) }))
}
