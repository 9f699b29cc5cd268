import type { DoctorCheck, Finding } from '../../connections/index.ts'
import type { Db } from '../../db/db.ts'
import { type JobTrouble, readJobTrouble } from '../../jobs/index.ts'
import type { Clock } from '../../kernel/clock.ts'
import { say } from '../../kernel/words.ts'
import { doubtful, well, wrong } from './finding.ts'

const MINUTE_MS = 60_000
/** Nothing of the queue runs, and yet the job at its front waits. */
const NOT_STARTED_MS = 2 * MINUTE_MS
/** Others of the queue run, but the front does not come on. */
const BEHIND_MS = 60 * MINUTE_MS
/** The longest pause between two words of a job that works. */
const SILENT_MS = 60 * MINUTE_MS

/** Whether jobs come on, and what holds them up. */
export function jobsCheck({ db, clock, isWell }: { db: Db; clock: Clock; isWell: () => boolean }): DoctorCheck {
  return {
    id: 'jobs',
    area: 'jobs',
    async run() {
      const now = clock.now()
      const findings = findJobTrouble(await readJobTrouble(db.read, now - SILENT_MS), now)
      const all = isWell() ? findings : [wrong('jobs-not-running'), ...findings]
      return all.length > 0 ? all : [well('jobs')]
    },
  }
}

const minutes = (ms: number): number => Math.round(ms / MINUTE_MS)

export function findJobTrouble({ queues, silent, shut, quarantined }: JobTrouble, now: number): Finding[] {
  return [
    ...queues.flatMap((queue) => queueTrouble(queue, now)),
    ...silent.map(({ jobId, kind, since }) =>
      doubtful('job-silent', { jobId, job: say(`job.kind.${kind}`), minutes: minutes(now - since) }),
    ),
    ...shut.map(({ target }) => doubtful('target-shut', { target })),
    ...(quarantined > 0 ? [wrong('jobs-quarantined', { count: quarantined })] : []),
  ]
}

function queueTrouble({ name, isPaused, waiting, running, frontSince }: JobTrouble['queues'][number], now: number) {
  if (frontSince === null) return []
  const waitedMs = now - frontSince
  const params = { queue: name, count: waiting, minutes: minutes(waitedMs) }
  if (isPaused) return [doubtful('queue-paused', params)]
  if (running === 0 && waitedMs > NOT_STARTED_MS) return [wrong('queue-stands', params)]
  return waitedMs > BEHIND_MS ? [doubtful('queue-behind', params)] : []
}
