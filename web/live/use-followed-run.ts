import { useEffect, useEffectEvent, useState } from 'react'
import { jobRoutes } from '../../src/jobs/contract.ts'
import { useRead } from '../api/use-api.ts'
import { useProgress } from './progress.ts'

/** A run that was begun here: where it stands, and `onEnd` once it has ended, however. */
export function useFollowedRun(onEnd: () => void) {
  const [runId, setRunId] = useState<number | null>(null)
  const request = { params: { jobId: runId ?? 0 } }
  const run = useRead(jobRoutes.routes.getRun, request, { isEnabled: runId !== null }).data?.run
  // While a run is on its way, the answer about the one before it is still there.
  const isOver = run !== undefined && run.jobId === runId && run.finishedAt !== null
  const ended = useEffectEvent(onEnd)
  useEffect(() => {
    if (isOver) ended()
  }, [isOver])
  return { follow: setRunId, isUnderWay: runId !== null && !isOver, progress: useProgress(runId) }
}
