import type { Audit } from '../access/index.ts'
import type { Attention } from '../attention/index.ts'
import type { DataFolder } from '../db/open-data-folder.ts'
import type { JobHooks } from '../jobs/ledger/ledger-tx.ts'
import { setUpJobs } from '../jobs/setup.ts'
import { systemClock } from '../kernel/clock.ts'
import type { LogBook } from '../kernel/log.ts'
import { say } from '../kernel/words.ts'
import type { LiveBus } from '../live/bus.ts'
import type { EventLog } from '../live/event-log.ts'
import type { AppConfig } from './app-config.ts'

/** Jobs of the network wait for others most of the time. */
const CONCURRENCY = { network: 8 }

export function openEngine(
  { data: { db }, config, logBook }: { data: DataFolder; config: AppConfig; logBook: LogBook },
  { events, bus, attention, audit }: { events: EventLog; bus: LiveBus; attention: Attention; audit: Audit },
) {
  return setUpJobs(
    { db, clock: systemClock, log: logBook.area('jobs'), events, bus },
    {
      isAlone: db.dialect === 'sqlite',
      concurrency: CONCURRENCY,
      redact: logBook.secrets.redact,
      retention: () => retentionOf(config),
      hooks: jobHooksOf(attention, audit),
    },
  )
}

/** A job during which the process died again and again waits for a person; who changed a schedule is written down. */
function jobHooksOf(attention: Attention, audit: Audit): JobHooks {
  return {
    quarantined: (tx, { jobId, kind, label, crashes }) =>
      attention.raise(tx, {
        cause: `job.quarantined:${jobId}`,
        code: 'job.quarantined',
        params: { job: say(`job.kind.${kind}`), label: label ?? '', crashes },
        severity: 'bad',
        subject: `job:${jobId}`,
        actions: [{ code: 'open-job', open: `/activity?job=${jobId}` }],
      }),
    released: (tx, jobId) => attention.resolve(tx, `job.quarantined:${jobId}`),
    scheduleChanged: (tx, { name, by, before, after }) =>
      audit.append(tx, {
        ...by,
        action: 'jobs.schedule.changed',
        subject: name,
        details: { before, after },
      }),
  }
}

const DAY_MS = 86_400_000

function retentionOf(config: AppConfig) {
  const { completed_days, failed_days } = config.get().server.history
  return { completedMs: completed_days * DAY_MS, failedMs: failed_days * DAY_MS }
}
