import type { Db } from '../db/db.ts'
import type { Clock } from '../kernel/clock.ts'
import { AppError } from '../kernel/errors.ts'
import type { Log } from '../kernel/log.ts'
import type { Names } from '../kernel/egress/names.ts'
import type { Attention } from '../attention/index.ts'
import type { EventLog } from '../live/event-log.ts'
import { noteTest } from './health.ts'
import { testConnection } from './ladder.ts'
import type { Connection, TestResult } from './model.ts'
import type { OpenConnections } from './open-connections.ts'
import { listConnections } from './store.ts'

export interface HealthKeeper extends AsyncDisposable {
  start(): void
  /** Tests one now, keeps and tells what came out. */
  test(connection: Connection, signal: AbortSignal): Promise<TestResult>
  /** What the last test of this process said of this version; fresher than what is kept when nothing changed. */
  lastOf(connection: Pick<Connection, 'connectionId' | 'version'>): TestResult | undefined
}

interface Deps {
  db: Db
  clock: Clock
  log: Log
  events: EventLog
  attention: Attention
  names: Names
  connections: OpenConnections
}

const EVERY_MS = 60_000
/** A service that restarts fails once; twice in a row is told. */
const FAILURES_TO_TELL = 2

export function createHealthKeeper(deps: Deps): HealthKeeper {
  const last = new Map<number, { version: number; result: TestResult }>()
  const failures = new Map<number, number>()
  const stop = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let round: Promise<void> = Promise.resolve()
  const look = async (connection: Connection, signal: AbortSignal): Promise<TestResult> => {
    const result = await testOne(deps, connection, signal)
    last.set(connection.connectionId, { version: connection.version, result })
    failures.set(connection.connectionId, result.isWell ? 0 : (failures.get(connection.connectionId) ?? 0) + 1)
    return result
  }
  const lookAtAll = async (): Promise<void> => {
    const all = await listConnections(deps.db.read)
    await Promise.all(
      all
        .filter(({ isEnabled }) => isEnabled)
        .map(async (connection) => {
          const result = await look(connection, stop.signal)
          const isNews = result.isWell || (failures.get(connection.connectionId) ?? 0) >= FAILURES_TO_TELL
          if (isNews) await noteTest(deps, connection, result)
        }),
    )
  }
  const goOn = (): void => {
    round = lookAtAll()
      .catch((error: unknown) => {
        if (!stop.signal.aborted) deps.log.error({ err: error }, 'Connections could not be looked at')
      })
      .finally(() => {
        if (!stop.signal.aborted) timer = setTimeout(goOn, EVERY_MS).unref()
      })
  }
  return {
    start: goOn,
    async test(connection, signal) {
      const result = await look(connection, signal)
      await noteTest(deps, connection, result)
      return result
    },
    lastOf({ connectionId, version }) {
      const known = last.get(connectionId)
      return known?.version === version ? known.result : undefined
    },
    async [Symbol.asyncDispose]() {
      stop.abort(new Error('the server is stopping'))
      clearTimeout(timer)
      await round
    },
  }
}

/** One that can't even be opened failed at its key. */
async function testOne(
  { connections, names, clock }: Deps,
  connection: Connection,
  signal: AbortSignal,
): Promise<TestResult> {
  const now = (): number => clock.now()
  try {
    return await testConnection(await connections.open(connection), { names, now, signal })
  } catch (error) {
    if (signal.aborted || !(error instanceof AppError)) throw error
    return unopened(error, now())
  }
}

/** A test that ended before its first step. */
export const unopened = ({ code, params }: AppError, at: number): TestResult => ({
  at,
  isWell: false,
  rungs: [{ id: 'key', state: 'failed', code, params, tookMs: null }],
})
