import { archiveRoutes, type RunView, type StepName } from '../../archive/contract.ts'
import { figureRoutes } from '../../archive/figures/contract.ts'
import { workflowRoutes } from '../../archive/workflow/contract.ts'
import { type JobView, jobRoutes } from '../../jobs/contract.ts'
import { isFinished } from '../../jobs/model.ts'
import { say } from '../../kernel/words.ts'
import type { Ask } from '../alias.ts'
import { fileFigures } from './views.ts'

/** Which jobs a step of the workflow consists of. */
const JOBS_OF_STEP: Readonly<Record<StepName, readonly string[]>> = {
  dedup: ['archive.scan', 'archive.aside'],
  batch: ['archive.take'],
  sync: ['archive.start-syncs'],
  sort: ['archive.sort'],
  cleanup: ['archive.clean'],
}

const RUNS_LOOKED_AT = 20

export interface Workflow {
  running: boolean
  last: RunView | undefined
}

export async function workflowOf(ask: Ask): Promise<Workflow> {
  const { items } = await ask(archiveRoutes.routes.listRuns, { query: { limit: RUNS_LOOKED_AT } })
  return {
    running: items.some(({ finishedAt }) => finishedAt === null),
    last: items.find(({ finishedAt }) => finishedAt !== null),
  }
}

export async function runResult(ask: Ask, run: RunView) {
  const { jobs } = await ask(jobRoutes.routes.getRun, { params: { jobId: run.runId } })
  const steps = run.steps.map((name) =>
    stepResult(
      name,
      jobs.filter(({ kind }) => JOBS_OF_STEP[name].includes(kind)),
    ),
  )
  return {
    started_at: run.createdAt,
    finished_at: run.finishedAt ?? run.createdAt,
    steps,
    errors: steps.filter(({ status }) => status === 'error').map(({ name, message }) => `${name}: ${message ?? ''}`),
  }
}

function stepResult(name: StepName, jobs: readonly JobView[]) {
  const bad = jobs.find(({ state }) => state === 'failed' || state === 'quarantined')
  const cancelled = jobs.find(({ state }) => state === 'cancelled')
  const untroubled = jobs.length === 0 ? ('skipped' as const) : ('completed' as const)
  const status = bad ? ('error' as const) : cancelled ? ('warning' as const) : untroubled
  const told = bad ?? cancelled
  const data = { job_ids: jobs.map(({ jobId }) => jobId) }
  return {
    name,
    status,
    message: told?.error?.text ?? null,
    data,
  }
}

/** How far the newest look at the intake is, or what it found. */
export async function dedupStatus(ask: Ask) {
  // The job first: what it found is all there once it is seen to have ended.
  const { items } = await ask(jobRoutes.routes.listJobs, { query: { kind: 'archive.scan', limit: 1 } })
  const [job] = items
  const { total, byStatus } = fileFigures((await ask(archiveRoutes.routes.getOverview, {})).states)
  const running = job !== undefined && !isFinished(job.state)
  const waiting = byStatus['NEW'] ?? 0
  return {
    running,
    total_files: running ? (job.progress?.total ?? total) : total,
    processed_files: running ? (job.progress?.current ?? total - waiting) : total - waiting,
    duplicate_files: byStatus['DUPLICATE'] ?? 0,
    error: job?.error?.text ?? null,
    last_processed: job?.progress?.message ?? null,
  }
}

/** A run that goes step by step, if one waits. It waits for as long as it takes. */
export async function debugOf(ask: Ask) {
  const { pauses } = await ask(figureRoutes.routes.getFigures, {})
  const [pause] = pauses
  return {
    enabled: pause !== undefined,
    waiting: pause !== undefined,
    current_step: pause?.next ?? null,
    last_step: pause?.done ?? null,
    history: [],
    note: pause === undefined ? say('pipeline.no-debug') : null,
    settings: { auto_advance: pause === undefined, step_timeout_sec: 0 as const },
  }
}

/** Lets the run that waits go on. @returns whether there was one */
export async function advance(ask: Ask): Promise<boolean> {
  const { pauses } = await ask(figureRoutes.routes.getFigures, {})
  const [pause] = pauses
  if (pause === undefined) return false
  await ask(workflowRoutes.routes.goOn, { params: { runId: pause.runId }, body: {} })
  return true
}
