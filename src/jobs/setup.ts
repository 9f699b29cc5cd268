import type { BoundRoute } from '../kernel/routes.ts'
import { createLiveSecrets } from '../kernel/redact.ts'
import { createJobs, type JobsDeps } from './create-jobs.ts'
import type { JobContract } from './define-job.ts'
import type { Jobs } from './jobs.ts'
import type { JobHooks } from './ledger/ledger-tx.ts'
import { jobsRoutesOf } from './routes.ts'
import type { Retention } from './worker/janitor.ts'
import { identifyProcess, type ProcessIdentity } from './worker/process-identity.ts'

export interface JobsSettings {
  /** Jobs at a time by queue, in this process; 4 where nothing is said. */
  concurrency?: Readonly<Record<string, number>>
  /** The caller holds the lock of the data folder, so no other process works on this ledger. */
  isAlone?: boolean
  hooks?: JobHooks
  /** Kinds that must have a handler at start even when none of their jobs waits. */
  kinds?: readonly JobContract[]
  /** Read each time; 30 days for what completed, 90 for the rest. */
  retention?: () => Retention
  /** Takes secrets out of the messages of unknown errors. */
  redact?: (text: string) => string
  /** Silence after which another machine may take the jobs; 30 s. */
  leaseMs?: number
  /** How often it is looked for what fell through; 30 s. */
  reconcileEveryMs?: number
  random?: () => number
  identity?: ProcessIdentity
}

const DAY_MS = 24 * 60 * 60_000
const DEFAULT_CONCURRENCY = 4
const KEPT: Retention = { completedMs: 30 * DAY_MS, failedMs: 90 * DAY_MS }

export interface JobsSetUp extends AsyncDisposable {
  jobs: Jobs
  routes: BoundRoute[]
  /** Jobs that run in this process, by queue. */
  health(): { isWell: boolean; running: Readonly<Record<string, number>> }
}

/** Builds the engine; it works from `jobs.start()` on. Disposing it stops it without grace. */
export function setUpJobs(deps: JobsDeps, settings: JobsSettings = {}): JobsSetUp {
  const redact = settings.redact ?? createLiveSecrets().redact
  const room = createJobs(deps, {
    hooks: settings.hooks ?? {},
    kinds: settings.kinds ?? [],
    identity: settings.identity ?? identifyProcess(),
    isAlone: settings.isAlone ?? false,
    leaseMs: settings.leaseMs ?? 30_000,
    concurrencyOf: (queue) => settings.concurrency?.[queue] ?? DEFAULT_CONCURRENCY,
    reconcileEveryMs: settings.reconcileEveryMs ?? 30_000,
    retention: settings.retention ?? (() => KEPT),
    judge: { random: settings.random ?? Math.random, redact: (text) => redact(text) },
  })
  return {
    jobs: room.jobs,
    routes: jobsRoutesOf({ ...deps, room }),
    health: () => room.engine.health(),
    [Symbol.asyncDispose]: () => room.engine[Symbol.asyncDispose](),
  }
}
