import { statfs } from 'node:fs/promises'
import type { DoctorCheck, Finding } from '../../connections/index.ts'
import { type DatabaseFacts, readDatabaseFacts } from '../../db/database-facts.ts'
import type { DataPaths } from '../../db/data-paths.ts'
import type { Db } from '../../db/db.ts'
import { quickCheckApart } from '../../db/quick-check-apart.ts'
import type { Clock } from '../../kernel/clock.ts'
import { doubtful, well, wrong } from './finding.ts'
import { inTime } from './in-time.ts'

interface Deps {
  db: Db
  clock: Clock
  paths: DataPaths
  /** Null when all is well, else what is wrong, in the database's own words. */
  quickCheck: () => Promise<{ at: number; problem: string | null }>
}

/** How long a look waits for the quick check of a large database; it goes on behind it. */
const LONGEST_WAIT_MS = 8000
const MIB = 1 << 20
const LARGE_WAL_BYTES = 512 * MIB
/** A clock that was set back makes everything that is put off by time wait. */
const CLOCK_BACK_MS = 60_000

/** Whether the database answers, is whole, has room, and is not from the future. */
export function databaseCheck(deps: Deps): DoctorCheck {
  return {
    id: 'database',
    area: 'database',
    async run() {
      const facts = await readDatabaseFacts(deps.db, deps.paths.database)
      const { dialect } = deps.db
      const params = { kind: dialect, version: facts.version, migrations: facts.migrations, mb: megabytes(facts.bytes) }
      const findings = [...(await wholeness(deps, facts)), ...(await roomFor(deps, facts)), ...clockOf(deps, facts)]
      return [well('database', params), ...findings]
    },
  }
}

const megabytes = (bytes: number): number => Math.ceil(bytes / 1e6)

async function wholeness({ db, quickCheck }: Deps, { damagedPages }: DatabaseFacts): Promise<Finding[]> {
  if (db.dialect === 'postgres')
    return (damagedPages ?? 0) > 0 ? [wrong('database-pages-damaged', { count: damagedPages ?? 0 })] : []
  const checked = await inTime(quickCheck(), LONGEST_WAIT_MS)
  if (checked === undefined) return [well('database-being-checked')]
  return checked.problem === null
    ? [well('database-whole')]
    : [wrong('database-damaged', { problem: checked.problem.slice(0, 200) })]
}

async function roomFor({ db, paths }: Deps, { bytes, walBytes }: DatabaseFacts): Promise<Finding[]> {
  if (db.dialect === 'postgres') return []
  const { bavail, bsize } = await statfs(paths.folder)
  const freeBytes = bavail * bsize
  const needed = bytes + (walBytes ?? 0)
  return [
    ...(freeBytes < needed
      ? [wrong('database-no-room', { mb: megabytes(needed), freeMb: Math.floor(freeBytes / 1e6) })]
      : []),
    ...((walBytes ?? 0) > Math.max(LARGE_WAL_BYTES, bytes)
      ? [doubtful('database-wal-large', { mb: megabytes(walBytes ?? 0) })]
      : []),
  ]
}

function clockOf({ clock }: Deps, { newestEventAt }: DatabaseFacts): Finding[] {
  const aheadMs = (newestEventAt ?? 0) - clock.now()
  return aheadMs < CLOCK_BACK_MS ? [] : [wrong('clock-set-back', { minutes: Math.round(aheadMs / 60_000) })]
}

/** It reads the whole file, so an answer holds for an hour, and who asks meanwhile gets the same one. */
const CHECK_EVERY_MS = 3_600_000

export function rememberQuickCheck({ clock, file }: { clock: Clock; file: string }): Deps['quickCheck'] & Disposable {
  const stop = new AbortController()
  let known: { at: number; answer: ReturnType<Deps['quickCheck']> } | undefined
  const ask = async (): ReturnType<Deps['quickCheck']> => {
    try {
      const problem = await quickCheckApart(file, stop.signal)
      return { at: clock.now(), problem }
    } catch (error) {
      if (!stop.signal.aborted) known = undefined
      throw error
    }
  }
  const quickCheck: Deps['quickCheck'] = async () => {
    if (known === undefined || clock.now() - known.at > CHECK_EVERY_MS) known = { at: clock.now(), answer: ask() }
    const answer = await known.answer
    // What is wrong is looked at anew each time: somebody may be putting it right.
    if (answer.problem !== null) known = undefined
    return answer
  }
  return Object.assign(quickCheck, { [Symbol.dispose]: () => stop.abort(new Error('the server stops')) })
}
