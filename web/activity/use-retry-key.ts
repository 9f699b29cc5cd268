import { use } from 'react'
import { jobRoutes, type JobView } from '../../src/jobs/contract.ts'
import { useAct } from '../api/use-api.ts'
import { NO_KEYS, RETRY_KEYS } from '../parts/act-keys.ts'
import { WriteGate } from '../parts/Button.tsx'
import { useKeys } from '../parts/keyboard.ts'
import { useMay } from '../session/use-session.ts'

/** `r` tries the job of the row again, unless it is meant for the chosen rows. */
export function useRetryKey(isForRow: boolean) {
  const may = useMay('jobs:write')
  const gate = use(WriteGate)
  const retry = useAct(jobRoutes.routes.retryJob)
  useKeys(may ? RETRY_KEYS : NO_KEYS)
  const onKey = (key: string, job: Pick<JobView, 'jobId' | 'can'>): boolean => {
    if (key !== 'r' || !may || !isForRow || gate !== null || !job.can.retry) return false
    if (!retry.isPending) retry.mutate({ params: { jobId: job.jobId } })
    return true
  }
  return { onKey, error: retry.error }
}
