import type { EngineTables } from '../db/tables/engine.ts'
import { instant, instantOrNull, type Said } from '../kernel/contract.ts'
import type { Params } from '../kernel/errors.ts'
import { hasWords, say, sayCode } from '../kernel/words.ts'
import type { AttemptView, JobView, ProgressView, ScheduleView } from './contract.ts'
import type { JobRow } from './ledger/read.ts'
import { type ScheduleRow, timingOf } from './ledger/schedules.ts'
import { isFinished, UNTIL_ASKED_MS } from './model.ts'
import type { z } from 'zod'

/** What the screen says of a kind; kinds without words show as they are. */
export const titleOf = (kind: string): string => (hasWords(`job.kind.${kind}`) ? say(`job.kind.${kind}`) : kind)

interface Around {
  pausedQueues: ReadonlySet<string>
  /** Runs of which a job waits for a person. */
  askingRuns: ReadonlySet<number>
}

export function toJobView(row: JobRow, around: Around): JobView {
  const hasEnded = isFinished(row.state)
  return {
    jobId: row.id,
    runId: row.run_id ?? row.id,
    parentId: row.parent_id,
    kind: row.kind,
    title: titleOf(row.kind),
    label: row.label,
    queue: row.queue,
    state: row.state,
    because: becauseOf(row, around),
    error: errorOf(row.error_code, row.error_params),
    priority: row.priority,
    actor: row.actor,
    attempt: row.attempt,
    failures: row.failures,
    maxAttempts: row.max_attempts,
    crashes: row.crashes,
    children: { total: row.child_count, open: row.open_children, failed: row.failed_children },
    progress: progressOf(row.progress),
    createdAt: instant(row.created_at),
    runAt: isUntilAsked(row) ? null : instantOrNull(row.run_at),
    startedAt: instantOrNull(row.started_at),
    finishedAt: instantOrNull(row.finished_at),
    can: {
      cancel: !hasEnded,
      retry: hasEnded && row.state !== 'completed',
      prioritise: !hasEnded && row.state !== 'running',
    },
  }
}

export function errorOf(code: string | null, params: string | null): Said | null {
  return code === null ? null : sayCode(code, params === null ? {} : (JSON.parse(params) as Params))
}

/** It waits for a person: see `UNTIL_ASKED_MS`. */
const isUntilAsked = ({ run_at, created_at }: JobRow): boolean =>
  run_at !== null && run_at - created_at >= UNTIL_ASKED_MS

/** Every state in which a job waits has a cause that a person can read. */
function becauseOf(row: JobRow, { pausedQueues, askingRuns }: Around): Said | null {
  const because = (code: string, params: Params = {}): Said => {
    const key = `job.because.${code}`
    const said: Said = { code, params, text: say(key, params) }
    if (hasWords(`${key}.todo`)) said.todo = say(`${key}.todo`, params)
    return said
  }
  if (row.state === 'blocked') return because('blocked', { count: row.open_edges })
  if (row.state === 'scheduled')
    return isUntilAsked(row) ? because('person') : because('scheduled', { at: instantOrNull(row.run_at) })
  if (askingRuns.has(row.id)) return because('person')
  if (row.state === 'waiting') return because('children', { count: row.open_children })
  if (row.state === 'held') return heldBecause(row.hold ?? '', because)
  if (row.state !== 'ready') return null
  return pausedQueues.has(row.queue) ? because('paused', { queue: row.queue }) : because('ready', { queue: row.queue })
}

function heldBecause(hold: string, because: (code: string, params?: Params) => Said): Said {
  if (hold.startsWith('target:')) return because('target', { target: hold.slice('target:'.length) })
  if (hold.startsWith('serial:')) return because('serial', { key: hold.slice('serial:'.length) })
  return because('suspect')
}

function progressOf(progress: string | null): z.output<typeof ProgressView> | null {
  if (progress === null) return null
  const kept = JSON.parse(progress) as Omit<z.output<typeof ProgressView>, 'at'> & { at: number }
  return { ...kept, at: instant(kept.at) }
}

export const toAttemptView = (row: EngineTables['job_attempts']): z.output<typeof AttemptView> => ({
  attempt: row.attempt,
  startedAt: instant(row.started_at),
  endedAt: instant(row.ended_at),
  outcome: row.outcome,
  error: errorOf(row.error_code, row.error_params),
})

export const toScheduleView = (row: ScheduleRow): z.output<typeof ScheduleView> => ({
  scheduleId: row.id,
  name: row.name,
  kind: row.kind,
  title: titleOf(row.kind),
  ...timingOf(row),
  isChanged: row.own_cron !== null || row.own_time_zone !== null,
  defaultCron: row.cron,
  defaultTimeZone: row.time_zone,
  isEnabled: row.is_enabled === 1,
  nextAt: instantOrNull(row.next_at),
  lastAt: instantOrNull(row.last_at),
  lastJobId: row.last_job_id,
})
