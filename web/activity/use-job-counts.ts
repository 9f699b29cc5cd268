import { jobRoutes, type JobView } from '../../src/jobs/contract.ts'
import { QUIET_JOBS_MS, useRead } from '../api/use-api.ts'

export type JobState = JobView['state']

export const LIVE = ['running', 'ready', 'scheduled', 'blocked', 'held', 'waiting'] as const
export const RETRYABLE = ['failed', 'cancelled', 'quarantined'] as const
export const STATES = [...LIVE, 'completed', ...RETRYABLE] as const

/** What the list shows: empty for all. */
export interface JobsFilter {
  state: JobState | ''
  kind: string
}

/** How many jobs there are of the kind that is shown. */
export interface JobCounts {
  filter: JobsFilter
  kinds: readonly string[]
  of: (state: JobState) => number
  /** All that match; undefined until it is known. */
  total: number | undefined
}

export function useJobCounts(filter: JobsFilter): JobCounts {
  const { data } = useRead(jobRoutes.routes.countJobs, {}, { everyMs: QUIET_JOBS_MS })
  const rows = data?.items ?? []
  const sum = (state: JobState | '') =>
    rows
      .filter((row) => (state === '' || row.state === state) && (filter.kind === '' || row.kind === filter.kind))
      .reduce((total, row) => total + row.count, 0)
  return {
    filter,
    kinds: [...new Set(rows.map((row) => row.kind))].toSorted(),
    of: sum,
    total: data === undefined ? undefined : sum(filter.state),
  }
}
