import { z } from 'zod'
import type { Db } from '../../db/db.ts'
import { countJobsOfKind, findJobOfKind, findLiveJob, type JobOfKind, listJobsOfKind } from '../../jobs/index.ts'
import { RunArchive, runKey } from '../jobs.ts'
import type { ArchiveRun, RunLedger } from '../ports.ts'

const Steps = z.looseObject({ steps: z.array(z.string()) })

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
    findActive: (archiveId) => findLiveJob(db.read, RunArchive.kind, runKey(archiveId)),
  }
}
