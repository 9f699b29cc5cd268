import { z } from 'zod'
import type { Db } from '../../db/db.ts'
import {
  countJobsOfKind,
  findJobOfKind,
  findLiveJob,
  type JobOfKind,
  listJobsOfKind,
  listResultsOfRun,
} from '../../jobs/index.ts'
import { RunArchive, runKey, SetAside, SortBatches, TakeBatch } from '../jobs.ts'
import type { ArchiveRun, RunLedger } from '../ports.ts'

const Steps = z.looseObject({ steps: z.array(z.string()) })

const Planned = z.object({ planId: z.number().int().nullish() })
/** What `SetAside`, `TakeBatch` and `SortBatches` give back. */
const StepResult = Planned.extend({ batches: z.array(Planned).default([]) })
const STEPS = [SetAside.kind, TakeBatch.kind, SortBatches.kind]

function toRun(job: JobOfKind): ArchiveRun {
  return {
    runId: job.jobId,
    state: job.state,
    steps: Steps.parse(JSON.parse(job.payload)).steps,
    actor: job.actor,
    createdAt: job.createdAt,
    finishedAt: job.finishedAt,
    error: job.error,
  }
}

export function createRunLedger(db: Db): RunLedger {
  return {
    list: async (page) => (await listJobsOfKind(db.read, RunArchive.kind, page)).map(toRun),
    count: () => countJobsOfKind(db.read, RunArchive.kind),
    async find(runId) {
      const job = await findJobOfKind(db.read, RunArchive.kind, runId)
      return job === undefined ? undefined : toRun(job)
    },
    async plansMadeBy(runId) {
      const results = (await listResultsOfRun(db.read, runId, STEPS)).map((text) => StepResult.parse(JSON.parse(text)))
      return results
        .flatMap(({ planId, batches }) => [planId, ...batches.map((batch) => batch.planId)])
        .flatMap((id) => id ?? [])
    },
    findActive: (archiveId) => findLiveJob(db.read, RunArchive.kind, runKey(archiveId)),
  }
}
