import type { Db } from '../../../db/db.ts'
import { listJobsOfKind } from '../../../jobs/index.ts'
import { isFinished } from '../../../jobs/model.ts'
import { AppError } from '../../../kernel/errors.ts'
import { sayError } from '../../../kernel/words.ts'
import { ImportInbox } from '../jobs.ts'
import type { Inbox } from '../model.ts'
import { countVerdicts } from './begin-episodes.ts'
import type { HydrationSummary } from './contract.ts'
import type { EpisodeFile } from './matching/judge-files.ts'
import type { Hydration } from './model.ts'
import { listHydrationsOfRun } from './store.ts'
import { toHydrationView } from './views.ts'

/** Runs of other inboxes may lie between. */
const LOOKED_AT = 200

async function newestRun(db: Db, inboxId: number): Promise<{ runId: number; isRunning: boolean } | undefined> {
  const runs = await listJobsOfKind(db.read, ImportInbox.kind, { limit: LOOKED_AT })
  const run = runs.find(({ payload }) => ImportInbox.payload.parse(JSON.parse(payload)).inboxId === inboxId)
  return run === undefined ? undefined : { runId: run.jobId, isRunning: !isFinished(run.state) }
}

const countOf = (files: readonly Hydration[], state: Hydration['state']): number =>
  files.filter((file) => file.state === state).length

/** @param judge looks at what lies there now; what it throws is said, and hides nothing of the run */
export async function summaryOf(
  db: Db,
  { inboxId }: Inbox,
  judge: () => Promise<readonly EpisodeFile[]>,
): Promise<HydrationSummary> {
  const run = await newestRun(db, inboxId)
  const files = run === undefined ? [] : await listHydrationsOfRun(db.read, run.runId)
  const now = await judge().catch((error: unknown) => {
    if (error instanceof AppError) return error
    throw error
  })
  const judged = now instanceof AppError ? [] : now
  const lying = countVerdicts(judged)
  return {
    inboxId,
    runId: run?.runId ?? null,
    isRunning: run?.isRunning ?? false,
    counts: {
      verified: countOf(files, 'verified'),
      failed: countOf(files, 'failed'),
      working: countOf(files, 'working'),
      ready: lying.ready,
      waiting: lying.waiting,
      unmatched: lying.unmatched,
      ambiguous: lying.ambiguous,
      ineligible: lying.ineligible,
      leftOut: lying['left-out'] + lying['no-audio'] + lying['left-alone'] + lying.empty,
    },
    files: files.map(toHydrationView),
    problem: now instanceof AppError ? sayError(now) : null,
  }
}
